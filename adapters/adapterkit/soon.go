package adapterkit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"aktivering/bot/port"
)

// ErrUnsaved means that an event could not be handed over while its sender waited. Its
// person is told.
var ErrUnsaved = errors.New("not saved in time")

// Soon hands over an event whose sender waits for an answer: it calls do until it succeeds,
// isFinal reports its error, or ctx ends, and then returns ErrUnsaved with the last error.
// It does not wait longer than ctx for a call that does not heed it: that call goes on, and
// may succeed after all.
func (c *Callers) Soon(ctx context.Context, isFinal func(error) bool, do func(context.Context) error) error {
	if err := c.soon(ctx, isFinal, do); err != nil {
		return fmt.Errorf("%w: %w", ErrUnsaved, err)
	}
	return nil
}

// SoonResponse is Soon for an event whose reply the adapter can show in its response. A response
// of a call that it did not wait for is left to the outbox.
func (c *Callers) SoonResponse(ctx context.Context, isFinal func(error) bool, do func(context.Context) (*port.Response, error)) (*port.Response, error) {
	var mu sync.Mutex
	var got *port.Response
	gone := false
	err := c.Soon(ctx, isFinal, func(ctx context.Context) error {
		r, err := do(ctx)
		mu.Lock()
		defer mu.Unlock()
		if gone && r != nil {
			r.Written(false)
			return err
		}
		got = r
		return err
	})
	mu.Lock()
	defer mu.Unlock()
	gone = true
	if err != nil && got != nil {
		got.Written(false)
		got = nil
	}
	return got, err
}

func (c *Callers) soon(ctx context.Context, isFinal func(error) bool, do func(context.Context) error) error {
	var before error
	for tries := 1; ; tries++ {
		err := c.within(ctx, do)
		if errors.Is(err, errNoAnswer) && before != nil {
			return before // the cause
		}
		if err == nil || isFinal(err) || ctx.Err() != nil {
			return err
		}
		before = err
		wait := time.NewTimer(min(Backoff(tries), MaxWait/4))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return err
		}
	}
}

// within calls do, and waits for it until ctx ends.
func (c *Callers) within(ctx context.Context, do func(context.Context) error) error {
	ended := make(chan error, 1)
	c.start(func() { ended <- do(ctx) })
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	default:
		return fmt.Errorf("%w: %w", errNoAnswer, ctx.Err())
	}
}

// errNoAnswer is a call that goes on after its context has ended.
var errNoAnswer = errors.New("no answer in time")
