package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"aktivering/bot"
)

// What is added to a lane between the look that found it empty and its end is not
// overlooked. No test from outside meets that moment for sure.
func TestLaneIsWorkedOnAgain(t *testing.T) {
	o := begun(t)
	l := lane{place: place{platform: "test"}, conversation: 1}
	next := func(want bool) {
		t.Helper()
		if got, ok := o.next(); ok != want || ok && got != l {
			t.Fatalf("next is %+v, %v; want %v", got, ok, want)
		}
	}
	next(false)
	o.offer([]lane{l, l})
	next(true)
	next(false) // it is worked on
	o.offer([]lane{l})
	next(false)
	o.finish(l, time.Time{})
	next(true)
	o.finish(l, time.Time{})
	next(false)
	// One that rests is left alone until its time.
	o.offer([]lane{l})
	next(true)
	o.finish(l, time.Now().Add(time.Hour))
	o.offer([]lane{l})
	next(false)
	if len(o.lanes) != 1 {
		t.Errorf("%d lanes are known, want 1", len(o.lanes))
	}
}

// What was just saved is at hand once: whatever is left over, the database tells.
func TestAtHand(t *testing.T) {
	o := begun(t)
	l := lane{place: place{platform: "test"}, conversation: 1}
	elsewhere := lane{place: place{platform: "elsewhere"}, conversation: 1}
	due := []dueItem{{elsewhere, item{id: 1}}}
	for id := range int64(mostAtHand + 1) {
		due = append(due, dueItem{l, item{id: id + 2}})
	}
	o.hand(due)
	for _, c := range []struct {
		lane lane
		id   int64
		want bool
	}{
		{elsewhere, 1, false},
		{l, 1, false},
		{l, 2, true},
		{l, 2, false},
		{l, mostAtHand + 1, true},
		{l, mostAtHand + 2, false},
	} {
		if i, ok := o.take(c.lane, c.id); ok != c.want || ok && i.id != c.id {
			t.Errorf("effect %d of %v: %d, %v; want %v", c.id, c.lane, i.id, ok, c.want)
		}
	}
	if got, ok := o.next(); !ok || got != l {
		t.Fatalf("next is %v, %v", got, ok)
	}
	o.finish(l, time.Time{})
	if o.atHand != 0 || len(o.lanes) != 0 {
		t.Errorf("%d effects are at hand on %d lanes when all is done", o.atHand, len(o.lanes))
	}
}

// begun returns an outbox that runs, with nobody who works.
func begun(t *testing.T) *outbox {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.outbox.begin([]bot.Address{{Platform: "test"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.outbox.end)
	return s.outbox
}
