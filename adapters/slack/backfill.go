package slack

import (
	"context"
	"errors"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// messageSize is about how many bytes a message holds besides its text.
const messageSize = 512

// keyOf returns what is read for an address: a thread, or the messages of a channel outside
// its threads. The answers to commands are no messages that can be read.
func keyOf(at bot.Address) string {
	if at.Channel == "" || at.Thread == private {
		return ""
	}
	return at.Channel + "/" + at.Thread
}

// covers reports whether the messages of an address are in a lane.
func covers(at bot.Address, lane string) bool { return at.Channel == lane }

// recent returns the threads where people spoke lately, and the channels of their direct
// messages: a new message there begins a new thread.
func (a *Adapter) recent(ctx context.Context, on bot.Platform, since, before time.Time, maxPlaces int) ([]port.OpenChannel, error) {
	list, err := a.options.Recent(ctx, on, since, before, maxPlaces)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool)
	var all []port.OpenChannel
	for _, place := range list { // the latest comes first
		if direct := place; isDM(place.At.Channel) && !known[place.At.Channel] {
			known[place.At.Channel] = true
			direct.At.Thread = ""
			all = append(all, direct)
		}
		all = append(all, place)
	}
	return all, nil
}

// readAgain puts the messages of a place in the queue, in order. A changed one comes twice:
// the message may be saved already, and its change not.
func (d dispatcher) readAgain(ctx context.Context, place port.OpenChannel, back time.Time) error {
	list, err := d.a.history.messages(ctx, place)
	if err != nil {
		return d.skipped(ctx, place.At, err)
	}
	team := place.At.Space
	if self := d.a.reader.self.Load(); team == "" && self != nil {
		team = self.TeamID
	}
	for _, m := range list {
		m := messageOf(m, place.At.Channel)
		events := []message{m}
		if m.Edited != nil {
			events = append(events, message{
				Type: m.Type, Subtype: subtypeChanged, TS: m.Edited.TS, Channel: m.Channel, ChannelType: m.ChannelType, Message: &m,
			})
		}
		for _, m := range events {
			e := adapterkit.Event{
				Lane: m.Channel, Size: messageSize + len(m.Text),
				Do: func(ctx context.Context) error {
					if in, ok := d.a.reader.read(ctx, team, m); ok {
						return d.a.handle(ctx, in)
					}
					return nil
				},
				Done: func(err error) { d.Ended(err, m.Type, m.Channel) },
			}
			if !d.Events.Insert(ctx, e, back) {
				return ctx.Err()
			}
		}
	}
	return nil
}

// skipped logs why a place is not read, where that is no fault: a missing scope once for
// each kind of channel. It returns any other error.
func (d dispatcher) skipped(ctx context.Context, at bot.Address, err error) error {
	e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
	if !ok {
		return err
	}
	switch e.Err {
	case "missing_scope":
		if _, known := d.a.history.unread.LoadOrStore(at.Channel[:1], true); known {
			return nil
		}
		d.a.options.Log.Warn().Ctx(ctx).Str("channel", at.Channel).Str("scope", e.Needed).Msg("slack: missed messages not read in such channels: the app lacks the scope")
		return nil
	case "channel_not_found", "not_in_channel", "thread_not_found", "is_archived":
		d.a.options.Log.Info().Ctx(ctx).Str("channel", at.Channel).Str("reason", e.Err).Msg("slack: missed messages not read")
		return nil
	}
	return err
}

// messageOf returns a message that was read in the form of an event.
func messageOf(from slackapi.Message, channel string) message {
	m := message{
		Type: "message", Subtype: from.SubType, User: from.User, BotID: from.BotID, Text: from.Text,
		TS: from.Timestamp, ThreadTS: from.ThreadTimestamp, Channel: channel,
	}
	if m.ThreadTS == m.TS {
		m.ThreadTS = "" // it began the thread
	}
	if isDM(channel) {
		m.ChannelType = "im"
	}
	if from.Edited != nil {
		m.Edited = &edited{TS: from.Edited.Timestamp}
	}
	for _, f := range from.Files {
		m.Files = append(m.Files, file{Name: f.Name, Mimetype: f.Mimetype, Permalink: f.Permalink, Download: f.URLPrivateDownload})
	}
	return m
}
