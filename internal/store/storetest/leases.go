package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"aktivering/internal/store"
)

func testLease(t *testing.T, b *bench) {
	s1, s2 := b.open(), b.open()
	lease := func(s store.Store, name, holder string, want bool) {
		t.Helper()
		held, err := s.Lease(t.Context(), name, holder, time.Minute)
		if err != nil || held != want {
			t.Errorf("lease of %s to %s: %v, %v; want %v", name, holder, held, err, want)
		}
	}
	lease(s1, "shard/0", "a", true)
	lease(s2, "shard/0", "b", false)
	lease(s1, "shard/0", "a", true)
	lease(s2, "shard/1", "b", true)
	if err := s2.Release(t.Context(), "shard/0", "b"); err != nil {
		t.Fatal(err)
	}
	lease(s2, "shard/0", "b", false) // it was not b's to give back
	if err := s1.Release(t.Context(), "shard/0", "a"); err != nil {
		t.Fatal(err)
	}
	lease(s2, "shard/0", "b", true)
	lease(s1, "shard/0", "a", false)

	// Of many who want it at the same time, one gets it.
	var all sync.WaitGroup
	got := make(chan string, 20)
	for i := range 20 {
		all.Go(func() {
			holder := string(rune('a' + i))
			s := []store.Store{s1, s2}[i%2]
			if held, err := s.Lease(t.Context(), "race", holder, time.Minute); err != nil {
				t.Error(err)
			} else if held {
				got <- holder
			}
		})
	}
	all.Wait()
	if len(got) != 1 {
		t.Errorf("%d holders at a time", len(got))
	}
}

func testLeaseDies(t *testing.T, b *bench) {
	const ttl = time.Second
	first, s := b.place.Open(t), b.open() // opening takes time
	taken := time.Now()
	if held, err := first.Lease(t.Context(), "shard", "a", ttl); err != nil || !held {
		t.Fatal(held, err)
	}
	if err := first.Close(); err != nil { // without giving it back
		t.Fatal(err)
	}
	if held, err := s.Lease(t.Context(), "shard", "b", ttl); err != nil || held && time.Since(taken) < ttl {
		t.Errorf("taken over before its time: %v, %v", held, err)
	}
	deadline := time.Now().Add(patience)
	for {
		held, err := s.Lease(t.Context(), "shard", "b", ttl)
		switch {
		case err != nil:
			t.Fatal(err)
		case held:
			return
		case time.Now().After(deadline):
			t.Fatal("never taken over")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func testHold(t *testing.T, b *bench) {
	s1, s2 := b.open(), b.open()
	// On a machine that stands still for longer than a lease lasts it is lost rightly: whoever had it
	// is told, and a longer one is tried.
	for ttl := 300 * time.Millisecond; ; ttl *= 2 {
		if holds(t, s1, s2, ttl) {
			break
		}
		if ttl > patience/10 {
			t.Fatalf("a lease of %v is not renewed", ttl)
		}
	}
	if held, err := store.Hold(t.Context(), s2, "name", time.Minute, func(context.Context) error { return nil }); !held || err != nil {
		t.Errorf("the lease was not given back: %v, %v", held, err)
	}
}

// holds reports that a lease was renewed for three times as long as it lasts.
func holds(t *testing.T, s1, s2 store.Store, ttl time.Duration) bool {
	t.Helper()
	holding, enough := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	errLost := errors.New("the lease was lost")
	go func() {
		held, err := store.Hold(t.Context(), s1, "name", ttl, func(ctx context.Context) error {
			close(holding)
			select {
			case <-enough:
				return nil
			case <-ctx.Done():
				return errors.Join(errLost, context.Cause(ctx))
			}
		})
		if !held {
			err = errors.Join(err, errors.New("not held"))
		}
		ended <- err
	}()
	<-holding
	time.Sleep(3 * ttl)
	taken, err := store.Hold(t.Context(), s2, "name", ttl, func(context.Context) error {
		select {
		case err := <-ended: // it must be told that another one has it
			ended <- err
			return nil
		case <-time.After(patience):
			return errors.New("two hold the lease")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	close(enough)
	err = <-ended
	if err != nil && !errors.Is(err, errLost) {
		t.Fatal(err)
	}
	return !taken && err == nil
}
