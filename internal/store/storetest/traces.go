package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// trace returns a valid trace, another one for each number.
func trace(n int) port.Trace { return port.Trace(fmt.Sprintf("00-%032x-%016x-01", n, n)) }

// traced makes one turn in a trace, in which the bot says something to a person and sets a timer that
// is due.
func traced(ctx context.Context, t *testing.T, turn func(context.Context, event.Inbound, port.Step) (bool, error), ref bot.Ref) {
	t.Helper()
	in := said("", ref.Address, ref.Person)
	_, err := turn(ctx, in, func(c bot.Conversation) bot.Decision {
		c.Turn++
		return bot.Decision{Conversation: c, Entry: in.Entry(c), Effects: []bot.Effect{
			bot.SendReply{To: ref.Address, Reply: text("hei")}, bot.SetTimer{At: noon.Add(-time.Hour), Turn: 1},
		}}
	})
	if err != nil {
		t.Fatalf("Turn: %v", err)
	}
}

func testTraces(t *testing.T, b *bench) {
	first := b.place.Open(t)
	traced(port.WithTrace(t.Context(), trace(1)), t, first.Turn, person(1))
	if err := first.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	s := b.open()
	again := make(map[string]bool) // is written by one task at a time of each key
	r := newRecorder(nil)
	r.do = func(_ context.Context, task port.Task) port.Result {
		r.mu.Lock()
		defer r.mu.Unlock()
		if !again[task.Key] {
			again[task.Key] = true
			return port.Result{Status: bot.Retry}
		}
		return done()
	}
	b.start(s, r)
	// What is saved while Run works need not be read back.
	traced(port.WithTrace(t.Context(), trace(2)), t, s.Turn, person(2))
	traced(port.WithTrace(t.Context(), "no trace"), t, s.Turn, person(3))
	const effects, tries = 6, 12
	r.await(t, tries)
	b.drain(s)
	want := map[string]port.Trace{person(1).Person: trace(1), person(2).Person: trace(2), person(3).Person: ""}
	for _, task := range r.begun() {
		if task.Trace != want[task.Of.Person] {
			t.Errorf("%s of %s, try %d: the trace is %q, want %q", textOf(task.Effect), task.Of.Person, task.Waits+1, task.Trace, want[task.Of.Person])
		}
	}
	list := items(t, s, bot.Done)
	if len(list) != effects {
		t.Errorf("%d effects are done, want %d", len(list), effects)
	}
	for _, i := range list {
		if i.Trace != want[i.Of.Person] {
			t.Errorf("of %s the trace %q is kept, want %q", i.Of.Person, i.Trace, want[i.Of.Person])
		}
	}
}

func testTraceHanded(t *testing.T, b *bench) {
	s := b.open()
	handing, ok := s.(port.HandoverStore)
	if !ok {
		t.Skip("the store hands nothing over")
	}
	r := newRecorder(nil)
	b.runs(s, r)
	for n, shown := range []bool{true, false} {
		traced(port.WithTrace(t.Context(), trace(n)), t, func(ctx context.Context, in event.Inbound, step port.Step) (bool, error) {
			h, dropped, err := handing.Hand(ctx, in, step)
			if h == nil {
				t.Fatalf("nothing was handed over: %v", err)
			}
			if h.Trace != trace(n) {
				t.Errorf("handed over in the trace %q, want %q", h.Trace, trace(n))
			}
			h.Settle(shown)
			return dropped, err
		}, person(n))
	}
	r.await(t, 3) // two timers, and the reply that was not shown
	b.drain(s)
	for _, task := range r.begun() {
		if want := map[string]port.Trace{person(0).Person: trace(0), person(1).Person: trace(1)}[task.Of.Person]; task.Trace != want {
			t.Errorf("%s of %s: the trace is %q, want %q", textOf(task.Effect), task.Of.Person, task.Trace, want)
		}
	}
}
