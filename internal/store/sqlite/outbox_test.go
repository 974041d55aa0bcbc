package sqlite

import (
	"errors"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store/storetest"
)

// What is added to a lane between the look that found it empty and its end is not
// overlooked. No test from outside meets that moment for sure.
func TestLaneIsWorkedOnAgain(t *testing.T) {
	o := begun(t)
	l := lane{place: place{platform: "test"}, conversation: 1}
	next := func(want bool) {
		t.Helper()
		if got, ok := o.next(); ok != want || ok && got.lane != l {
			t.Fatalf("next is %+v, %v; want %v", got, ok, want)
		}
	}
	next(false)
	o.enqueue([]lane{l, l})
	next(true)
	next(false) // it is worked on
	o.enqueue([]lane{l})
	next(false)
	o.finish(l, pause{})
	next(true)
	o.finish(l, pause{})
	next(false)
	// One that rests is left alone until its time.
	o.enqueue([]lane{l})
	next(true)
	o.finish(l, pause{wait: time.Hour})
	o.enqueue([]lane{l})
	next(false)
	if len(o.lanes) != 1 {
		t.Errorf("%d lanes are known, want 1", len(o.lanes))
	}
}

// How long the outbox is behind is told of what waits for a worker and of what hangs,
// not of what rests, and begins anew with each task.
func TestOldestDue(t *testing.T) {
	o := begun(t)
	l := lane{place: place{platform: "test"}, conversation: 1}
	const minute = time.Minute
	ago := func() { o.lanes[l].since = time.Now().Add(-minute) }
	late := func(what string, want bool) {
		t.Helper()
		d, err := o.store.OldestDue(t.Context())
		if err != nil || d >= minute != want {
			t.Errorf("%s: behind for %v, %v", what, d, err)
		}
	}
	late("nothing", false)
	o.enqueue([]lane{l})
	late("just come", false)
	ago()
	late("waiting", true)
	o.next()
	late("under way", true)
	o.mayContinue(l, 0)
	late("before its first task", true)
	o.mayContinue(l, 1)
	late("at its second task", false)
	ago()
	o.finish(l, pause{wait: time.Hour})
	late("resting", false)
}

// While nothing can be written the attempts at recording become rare; the first write
// that succeeds, such as a turn's or Ping's, ends the wait for the next one.
func TestWriteEndsTheWait(t *testing.T) {
	o := begun(t)
	o.store.health.writable.Every = 0 // each Ping writes
	for name, write := range map[string]func() error{
		"turn": func() error {
			return storetest.Decide(t.Context(), o.store, event.Inbound{Event: event.Message{}}, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
				c.Turn++
				return c, nil
			})
		},
		"ping": func() error { return o.store.Ping(t.Context()) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		if len(o.written) > 0 {
			t.Errorf("%s: an attempt is made though nothing is wrong", name)
		}
		o.halt(t.Context(), errors.New("the disk is full"))
		if err := write(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-o.written:
		default:
			t.Errorf("%s: the next attempt waits", name)
		}
		if o.record(t.Context()); o.halted {
			t.Errorf("%s: the outbox does not go on", name)
		}
	}
}
