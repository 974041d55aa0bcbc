package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"aktivering/bot/port"
)

// Hold does something while holding a lease: it returns false at once if another
// holder has the lease, else it calls do with a context that ends when the lease
// is lost, renews the lease until do returns, and gives it back.
func Hold(ctx context.Context, leases port.Leases, name string, ttl time.Duration, do func(context.Context) error) (held bool, err error) {
	holder := rand.Text()
	held, err = leases.Lease(ctx, name, holder, ttl)
	if err != nil || !held {
		return false, err
	}
	defer func() {
		// Whoever waits need not wait for the time to run out; if this fails, they do.
		_ = leases.Release(context.WithoutCancel(ctx), name, holder)
	}()
	ctx, lose := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { renew(ctx, lose, leases, name, holder, ttl) })
	// A renewal that came after the lease was given back would take it again.
	defer renewing.Wait()
	defer lose(nil)
	return true, do(ctx)
}

// renew keeps a lease until ctx ends, or ends ctx when the lease is lost.
func renew(ctx context.Context, lose context.CancelCauseFunc, leases port.Leases, name, holder string, ttl time.Duration) {
	tick := time.NewTicker(ttl / 3)
	defer tick.Stop()
	lost := time.NewTimer(ttl)
	defer lost.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-lost.C:
			lose(fmt.Errorf("the lease %q could not be renewed in time", name))
			return
		case <-tick.C:
		}
		// Counted from before the call: the lease may not seem longer than it is.
		asked := time.Now()
		held, err := leases.Lease(ctx, name, holder, ttl)
		switch {
		case err != nil: // until the time is up
		case held:
			lost.Reset(time.Until(asked.Add(ttl)))
		default:
			lose(fmt.Errorf("the lease %q went to another holder", name))
			return
		}
	}
}
