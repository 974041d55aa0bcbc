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

// connections is how many connections are kept where nothing else is said.
const connections = 2

// socket takes in what Slack sends over Socket Mode until ctx ends. slack-go keeps each
// of the connections and makes it anew.
func (l *lanes) socket(ctx context.Context) error {
	links, ctx := errgroup.WithContext(ctx)
	connected := connected{tell: func(online bool) { l.online(ctx, online) }}
	for range l.a.options.Connections {
		links.Go(func() error {
			client := socketmode.New(l.a.api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
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
					if r, ok := l.a.read(e, client, &connected); ok {
						l.arrived(ctx, client, r)
					}
				}
			}
		})
	}
	return links.Wait()
}

// connected are the connections that are open; tell is told whether any is.
type connected struct {
	tell func(online bool)
	mu   sync.Mutex
	open map[*socketmode.Client]bool
}

// set takes note of a connection.
func (c *connected) set(client *socketmode.Client, open bool) {
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
	c.tell(len(c.open) > 0)
}

// online takes note of whether Slack can reach us. After a start, and after a time in
// which it could not, what was missed is read. It is called by one at a time.
func (l *lanes) online(ctx context.Context, is bool) {
	now := l.a.options.Now()
	switch {
	case !is:
		if l.begun && l.lost.IsZero() {
			l.lost = now
		}
		note(&l.a.offline, errors.New("the socket is being connected anew"))
		return
	case !l.begun:
		l.readMissed(ctx, time.Time{})
	case !l.lost.IsZero() && now.Sub(l.lost) >= lostTime:
		l.readMissed(ctx, l.lost)
	}
	l.begun, l.lost = true, time.Time{}
	l.a.offline.Store(nil)
}

// read takes note of how the connection is, and returns an envelope to take in.
func (a *Adapter) read(e socketmode.Event, by *socketmode.Client, c *connected) (r socketmode.Request, ok bool) {
	switch e.Type {
	case socketmode.EventTypeHello:
		c.set(by, true)
	case socketmode.EventTypeConnecting, socketmode.EventTypeConnectionError, socketmode.EventTypeIncomingError, socketmode.EventTypeDisconnect:
		c.set(by, false)
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

// arrived puts an envelope in its lane. It is acknowledged when what it brought is kept,
// or when the answer says that it is not.
func (l *lanes) arrived(ctx context.Context, client *socketmode.Client, r socketmode.Request) {
	if r.Type == socketmode.RequestTypeEventsAPI {
		l.add(ctx, r.Payload, func(err error) {
			if err == nil || isFinal(err) {
				l.acknowledge(ctx, client, r, "")
			}
		})
		return
	}
	came := time.Now()
	ok := l.requests.TryAdd(adapterkit.Event{
		Lane: requestLane(r.Payload), Size: len(r.Payload),
		Do: func(ctx context.Context) error {
			l.request(ctx, client, r, came)
			return nil
		},
	})
	if !ok {
		l.a.options.Log.Error().Ctx(ctx).Str("type", r.Type).Msg("slack: request not saved: the queue is full")
	}
}

// request takes in a command or an interaction.
func (l *lanes) request(ctx context.Context, client *socketmode.Client, r socketmode.Request, came time.Time) {
	var answer string
	var err error
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var c slackapi.SlashCommand
		if err = json.Unmarshal(r.Payload, &c); err == nil {
			answer, err = l.a.commanded(ctx, c, came)
		}
	case socketmode.RequestTypeInteractive:
		answer, err = l.a.interacted(ctx, r.Payload, came)
	}
	if err != nil {
		l.a.options.Log.Error().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: event not saved")
		if !isMalformed(err) {
			return // Slack tells the person
		}
	}
	l.acknowledge(ctx, client, r, answer)
}

// ackTime is how long an acknowledgement may wait for its connection to be made anew.
const ackTime = time.Second

// acknowledge tells Slack that an envelope need not come again.
func (l *lanes) acknowledge(ctx context.Context, client *socketmode.Client, r socketmode.Request, answer string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackTime)
	defer cancel()
	var payload any
	if answer != "" {
		payload = json.RawMessage(answer)
	}
	if err := client.AckCtx(ctx, r.EnvelopeID, payload); err != nil {
		l.a.options.Log.Warn().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: not acknowledged; it comes again and is dropped then")
	}
}

// isMalformed reports what no repetition makes better.
func isMalformed(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	return errors.Is(err, errMalformed) || errors.As(err, &syntax) || errors.As(err, &kind)
}

// requestLane keeps what one person does in one channel in one lane.
func requestLane(payload json.RawMessage) string {
	var p struct {
		ChannelID string `json:"channel_id"`
		UserID    string `json:"user_id"`
		Channel   struct {
			ID string `json:"id"`
		} `json:"channel"`
		User struct {
			ID string `json:"id"`
		} `json:"user"`
	}
	_ = json.Unmarshal(payload, &p) // what cannot be read has a lane all the same
	return p.ChannelID + p.Channel.ID + "/" + p.UserID + p.User.ID
}
