package adapterkit_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"aktivering/adapters/adapterkit"
)

// Calls that go on at the same time, one after another, and beyond the wait for them, are each made once.
func TestCallers(t *testing.T) {
	var callers adapterkit.Callers
	isFinal := func(error) bool { return true }
	var made atomic.Int64
	var all sync.WaitGroup
	hangs := make(chan struct{})
	for range 100 { // more than are kept
		all.Go(func() {
			for range 10 {
				if err := callers.Soon(t.Context(), isFinal, func(context.Context) error { made.Add(1); return nil }); err != nil {
					t.Error(err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			err := callers.Soon(ctx, isFinal, func(context.Context) error { cancel(); <-hangs; made.Add(1); return nil })
			if !errors.Is(err, adapterkit.ErrUnsaved) {
				t.Errorf("a call that hangs: %v", err)
			}
			if err := callers.Soon(t.Context(), isFinal, func(context.Context) error { made.Add(1); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := made.Load(); n != 100*11 {
		t.Errorf("%d calls were made, want %d", n, 100*11)
	}
	close(hangs)
}
