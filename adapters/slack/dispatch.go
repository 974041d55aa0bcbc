package slack

import (
	"context"
	"encoding/json"
	"time"

	"github.com/slack-go/slack/slackevents"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// dispatcher puts what Slack sends in queues, and hands it over from there.
type dispatcher struct {
	*adapterkit.Dispatcher
	a *Adapter
}

// newDispatcher returns a dispatcher. What it holds is handed over also when ctx ends.
func newDispatcher(ctx context.Context, a *Adapter) dispatcher {
	a.history.unread.Clear() // it is logged once for each call of Run
	var d *adapterkit.Dispatcher
	o := adapterkit.DispatcherOptions{
		Platform: Platform, SupportChannels: func() []string { return a.options.SupportChannels }, OpenChannels: a.options.OpenChannels,
		Key: keyOf, Covers: covers, Private: private,
		Read: func(ctx context.Context, place port.OpenChannel, back time.Time) error {
			return dispatcher{d, a}.readAgain(ctx, place, back)
		},
		DM: func(ctx context.Context, at bot.Address, person string) (_ bot.Address, err error) {
			at.Thread = ""
			at.Channel, err = a.sender.dm(ctx, person)
			return at, err
		},
		MaxEvents: a.options.MaxEvents, Now: a.options.Now, After: a.after, Log: a.options.Log,
	}
	if a.options.Recent != nil {
		o.Recent = a.recent
	}
	d = adapterkit.NewDispatcher(ctx, o)
	return dispatcher{d, a}
}

// receiving returns the dispatcher of the adapter; false while Run does not run.
func (a *Adapter) receiving() (dispatcher, bool) {
	d := a.dispatcher.Load()
	return dispatcher{d, a}, d != nil
}

// add puts an event in the lane of its channel; done is told how it ended. It returns false
// where there is no room.
func (d dispatcher) add(ctx context.Context, payload json.RawMessage, done func(error)) bool {
	var outer struct {
		TeamID string  `json:"team_id"`
		Event  message `json:"event"`
	}
	_ = json.Unmarshal(payload, &outer) // what cannot be read has a lane all the same
	ok := d.Events.Add(ctx, adapterkit.Event{
		Lane: outer.Event.Channel, Size: len(payload),
		Do: func(ctx context.Context) error {
			_, err := d.a.event(ctx, payload)
			return err
		},
		Done: func(err error) {
			d.Ended(err, outer.Event.Type, outer.Event.Channel)
			done(err)
		},
	})
	if !ok && ctx.Err() == nil {
		d.refuse(ctx, outer.TeamID, outer.Event)
	}
	return ok
}

// laneOf returns the lane of an event: its channel.
func laneOf(payload []byte) string {
	var p struct {
		Event struct {
			Channel string `json:"channel"`
		} `json:"event"`
	}
	_ = json.Unmarshal(payload, &p) // as in add
	return p.Event.Channel
}

// requestLane returns the lane of a command or an interaction: what one person does in one
// channel stays in order.
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
	_ = json.Unmarshal(payload, &p) // as in add
	return p.ChannelID + p.Channel.ID + "/" + p.UserID + p.User.ID
}

// event handles a callback of the Events API. It returns the answer to Slack's question
// whether the address is the bot's.
func (a *Adapter) event(ctx context.Context, body []byte) (answer string, err error) {
	var outer struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
		TeamID    string `json:"team_id"`
		Event     json.RawMessage
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return "", malformed(err)
	}
	switch outer.Type {
	case slackevents.URLVerification:
		return outer.Challenge, nil
	case slackevents.CallbackEvent:
	default:
		return "", nil
	}
	if a.reader.self.Load() == nil {
		return "", adapterkit.ErrNotReceiving // who the bot is tells what is meant for it
	}
	var m message
	if err := json.Unmarshal(outer.Event, &m); err != nil {
		return "", nil //nolint:nilerr // an event of another form was not asked for, and is acknowledged all the same
	}
	if m.Type == "app_home_opened" {
		a.homeOpened(ctx, outer.TeamID, m)
		return "", nil
	}
	in, ok := a.reader.read(ctx, outer.TeamID, m)
	if !ok {
		return "", nil
	}
	return "", a.handle(ctx, in)
}
