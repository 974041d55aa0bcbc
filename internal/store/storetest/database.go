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
	opened := make(chan Store, processes)
	var all sync.WaitGroup
	for range processes {
		all.Go(func() { opened <- b.place.Open(t) })
	}
	all.Wait()
	for i := range processes {
		s := <-opened
		if n := turn(t, s, said("", here(), "p")); n != i+1 {
			t.Errorf("turn %d, want %d", n, i+1)
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
	err := b.place.Newer(t)
	if newer, ok := errors.AsType[*store.NewerError](err); !ok || newer.Have <= newer.Known {
		t.Fatalf("opening a database of a later version: %v", err)
	}
	if !strings.Contains(err.Error(), "newer version of aktivering") {
		t.Errorf("the error says %q", err)
	}
}
