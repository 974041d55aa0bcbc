package adapterkit_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
)

func TestBackgroundIsBounded(t *testing.T) {
	b := adapterkit.NewBackground(1, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	leave := make(chan struct{})
	ended := make(chan error, 1)
	if !b.Go(ctx, func(ctx context.Context) {
		<-leave
		ended <- ctx.Err()
	}) {
		t.Fatal("the first call is dropped")
	}
	cancel() // whoever asked does not wait
	if b.Go(t.Context(), func(context.Context) { t.Error("called beyond the bound") }) {
		t.Error("a call beyond the bound is accepted")
	}
	close(leave)
	b.Wait()
	if err := <-ended; err != nil {
		t.Errorf("the call ended with its caller: %v", err)
	}
	again := false
	if !b.Go(t.Context(), func(context.Context) { again = true }) {
		t.Error("the slot is not given back")
	}
	b.Wait()
	if !again {
		t.Error("Wait returned before the call did")
	}
}

func TestBackgroundHasATimeout(t *testing.T) {
	b := adapterkit.NewBackground(1, time.Millisecond)
	var err error
	b.Go(t.Context(), func(ctx context.Context) {
		<-ctx.Done()
		err = ctx.Err()
	})
	b.Wait()
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended with %v", err)
	}
}

// What is asked for while somebody waits is done, and waited for if that is not over.
func TestBackgroundWhileSomebodyWaits(t *testing.T) {
	b := adapterkit.NewBackground(100, time.Hour)
	for range 100 {
		var asking sync.WaitGroup
		asking.Go(b.Wait)
		asking.Go(func() { b.Go(t.Context(), func(context.Context) {}) })
		asking.Wait()
	}
	b.Wait()
}
