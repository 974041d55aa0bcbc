package adapterkit

import (
	"context"
	"time"
)

// Soon calls do until it succeeds, fails finally or ctx ends, and returns its last
// error.
func Soon(ctx context.Context, isFinal func(error) bool, do func(context.Context) error) error {
	for tries := 1; ; tries++ {
		err := do(ctx)
		if err == nil || isFinal(err) || ctx.Err() != nil {
			return err
		}
		wait := time.NewTimer(min(Backoff(tries), MaxWait/4))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return err
		}
	}
}
