package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"aktivering/adapters/adapterkit"
)

const (
	// defaultConnections is how many connections are kept where the options do not say.
	defaultConnections = 2
	// lostTime is how long no connection must have been open for messages to be read again:
	// what Slack could not deliver for a shorter time, it soon sends again.
	lostTime = 10 * time.Second
	// ackTimeout is how long an acknowledgement may wait for its connection to be made
	// again.
	ackTimeout = time.Second
)

// listen receives over Socket Mode until ctx ends. slack-go makes each connection anew when
// it ends.
func (d *dispatcher) listen(ctx context.Context) error {
	links, ctx := errgroup.WithContext(ctx)
	state := d.links
	defer state.end()
	for range d.a.options.Connections {
		links.Go(func() error {
			client := socketmode.New(d.a.client.api(), socketmode.OptionLog(log.New(io.Discard, "", 0)))
			ended := make(chan error, 1)
			go func() { ended <- client.RunContext(ctx) }()
			for {
				select {
				case err := <-ended:
					if ctx.Err() != nil {
						return nil //nolint:nilerr // it was asked to stop
					}
					return fmt.Errorf("slack: the socket cannot be opened: %w: check SLACK_APP_TOKEN and that Socket Mode is on", adapterkit.WithoutURL(err))
				case e := <-client.Events:
					if r, ok := state.read(ctx, e, client); ok {
						d.arrived(ctx, client, r)
					}
				}
			}
		})
	}
	return links.Wait()
}

// connections are the connections that are open.
type connections struct {
	d *dispatcher

	mu sync.Mutex
	// open has the number of each connection, counted from 1 as they open.
	open   map[*socketmode.Client]int
	number int
	// begun tells that a connection was open before, and lost is since when none is; zero
	// while one is.
	begun bool
	lost  time.Time
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
	a := c.d.a
	now := a.options.Now()
	switch {
	case len(c.open) == 0:
		if c.begun && c.lost.IsZero() {
			c.lost = now
			a.options.Log.Warn().Ctx(ctx).Msg("slack: the connection is lost; connecting again")
		}
		a.health.Set(aboutConnection, errors.New("the socket is being connected again"))
		return
	case !c.begun:
		c.d.ReadMissed(ctx, nil, time.Time{})
	case !c.lost.IsZero() && now.Sub(c.lost) >= lostTime:
		c.d.ReadMissed(ctx, nil, c.lost)
	}
	if !c.begun || !c.lost.IsZero() {
		a.options.Log.Info().Ctx(ctx).Str("over", "Socket Mode").Msg(connected)
	}
	c.begun, c.lost = true, time.Time{}
	a.health.Set(aboutConnection, nil)
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
		c.d.a.options.Log.Warn().Ctx(ctx).Err(bad.Cause).Str("type", r.Type).Msg("slack: slack-go cannot read an envelope")
		return r, true
	default:
		if e.Request != nil && e.Request.EnvelopeID != "" {
			return *e.Request, true
		}
	}
	return r, false
}

// arrived puts an envelope in its lane. It is acknowledged when what it holds is saved, or
// when the answer says that it is not.
func (d *dispatcher) arrived(ctx context.Context, client *socketmode.Client, r socketmode.Request) {
	if d.a.teams != nil {
		to, err := d.a.teams.route(ctx, r.Payload)
		switch {
		case to == nil && (err == nil || isUndeliverable(err)):
			d.a.options.Log.Info().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: envelope is for no workspace that is served")
			d.acknowledge(ctx, client, r, ack{})
			return
		case to == nil || to.dispatcher.Load() == nil:
			return // Slack sends it again, or tells the person
		}
		d = to.dispatcher.Load()
	}
	if r.Type == socketmode.RequestTypeEventsAPI {
		d.add(ctx, r.Payload, func(err error) {
			if err == nil || adapterkit.IsFinal(err) {
				d.acknowledge(ctx, client, r, ack{})
			}
		})
		return
	}
	came := time.Now()
	ok := d.Requests.TryAdd(adapterkit.Event{
		Lane: requestLane(r.Payload), Size: len(r.Payload),
		Do: func(ctx context.Context) error {
			d.request(ctx, client, r, came)
			return nil
		},
	})
	if !ok {
		d.a.options.Log.Error().Ctx(ctx).Str("type", r.Type).Msg("slack: request not saved: the queue is full")
	}
}

// request handles a command or an interaction, once.
func (d *dispatcher) request(ctx context.Context, client *socketmode.Client, r socketmode.Request, came time.Time) {
	var answer ack
	var err error
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slackapi.SlashCommand
		if err = json.Unmarshal(r.Payload, &c); err != nil {
			err = malformed(err)
		} else {
			answer, err = d.a.answerCommand(ctx, c, came)
		}
	case socketmode.RequestTypeInteractive:
		var body string
		body, err = d.a.answerInteraction(ctx, r.Payload, came)
		answer.body = []byte(body)
	}
	if err != nil {
		d.a.options.Log.Error().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: event not saved")
		if !errors.Is(err, adapterkit.ErrMalformed) {
			return // Slack tells the person
		}
	}
	d.acknowledge(ctx, client, r, answer)
}

// acknowledge tells Slack not to send an envelope again.
func (d *dispatcher) acknowledge(ctx context.Context, client *socketmode.Client, r socketmode.Request, answer ack) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackTimeout)
	defer cancel()
	if answer.written != nil {
		err := d.respond(ctx, client, r.EnvelopeID, answer)
		if err == nil {
			return
		}
		d.a.options.Log.Warn().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: reply not shown in the acknowledgement; it follows")
		answer.body = nil
	}
	var payload any
	if len(answer.body) > 0 {
		payload = json.RawMessage(answer.body)
	}
	if err := client.AckCtx(ctx, r.EnvelopeID, payload); err != nil {
		d.a.options.Log.Warn().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: envelope not acknowledged; Slack sends it again, and it is dropped then")
	}
}
