package slack

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/port"
)

const (
	// requestTimeout is how long one request to Slack may take.
	requestTimeout = 10 * time.Second
	// maxAnswer bounds what is read of Slack's answer to a request, in bytes. The largest
	// are pictures.
	maxAnswer = 2 * maxPictures
	// maxPictures bounds the pictures of a message, in bytes. Slack takes more; they are
	// held in memory.
	maxPictures = 8 << 20
)

// client calls Slack's methods. It keeps to the waits that Slack asks for, and takes note
// of what only an administrator can do something about.
type client struct {
	// current calls Slack with the token of now; with returns one with another token.
	current atomic.Pointer[slackapi.Client]
	with    func(token string) *slackapi.Client
	// revoked is told that Slack takes the token for good no more; nil where nobody asks.
	revoked func(code string)
	// remedy is what to do about a token that Slack does not take.
	remedy string
	health *adapterkit.Health
	limits rateLimits
	// configured holds the settings that name a channel, by the channel's id.
	configured map[string]string
	// withoutFiles tells that the app may not read files, so that its forms can take none.
	withoutFiles atomic.Bool
	now          func() time.Time
	log          zerolog.Logger
}

// api returns what calls Slack's methods.
func (c *client) api() *slackapi.Client { return c.current.Load() }

// use lets the methods be called with a token from now on.
func (c *client) use(token string) { c.current.Store(c.with(token)) }

// call calls a method, unless Slack asked to wait with it. It fails with an error of the
// port.
func (c *client) call(ctx context.Context, method, channel string, do func() error) error {
	err := c.attempt(ctx, method, channel, do)
	if _, wait := errors.AsType[port.RetryLater](err); wait {
		return err
	}
	return c.translate(ctx, method, err)
}

// attempt calls a method, unless Slack asked to wait with it. It fails with slack-go's
// error, or with a port.RetryLater while the wait lasts.
func (c *client) attempt(ctx context.Context, method, channel string, do func() error) error {
	k := rateKey{method, channel}
	if wait := c.limits.wait(k, c.now()); wait > 0 {
		return fmt.Errorf("slack: %s: %w", method, port.RetryLater{After: wait, Why: "rate limited"})
	}
	err := do()
	if after := retryAfter(err); after > 0 {
		c.limits.set(k, c.now().Add(after))
	}
	c.noteChannel(ctx, channel, err)
	return err
}
