package postgres

import (
	"testing"
	"time"
)

// A job is taken over when its process has been silent for so long, by the clock of
// who looks; not from a process that lives, however long the job takes.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	usual := usualPace()
	epoch := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	beat := func(n int) time.Time { return epoch.Add(time.Duration(n) * usual.heartbeat) }
	newTestKeeper := func() *keeper { return newKeeper(&Store{id: "me", ledger: newLedger(), pace: usual}, nil) }
	t.Run("from a process that is gone", func(t *testing.T) {
		t.Parallel()
		k := newTestKeeper()
		silent := claim{process: "a", attempt: 1, expires: epoch}
		for n := 0; ; n++ {
			gone := k.observe(map[int64]claim{1: silent}, beat(n))
			if len(gone) == 0 {
				continue
			}
			if took := beat(n).Sub(epoch); took < usual.dead || took > 90*time.Second {
				t.Errorf("taken over after %v", took)
			}
			return
		}
	})
	t.Run("not from one that lives, of an earlier version, or by one without contact", func(t *testing.T) {
		t.Parallel()
		k := newTestKeeper()
		defer k.store.ledger.work(4)(false)
		k.store.ledger.work(5)(true) // River records that it has ended
		for n := range 100 {
			running := map[int64]claim{
				1: {process: "a", attempt: 1, expires: beat(n)},
				2: {process: "older", attempt: n / 10}, // it keeps no lease, and ends its jobs
				3: {process: "b", attempt: 1, expires: epoch},
				4: {process: "me", attempt: 1},
				5: {process: "me", attempt: 1},
			}
			if n%10 == 9 {
				clear(k.seen) // as after a beat that failed
			}
			if gone := k.observe(running, beat(n)); len(gone) > 0 {
				t.Fatalf("after %v taken over: %v", beat(n).Sub(epoch), gone)
			}
		}
	})
	t.Run("from this process, which has forgotten it", func(t *testing.T) {
		t.Parallel()
		k := newTestKeeper()
		for n := 0; ; n++ {
			running := map[int64]claim{1: {process: "me", attempt: 1, expires: beat(n)}}
			if gone := k.observe(running, beat(n)); len(gone) > 0 {
				if took := beat(n).Sub(epoch); took < usual.lost || took > 20*time.Second {
					t.Errorf("taken over after %v", took)
				}
				return
			}
		}
	})
}

// What was performed and not recorded is recorded by whoever comes next, and nobody
// performs it meanwhile.
func TestLedger(t *testing.T) {
	t.Parallel()
	l := newLedger()
	if e, ok := l.take(1); e != nil || !ok {
		t.Fatal("an effect that nobody has cannot be taken")
	}
	if _, ok := l.take(1); ok {
		t.Error("two have the effect")
	}
	l.end(1, &ending{id: 1})
	l.leave(1, false)
	e, ok := l.take(1)
	if !ok || e == nil {
		t.Error("how it ended is forgotten")
	}
	l.leave(1, true)
	if e, ok := l.take(1); e != nil || !ok {
		t.Error("it is remembered after it was recorded")
	}
	l.leave(1, false) // never performed
	if len(l.effects) != 0 {
		t.Error("an effect that was not performed is remembered")
	}
}
