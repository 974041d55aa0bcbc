package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"aktivering/internal/store"
)

func testOpenTogether(t *testing.T, b *bench) {
	const processes = 6
	opened := make(chan store.Store, processes)
	var all sync.WaitGroup
	for range processes {
		all.Go(func() { opened <- b.place.Open(t) })
	}
	all.Wait()
	close(opened)
	if len(opened) < processes {
		t.FailNow() // Open has told why
	}
	i := 0
	for s := range opened {
		i++
		if n := turn(t, s, said("", here(), "p")); n != i {
			t.Errorf("turn %d, want %d", n, i)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if err := s.Ping(t.Context()); err == nil {
			t.Error("Ping after Close succeeds")
		}
	}
}

func testNewer(t *testing.T, b *bench) {
	err := need[Versioned](b).Newer(t)
	if newer, ok := errors.AsType[*store.NewerError](err); !ok || newer.Have <= newer.Known {
		t.Fatalf("opening a database of a later version: %v", err)
	}
	if !strings.Contains(err.Error(), "newer version of aktivering") {
		t.Errorf("the error says %q", err)
	}
}

// One process at a time serves from a database that only one may serve from.
func testExclusive(t *testing.T, b *bench) {
	lock := func(s store.Store) error {
		exclusive, ok := s.(store.Exclusive)
		if !ok {
			t.Skip("any number of processes may serve (the store is no store.Exclusive)")
		}
		return exclusive.LockExclusive()
	}
	first, second := b.place.Open(t), b.open()
	if err := lock(first); err != nil {
		t.Fatal(err)
	}
	if busy, ok := errors.AsType[*store.BusyError](lock(second)); !ok || busy.Fix == "" {
		t.Errorf("the second process gets %v", busy)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := lock(second); err != nil {
		t.Errorf("after the first has ended: %v", err)
	}
}
