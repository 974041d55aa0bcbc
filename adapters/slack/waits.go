package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// waits remembers how long Slack asked to wait, by method and channel, so that
// nobody asks before. The zero value is ready.
type waits struct {
	mu    sync.Mutex
	until map[wait]time.Time
}

type wait struct{ method, channel string }

// mostWaits bounds how many are remembered; the others are found out again.
const mostWaits = 1_000

// left tells how long to wait still.
func (w *waits) left(k wait, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	until, ok := w.until[k]
	if !ok {
		return 0
	}
	if !now.Before(until) {
		delete(w.until, k)
		return 0
	}
	return until.Sub(now)
}

func (w *waits) set(k wait, until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.until == nil || len(w.until) >= mostWaits {
		w.until = make(map[wait]time.Time)
	}
	w.until[k] = until
}

// call makes a request of a method, unless Slack asked to wait with it, and puts
// its error into the words of the port.
func (a *Adapter) call(ctx context.Context, method, channel string, do func() error) error {
	k := wait{method, channel}
	if left := a.waits.left(k, a.options.Now()); left > 0 {
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{After: left, Why: "rate limited"})
	}
	err := do()
	if after := retryAfter(err); after > 0 {
		a.waits.set(k, a.options.Now().Add(after))
	}
	return a.outcome(ctx, method, err)
}

// retryAfter is how long Slack asks to wait; 0 where it does not.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*slackapi.RateLimitedError](err); ok {
		return e.RetryAfter
	}
	return 0
}
