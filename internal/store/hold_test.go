package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"aktivering/internal/store"
)

// leases answers as it is told.
type leases struct {
	lease    func(call int) (bool, error)
	calls    int
	released string
}

func (l *leases) Lease(context.Context, string, string, time.Duration) (bool, error) {
	l.calls++
	return l.lease(l.calls)
}

func (l *leases) Release(_ context.Context, name, _ string) error {
	l.released = name
	return nil
}

func TestHoldEndsWhenTheLeaseIsLost(t *testing.T) {
	const ttl = 9 * time.Second
	unreachable := errors.New("unreachable")
	cases := []struct {
		name  string
		lease func(call int) (bool, error)
		after time.Duration
		cause string
	}{
		{"to another holder", func(call int) (bool, error) { return call < 3, nil }, 6 * time.Second, "went to another holder"},
		{"by silence", func(call int) (bool, error) {
			if call < 3 {
				return true, nil
			}
			return false, unreachable
		}, 12 * time.Second, "could not be renewed in time"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &leases{lease: c.lease}
				start := time.Now()
				held, err := store.Hold(t.Context(), l, "name", ttl, func(ctx context.Context) error {
					<-ctx.Done()
					return context.Cause(ctx)
				})
				if !held || err == nil || !strings.Contains(err.Error(), c.cause) {
					t.Errorf("held %v, error %v; want %q", held, err, c.cause)
				}
				if took := time.Since(start); took != c.after {
					t.Errorf("noticed after %v, want %v", took, c.after)
				}
				if l.released != "name" {
					t.Error("not given back")
				}
			})
		})
	}
}

func TestHoldDoesNothingWithoutTheLease(t *testing.T) {
	broken := errors.New("broken")
	for _, want := range []error{nil, broken} {
		l := &leases{lease: func(int) (bool, error) { return false, want }}
		held, err := store.Hold(t.Context(), l, "name", time.Second, func(context.Context) error {
			t.Error("done all the same")
			return nil
		})
		if held || !errors.Is(err, want) {
			t.Errorf("held %v, error %v; want %v", held, err, want)
		}
	}
}
