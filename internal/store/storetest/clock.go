package storetest

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// clock is a wall clock that can be set.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Round(0).Add(time.Duration(c.ahead.Load())) }

// turn sets the clock forwards, or backwards.
func (c *clock) turn(by time.Duration) { c.ahead.Add(int64(by)) }

// openAt opens the database with a clock until the test's end; it skips the test
// where the place cannot.
func (b *bench) openAt(c *clock) store.Store {
	b.t.Helper()
	s := need[Clocked](b).OpenAt(b.t, c.now)
	b.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.t.Errorf("Close: %v", err)
		}
	})
	return s
}

// jumps makes a test for each way in which a clock may be set.
func jumps(test func(*testing.T, *bench, time.Duration)) func(*testing.T, *bench) {
	return func(t *testing.T, b *bench) {
		need[Clocked](b)
		for name, by := range map[string]time.Duration{"backwards": -2 * time.Hour, "forwards": 2 * time.Hour} {
			t.Run(name, func(t *testing.T) {
				fresh := b.fresh(t)
				test(t, fresh, by)
			})
		}
	}
}

// What is due at once stays so when the clock is set: what waits before Run, what is
// saved before the jump while something else is performed, and what is saved after it.
// A timer of a day later does not fire.
func testClockQueued(t *testing.T, b *bench, by time.Duration) {
	var c clock
	s := b.openAt(&c)
	say(t, s, person(1), "1", "2")
	turn(t, s, said("k", here(), "p2"), bot.SetTimer{At: c.now().Add(24 * time.Hour), Turn: 1})
	c.turn(by)
	under, free := make(chan struct{}, 10), make(chan struct{})
	r := newRecorder(func(ctx context.Context, _ port.Task) port.Result {
		under <- struct{}{}
		select {
		case <-free:
		case <-ctx.Done():
		}
		return done()
	})
	b.start(s, r)
	select {
	case <-under:
	case <-time.After(patience):
		t.Fatal("what was due waits for the clock")
	}
	say(t, s, person(1), "3")
	c.turn(by)
	say(t, s, person(1), "4")
	close(free)
	r.await(t, 4)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"1", "2", "3", "4"}) {
		t.Errorf("performed %v", got)
	}
	if list := items(t, s, ""); len(list) != 1 {
		t.Errorf("what waits: %+v", list)
	}
}

// A rest that a platform asked for takes as long as it asked for, wherever the clock
// is set meanwhile.
func testClockRest(t *testing.T, b *bench, by time.Duration) {
	const rest = 1500 * time.Millisecond
	var c clock
	s := b.openAt(&c)
	var mu sync.Mutex
	var begun []time.Time
	r := newRecorder(func(context.Context, port.Task) port.Result {
		mu.Lock()
		defer mu.Unlock()
		begun = append(begun, time.Now())
		if len(begun) == 1 {
			return port.Result{Status: bot.Retry, After: rest, Reason: "rate limited"}
		}
		return done()
	})
	b.start(s, r)
	say(t, s, person(1), "1", "2")
	r.await(t, 1)
	b.drain(s)
	c.turn(by)
	say(t, s, person(2), "a") // is not held up, and holds up nothing
	r.await(t, 4)
	if got := r.words(); !reflect.DeepEqual(got, []string{"1", "a", "1", "2"}) {
		t.Errorf("performed %v", got)
	}
	if rested := begun[2].Sub(begun[0]); rested < rest {
		t.Errorf("rested for %v, want %v", rested, rest)
	}
}

// A rest does not become longer than it was asked for when the clock is set back
// while no process runs.
func testClockRestart(t *testing.T, b *bench) {
	var c clock
	first := need[Clocked](b).OpenAt(t, c.now)
	ctx, cancel := context.WithCancel(t.Context())
	r := newRecorder(func(context.Context, port.Task) port.Result {
		cancel()
		return port.Result{Status: bot.Retry, After: time.Second, Reason: "rate limited"}
	})
	say(t, first, person(1), "1", "2")
	if err := first.Run(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	c.turn(-2 * time.Hour)
	s := b.openAt(&c)
	r = newRecorder(nil)
	b.start(s, r)
	r.await(t, 2)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"1", "2"}) {
		t.Errorf("performed %v", got)
	}
}

// A lease that is held stays so, and one whose holder is gone is free soon, wherever
// the clock is set.
func testClockLease(t *testing.T, b *bench, by time.Duration) {
	var c clock
	s1, s2 := b.openAt(&c), b.openAt(&c)
	lease := func(s store.Store, name, holder string, ttl time.Duration) bool {
		t.Helper()
		held, err := s.Lease(t.Context(), name, holder, ttl)
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	if !lease(s1, "kept", "a", time.Minute) || lease(s2, "kept", "b", time.Minute) {
		t.Fatal("the lease has not one holder before the jump")
	}
	const ttl = 300 * time.Millisecond
	if !lease(s1, "left", "a", ttl) {
		t.Fatal("a lease is not given")
	}
	c.turn(by)
	if lease(s2, "kept", "b", time.Minute) {
		t.Error("a lease is taken from its holder")
	}
	if !lease(s1, "kept", "a", time.Minute) {
		t.Error("a lease is not renewed")
	}
	for deadline := time.Now().Add(patience); !lease(s2, "left", "b", ttl); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a lease whose holder is gone is never free")
		}
	}
}
