package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// held is a performer whose tasks stay under way until the test lets them go.
type held struct {
	*recorder
	under, free chan struct{}
}

func newHeld(out func(port.Task) port.Result) held {
	h := held{under: make(chan struct{}, 1<<10), free: make(chan struct{})}
	h.recorder = newRecorder(func(ctx context.Context, task port.Task) port.Result {
		h.under <- struct{}{}
		select {
		case <-h.free:
		case <-ctx.Done():
		}
		return out(task)
	})
	return h
}

// holds waits until n tasks are under way.
func (h held) holds(t *testing.T, n int) {
	t.Helper()
	deadline := time.After(patience)
	for i := range n {
		select {
		case <-h.under:
		case <-deadline:
			t.Fatalf("%d tasks are under way, want %d", i, n)
		}
	}
}

func always(out port.Result) func(port.Task) port.Result {
	return func(port.Task) port.Result { return out }
}

// What was performed and could not be recorded is not performed again: only the
// recording is. Nothing else of its conversation is begun meanwhile.
func testUnrecorded(t *testing.T, b *bench) {
	p, s := need[Faulty](b), b.open()
	const people = 20
	h := newHeld(always(done()))
	for i := range people {
		say(t, s, person(i), fmt.Sprint(i, "a"), fmt.Sprint(i, "b"))
	}
	b.start(s, h)
	h.holds(t, 8) // as many as every store performs side by side at one place
	heal := p.Fail(t)
	close(h.free)
	time.Sleep(repeatWait)
	times := make(map[string]int)
	for _, w := range h.words() {
		times[w]++
		if times[w] > 1 || w[len(w)-1] == 'b' {
			t.Errorf("%q was begun while what came before it was not recorded", w)
		}
	}
	b.notDrained(s)
	heal()
	h.await(t, 2*people)
	b.drain(s)
	if got := len(h.words()); got != 2*people {
		t.Errorf("%d tasks were performed, want %d: %v", got, 2*people, h.words())
	}
	if list := items(t, s, bot.Done); len(list) != 2*people {
		t.Errorf("%d are recorded as done, want %d", len(list), 2*people)
	}
}

// An outcome that could not be recorded outlasts the Run that came to it.
func testUnrecordedByRun(t *testing.T, b *bench) {
	p, s := need[Faulty](b), b.open()
	h := newHeld(always(done()))
	stop := b.start(s, h)
	say(t, s, person(1), "1", "2")
	h.holds(t, 1)
	heal := p.Fail(t)
	close(h.free)
	h.await(t, 1)
	started := time.Now()
	stop()
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("Run ended after %v", took)
	}
	r := newRecorder(nil)
	b.start(s, r)
	time.Sleep(repeatWait)
	if got := r.words(); len(got) > 0 {
		t.Errorf("the next Run performed %v while nothing could be recorded", got)
	}
	heal()
	r.await(t, 1)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"2"}) {
		t.Errorf("the next Run performed %v, want the second reply only", got)
	}
	if list := items(t, s, bot.Done); len(list) != 2 {
		t.Errorf("recorded as done: %+v", list)
	}
}

// Also that a task is to be tried again is recorded, with its count.
func testUnrecordedAgain(t *testing.T, b *bench) {
	p, s := need[Faulty](b), b.open()
	h := newHeld(func(task port.Task) port.Result {
		if textOf(task.Effect) == "1" && task.Tries == 0 {
			return port.Result{Status: bot.Retry, After: time.Millisecond, CountsAsFailure: true, Reason: "no luck"}
		}
		return done()
	})
	b.start(s, h)
	say(t, s, person(1), "1", "2")
	h.holds(t, 1)
	heal := p.Fail(t)
	close(h.free)
	time.Sleep(repeatWait)
	if got := h.words(); len(got) != 1 {
		t.Errorf("performed %v while nothing could be recorded", got)
	}
	heal()
	h.await(t, 3)
	b.drain(s)
	if got := h.words(); !reflect.DeepEqual(got, []string{"1", "1", "2"}) {
		t.Errorf("performed %v", got)
	}
	if tasks := h.begun(); tasks[1].Tries != 1 || tasks[1].Waits != 1 {
		t.Errorf("the second try knows of %d tries and %d waits, want 1", tasks[1].Tries, tasks[1].Waits)
	}
}

// Timers and what is done at the desk are recorded like replies.
func testUnrecordedOthers(t *testing.T, b *bench) {
	p, s := need[Faulty](b), b.open()
	h := newHeld(always(done()))
	desk := here()
	desk.Channel = "desk"
	b.start(s, h)
	turn(t, s, said("k1", here(), "p1"), bot.SetTimer{At: time.Now(), Turn: 1})
	turn(t, s, said("k2", here(), "p2"), bot.UpdateCard{To: desk})
	h.holds(t, 2)
	heal := p.Fail(t)
	close(h.free)
	time.Sleep(repeatWait)
	heal()
	b.drain(s)
	got := h.words()
	slices.Sort(got)
	if !reflect.DeepEqual(got, []string{"bot.SetTimer", "bot.UpdateCard"}) {
		t.Errorf("performed %v", got)
	}
	if list := items(t, s, bot.Done); len(list) != 2 {
		t.Errorf("recorded as done: %+v", list)
	}
}

// While nothing can be written nothing is acknowledged, and Ping says so; when the
// cause is fixed, both work again.
func testNotReady(t *testing.T, b *bench) {
	p, s := need[Faulty](b), b.open()
	until := func(what string, want bool) {
		t.Helper()
		for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
			err := s.Ping(t.Context())
			if (err == nil) == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("Ping %s: %v", what, err)
			}
		}
	}
	until("at first", true)
	heal := p.Fail(t)
	until("while nothing can be written", false)
	err := Decide(t.Context(), s, said("k", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		return c, nil
	})
	if err == nil {
		t.Error("a turn is acknowledged that cannot be written")
	}
	heal()
	until("when the cause is fixed", true)
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Errorf("turn %d, want the first", n)
	}
}
