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
	working sync.WaitGroup
}

// NewBackground returns a background with at most maxWork calls under way, each of which
// may take as long as the timeout.
func NewBackground(maxWork int, timeout time.Duration) *Background {
	return &Background{slots: make(chan struct{}, maxWork), timeout: timeout}
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
	b.working.Go(func() {
		defer func() { <-b.slots }()
		ctx, cancel := context.WithTimeout(ctx, b.timeout)
		defer cancel()
		do(ctx)
	})
	return true
}

// Wait returns when no call is under way.
func (b *Background) Wait() { b.working.Wait() }
