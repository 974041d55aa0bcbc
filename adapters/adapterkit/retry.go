package adapterkit

import (
	"context"
	"time"
)

// The bounds of the time between two tries to reach a platform.
const (
	minRetryWait = time.Second
	maxRetryWait = time.Minute
)

// Retry calls do until it succeeds, and waits in between: a second at first, then twice as
// long each time, up to a minute. It returns an error that isFinal reports, or that of ctx
// when that ends; failed is told of each other error, and of the wait that follows it.
func Retry(ctx context.Context, do func(context.Context) error, isFinal func(error) bool, failed func(err error, wait time.Duration)) error {
	for wait := minRetryWait; ; wait = min(2*wait, maxRetryWait) {
		err := do(ctx)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case isFinal(err):
			return err
		}
		failed(err, wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}
