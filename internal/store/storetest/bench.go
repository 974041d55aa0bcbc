package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"aktivering/bot/port"
	"aktivering/internal/store"
)

// bench is a place in use.
type bench struct {
	t     *testing.T
	place Place
	// another makes one more place.
	another func(*testing.T) Place
}

// fresh is a place of its own, for a test within a test.
func (b *bench) fresh(t *testing.T) *bench {
	t.Helper()
	return &bench{t: t, place: b.another(t), another: b.another}
}

// need returns a place with a capability, and skips the test where it has it not.
func need[P Place](b *bench) P {
	b.t.Helper()
	p, ok := b.place.(P)
	if !ok {
		b.t.Skipf("the place is no %v", reflect.TypeFor[P]())
	}
	return p
}

// open opens the database until the test's end.
func (b *bench) open() store.Store {
	b.t.Helper()
	s := b.place.Open(b.t)
	b.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.t.Errorf("Close: %v", err)
		}
	})
	return s
}

// start lets a performer work until the test's end, or until stop.
func (b *bench) start(s store.Store, p port.Performer) (stop func()) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, p) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			b.t.Errorf("Run: %v", err)
		}
	}
	b.t.Cleanup(stop)
	return stop
}

// patience is how long the suite waits for what must happen: River lets a job
// that lost its process wait for most of a minute.
const patience = 90 * time.Second

// waitFor waits until something holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// drain waits until nothing is due.
func (b *bench) drain(s store.Store) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	if err := s.Drain(ctx); err != nil {
		b.t.Fatalf("Drain: %v", err)
	}
}

// repeatWait is longer than any store waits before it begins a task again.
const repeatWait = 2500 * time.Millisecond

// notDrained checks that a task whose outcome is not recorded is due still.
func (b *bench) notDrained(s store.Store) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
		b.t.Errorf("Drain while an outcome is not recorded: %v", err)
	}
}
