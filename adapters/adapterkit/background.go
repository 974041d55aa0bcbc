package adapterkit

import (
	"context"
	"sync"
	"time"
)

// Background does work of less weight than the events, such as showing which button was
// pressed. The work is bounded: what is beyond the bound is not done.
type Background struct {
	slots   chan struct{}
	timeout time.Duration

	// mu guards working, the calls under way, and ended tells those who wait that one has
	// ended. A sync.WaitGroup may not be added to while somebody waits for it.
	mu      sync.Mutex
	working int
	ended   *sync.Cond
}

// NewBackground returns a background with at most maxWork calls under way, each of which
// may take as long as the timeout.
func NewBackground(maxWork int, timeout time.Duration) *Background {
	b := &Background{slots: make(chan struct{}, maxWork), timeout: timeout}
	b.ended = sync.NewCond(&b.mu)
	return b
}

// Go calls do in a goroutine of its own, with the values of ctx and a deadline of its own.
// It returns false, without calling do, where as many calls are under way as there may be.
func (b *Background) Go(ctx context.Context, do func(context.Context)) bool {
	select {
	case b.slots <- struct{}{}:
	default:
		return false
	}
	ctx = context.WithoutCancel(ctx) // whoever asked may be answered before
	b.count(1)
	go func() {
		defer b.count(-1)
		defer func() { <-b.slots }()
		ctx, cancel := context.WithTimeout(ctx, b.timeout)
		defer cancel()
		do(ctx)
	}()
	return true
}

func (b *Background) count(calls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.working += calls
	b.ended.Broadcast()
}

// Wait returns when no call is under way. Go may be called meanwhile.
func (b *Background) Wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.working > 0 {
		b.ended.Wait()
	}
}
