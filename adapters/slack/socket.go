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
	// ackTimeout is how long an acknowledgement may wait for its connection to be made
	// again.
	ackTimeout = time.Second
	// writtenAfter is how long after slack-go took an acknowledgement it counts as written, if
	// slack-go has not told otherwise and the connection has stayed open: slack-go tells of failures
	// only.
	writtenAfter = 250 * time.Millisecond
)

// listen receives over Socket Mode until ctx ends. slack-go makes each connection anew when
// it ends.
func (d dispatcher) listen(ctx context.Context) error {
	links, ctx := errgroup.WithContext(ctx)
	state := &connections{
		health: &d.a.health, now: d.a.options.Now, log: d.a.options.Log,
		readMissed: func(ctx context.Context, since time.Time) { d.ReadMissed(ctx, nil, since) },
	}
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
						d.arrived(ctx, link{client, state}, r)
					}
				}
			}
		})
	}
	return links.Wait()
}

// arrived puts an envelope in its lane. It is acknowledged when what it holds is saved, or
// when the answer says that it is not.
func (d dispatcher) arrived(ctx context.Context, l link, r socketmode.Request) {
	if d.a.router != nil {
		to, err := d.a.router.route(ctx, r.Payload)
		switch {
		case to == nil && (err == nil || isUndeliverable(err)):
			d.a.options.Log.Info().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: envelope is for no workspace that is served")
			d.acknowledge(ctx, l, r, ack{})
			return
		case to == nil:
			return // Slack sends it again, or tells the person
		}
		of, receiving := to.receiving()
		if !receiving {
			return // likewise
		}
		d = of
	}
	if r.Type == socketmode.RequestTypeEventsAPI {
		d.add(ctx, r.Payload, func(err error) {
			if err == nil || adapterkit.IsFinal(err) {
				d.acknowledge(ctx, l, r, ack{})
			}
		})
		return
	}
	came := time.Now()
	ok := d.Requests.TryAdd(adapterkit.Event{
		Lane: requestLane(r.Payload), Size: len(r.Payload),
		Do: func(ctx context.Context) error {
			d.request(ctx, l, r, came)
			return nil
		},
	})
	if !ok {
		d.a.options.Log.Error().Ctx(ctx).Str("type", r.Type).Msg("slack: request not saved: the queue is full")
	}
}

// request handles a command or an interaction, once.
func (d dispatcher) request(ctx context.Context, l link, r socketmode.Request, came time.Time) {
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
	d.acknowledge(ctx, l, r, answer)
}

// acknowledge tells Slack not to send an envelope again.
func (d dispatcher) acknowledge(ctx context.Context, l link, r socketmode.Request, answer ack) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackTimeout)
	defer cancel()
	if answer.written != nil {
		err := d.respond(ctx, l, r.EnvelopeID, answer)
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
	if err := l.AckCtx(ctx, r.EnvelopeID, payload); err != nil {
		d.a.options.Log.Warn().Ctx(ctx).Err(err).Str("type", r.Type).Msg("slack: envelope not acknowledged; Slack sends it again, and it is dropped then")
	}
}

// respond acknowledges an envelope with a reply. It returns an error where slack-go does not take
// it, such as one that is too long for an acknowledgement.
func (d dispatcher) respond(ctx context.Context, l link, envelope string, answer ack) error {
	var once sync.Once
	reply := &socketReply{json.RawMessage(answer.body), func(ok bool) { once.Do(func() { answer.written(ok) }) }}
	opened := l.all.opened(l.Client)
	if err := l.AckCtx(ctx, envelope, reply); err != nil {
		reply.written(false)
		return err
	}
	d.a.replies.Go(func() {
		<-d.a.after(writtenAfter)
		reply.written(opened > 0 && l.all.opened(l.Client) == opened)
	})
	return nil
}
