package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// maxWaits bounds how many are remembered; the others are found out again.
const maxWaits = 1_000

// How what has waited goes on: one after the other, a second apart, which Slack
// allows in any channel, until nothing has waited for a while.
const (
	pace     = time.Second
	paceLast = time.Minute
)

// left tells how long to wait still; 0 is for one caller only while others wait.
func (w *waits) left(k wait, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	until, ok := w.until[k]
	switch {
	case !ok:
		return 0
	case now.Before(until):
		return until.Sub(now)
	case now.Sub(until) > paceLast:
		delete(w.until, k)
	default:
		w.until[k] = now.Add(pace)
	}
	return 0
}

func (w *waits) set(k wait, until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.until == nil || len(w.until) >= maxWaits {
		w.until = make(map[wait]time.Time)
	}
	w.until[k] = until
}

// call makes a request of a method, unless Slack asked to wait with it, and puts
// its error into the words of the port.
func (a *Adapter) call(ctx context.Context, method, channel string, do func() error) error {
	err := a.tried(ctx, method, channel, do)
	if _, wait := errors.AsType[bot.RetryLater](err); wait {
		return err
	}
	return a.outcome(ctx, method, err)
}

// tried makes a request of a method, unless Slack asked to wait with it.
func (a *Adapter) tried(ctx context.Context, method, channel string, do func() error) error {
	k := wait{method, channel}
	if left := a.waits.left(k, a.options.Now()); left > 0 {
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{After: left, Why: "rate limited"})
	}
	err := do()
	if after := retryAfter(err); after > 0 {
		a.waits.set(k, a.options.Now().Add(after))
	}
	a.reached(ctx, channel, err)
	return err
}

// reached takes note of whether a channel that was set up takes what is said there;
// where it does not, an administrator must act.
func (a *Adapter) reached(ctx context.Context, channel string, err error) {
	if channel == "" || channel != a.options.DeskChannel && !slices.Contains(a.options.SupportChannels, channel) {
		return
	}
	var blame error
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok {
		switch e.Err {
		case "not_in_channel":
			blame = fmt.Errorf("the app is not in the channel %s: invite it there", channel)
		case "channel_not_found":
			blame = fmt.Errorf("there is no channel %s for the app: check the id, or invite the app if the channel is private", channel)
		case "is_archived":
			blame = fmt.Errorf("the channel %s is archived: name another one", channel)
		default:
			return // it says nothing about the channel
		}
	} else if err != nil {
		return
	}
	a.mu.Lock()
	before := a.blamed[channel]
	if blame == nil {
		delete(a.blamed, channel)
	} else {
		a.blamed[channel] = blame
	}
	a.mu.Unlock()
	if blame != nil && before == nil {
		a.options.Log.Error().Ctx(ctx).Err(blame).Msg("slack: needs an administrator")
	}
}

// retryAfter is how long Slack asks to wait; 0 where it does not.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*slackapi.RateLimitedError](err); ok {
		return e.RetryAfter
	}
	return 0
}
