package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"sync"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"

	"aktivering/adapters/adapterkit"
)

// lanes is how many envelopes are taken in at a time; those of one channel follow
// one another.
const lanes = 16

// connections is how many connections are kept where nothing else is said.
const connections = 2

// arrival is an envelope, and the connection that it came by.
type arrival struct {
	socketmode.Request
	by *socketmode.Client
}

// socket takes in what Slack sends over Socket Mode until ctx ends, and returns
// when the last envelope has been taken in. slack-go keeps each of the connections
// and makes it anew.
func (a *Adapter) socket(ctx context.Context) error {
	var queues [lanes]chan arrival
	var workers sync.WaitGroup
	for i := range queues {
		queues[i] = make(chan arrival, lanes)
		workers.Go(func() {
			for r := range queues[i] {
				a.envelope(ctx, r.by, r.Request)
			}
		})
	}
	defer workers.Wait()
	defer func() {
		for _, q := range queues {
			close(q)
		}
	}()
	links, ctx := errgroup.WithContext(ctx)
	var connected connected
	for range a.options.Connections {
		links.Go(func() error {
			client := socketmode.New(a.api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
			ended := make(chan error, 1)
			go func() { ended <- client.RunContext(ctx) }()
			for {
				select {
				case err := <-ended:
					if ctx.Err() != nil {
						return nil //nolint:nilerr // it was asked to end
					}
					return fmt.Errorf("slack: the socket cannot be opened: %w: check SLACK_APP_TOKEN and that Socket Mode is on", adapterkit.WithoutURL(err))
				case e := <-client.Events:
					if r, ok := a.read(e, client, &connected); ok {
						queues[laneOf(r.Payload)] <- arrival{r, client}
					}
				}
			}
		})
	}
	return links.Wait()
}

// connected are the connections that are open. The zero value is ready.
type connected struct {
	mu   sync.Mutex
	open map[*socketmode.Client]bool
}

// set takes note of a connection, and tells whether any is open.
func (c *connected) set(client *socketmode.Client, open bool, tell func(online bool)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		c.open = make(map[*socketmode.Client]bool)
	}
	if open {
		c.open[client] = true
	} else {
		delete(c.open, client)
	}
	tell(len(c.open) > 0)
}

// online takes note of whether Slack can reach us.
func (a *Adapter) online(is bool) {
	if is {
		a.offline.Store(nil)
		return
	}
	note(&a.offline, errors.New("the socket is being connected anew"))
}

// read takes note of how the connection is, and returns an envelope to take in.
func (a *Adapter) read(e socketmode.Event, by *socketmode.Client, c *connected) (r socketmode.Request, ok bool) {
	switch e.Type {
	case socketmode.EventTypeHello:
		c.set(by, true, a.online)
	case socketmode.EventTypeConnectionError, socketmode.EventTypeIncomingError, socketmode.EventTypeDisconnect:
		c.set(by, false, a.online)
	case socketmode.EventTypeErrorBadMessage:
		// slack-go could not read it and leaves it unacknowledged, so that Slack would
		// send it again and again.
		bad, isBad := e.Data.(*socketmode.ErrorBadMessage)
		if !isBad || json.Unmarshal(bad.Message, &r) != nil || r.EnvelopeID == "" {
			return r, false
		}
		a.options.Log.Warn().Err(bad.Cause).Str("type", r.Type).Msg("slack: an envelope that slack-go cannot read")
		return r, true
	default:
		if e.Request != nil && e.Request.EnvelopeID != "" {
			return *e.Request, true
		}
	}
	return r, false
}

// envelope takes in one envelope, and acknowledges it when what it brought is
// kept.
func (a *Adapter) envelope(ctx context.Context, client *socketmode.Client, r socketmode.Request) {
	// What has come is taken in whole, also when the program is to end.
	ctx = context.WithoutCancel(ctx)
	var err error
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slackapi.SlashCommand
		if err = json.Unmarshal(r.Payload, &c); err == nil {
			err = a.command(ctx, c)
		}
	case socketmode.RequestTypeEventsAPI:
		_, err = a.event(ctx, r.Payload)
	case socketmode.RequestTypeInteractive:
		err = a.interaction(ctx, r.Payload)
	}
	if err != nil {
		a.options.Log.Error().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: not taken in")
		if !isMalformed(err) {
			return // Slack sends it again
		}
	}
	if err := client.Ack(r); err != nil {
		a.options.Log.Warn().Ctx(ctx).Err(err).Msg("slack: not acknowledged; it comes again and is dropped then")
	}
}

// isMalformed reports what no repetition makes better.
func isMalformed(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	return errors.Is(err, errMalformed) || errors.As(err, &syntax) || errors.As(err, &kind)
}

// laneOf keeps what belongs to one channel and person in one lane.
func laneOf(payload json.RawMessage) uint32 {
	var p struct {
		ChannelID string `json:"channel_id"`
		Channel   struct {
			ID string `json:"id"`
		} `json:"channel"`
		Event struct {
			Channel string `json:"channel"`
		} `json:"event"`
	}
	_ = json.Unmarshal(payload, &p) // what cannot be read has a lane all the same
	h := fnv.New32a()
	_, _ = io.WriteString(h, p.ChannelID+p.Channel.ID+p.Event.Channel) // never fails
	return h.Sum32() % lanes
}
