package slack

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/slack-go/slack/socketmode"

	"aktivering/adapters/adapterkit"
)

// lostTime is how long no connection must have been open for messages to be read again:
// what Slack could not deliver for a shorter time, it soon sends again.
const lostTime = 10 * time.Second

// connected is what the log says where events can come.
const connected = "slack: connected"

// connections are the connections that are open.
type connections struct {
	health *adapterkit.Health
	now    func() time.Time
	log    zerolog.Logger
	// readMissed lets read what was said since a time; with the zero time, since the start.
	readMissed func(ctx context.Context, since time.Time)

	mu sync.Mutex
	// open has the number of each connection, counted from 1 as they open.
	open   map[*socketmode.Client]int
	number int
	// begun tells that a connection was open before, and lost is since when none is; zero
	// while one is.
	begun bool
	lost  time.Time
}

// link is one of the connections.
type link struct {
	*socketmode.Client
	all *connections
}

// end takes note that no connection is open any more.
func (c *connections) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.open)
}

// opened returns the number of a client's connection; 0 while it is not open.
func (c *connections) opened(client *socketmode.Client) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open[client]
}

// set takes note of whether a connection is open. After a start, and after a time in which
// none was, it lets read what was missed.
func (c *connections) set(ctx context.Context, client *socketmode.Client, open bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		c.open = make(map[*socketmode.Client]int)
	}
	if open {
		c.number++
		c.open[client] = c.number
	} else {
		delete(c.open, client)
	}
	now := c.now()
	switch {
	case len(c.open) == 0:
		if c.begun && c.lost.IsZero() {
			c.lost = now
			c.log.Warn().Ctx(ctx).Msg("slack: the connection is lost; connecting again")
		}
		c.health.Set(aboutConnection, errors.New("the socket is being connected again"))
		return
	case !c.begun:
		c.readMissed(ctx, time.Time{})
	case !c.lost.IsZero() && now.Sub(c.lost) >= lostTime:
		c.readMissed(ctx, c.lost)
	}
	if !c.begun || !c.lost.IsZero() {
		c.log.Info().Ctx(ctx).Str("over", "Socket Mode").Msg(connected)
	}
	c.begun, c.lost = true, time.Time{}
	c.health.Set(aboutConnection, nil)
}

// read takes note of the state of a connection, and returns an envelope to handle.
func (c *connections) read(ctx context.Context, e socketmode.Event, client *socketmode.Client) (r socketmode.Request, ok bool) {
	switch e.Type {
	case socketmode.EventTypeHello:
		c.set(ctx, client, true)
	case socketmode.EventTypeConnecting, socketmode.EventTypeConnectionError, socketmode.EventTypeIncomingError, socketmode.EventTypeDisconnect:
		c.set(ctx, client, false)
	case socketmode.EventTypeErrorWriteFailed:
		failed(e)
	case socketmode.EventTypeErrorBadMessage:
		// slack-go does not acknowledge what it could not read, so that Slack would send it
		// again and again.
		bad, isBad := e.Data.(*socketmode.ErrorBadMessage)
		if !isBad || json.Unmarshal(bad.Message, &r) != nil || r.EnvelopeID == "" {
			return r, false
		}
		c.log.Warn().Ctx(ctx).Err(bad.Cause).Str("type", r.Type).Msg("slack: slack-go cannot read an envelope")
		return r, true
	default:
		if e.Request != nil && e.Request.EnvelopeID != "" {
			return *e.Request, true
		}
	}
	return r, false
}
