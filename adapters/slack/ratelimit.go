package slack

import (
	"errors"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"
)

// rateLimits remember how long Slack asked to wait, by method and channel, so that no
// request is made before. The zero value is ready.
type rateLimits struct {
	mu    sync.Mutex
	until map[rateKey]time.Time
}

type rateKey struct{ method, channel string }

// maxRateLimits bounds how many waits are remembered; Slack tells of the others again.
const maxRateLimits = 1_000

// After a wait the requests that waited go on one at a time, a second apart, which Slack
// allows in any channel, until none has waited for a minute.
const (
	pace     = time.Second
	paceTime = time.Minute
)

// wait returns how long a request has to wait; of several callers that wait for the same
// moment, 0 is for one.
func (l *rateLimits) wait(k rateKey, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	until, ok := l.until[k]
	switch {
	case !ok:
		return 0
	case now.Before(until):
		return until.Sub(now)
	case now.Sub(until) > paceTime:
		delete(l.until, k)
	default:
		l.until[k] = now.Add(pace)
	}
	return 0
}

// set remembers that Slack asked to wait until a time.
func (l *rateLimits) set(k rateKey, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.until == nil || len(l.until) >= maxRateLimits {
		l.until = make(map[rateKey]time.Time)
	}
	l.until[k] = until
}

// retryAfter returns how long Slack asks to wait; 0 where it does not.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*slackapi.RateLimitedError](err); ok {
		return e.RetryAfter
	}
	return 0
}
