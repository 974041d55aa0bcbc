package discord

import (
	"context"
	"encoding/json"

	"aktivering/bot/event"
)

// typingStarted handles that somebody began to write. Nothing waits for it.
func (a *Adapter) typingStarted(ctx context.Context, raw json.RawMessage) {
	var e struct {
		ChannelID string `json:"channel_id"`
		GuildID   string `json:"guild_id"`
		UserID    string `json:"user_id"`
		Member    member `json:"member"`
	}
	self := a.reader.self.Load()
	if json.Unmarshal(raw, &e) != nil || e.ChannelID == "" || e.UserID == "" || self == nil || e.UserID == *self || e.Member.User.Bot {
		return
	}
	a.handleTyping(ctx, func(ctx context.Context) (event.Inbound, bool, error) {
		var c channelInfo
		if e.GuildID != "" {
			var err error
			if c, err = a.channels.find(ctx, e.ChannelID); err != nil || !c.isThread() {
				return event.Inbound{}, false, err
			}
		}
		return event.Inbound{
			At: a.options.Now(), From: addressOf(e.GuildID, e.ChannelID, "", c), Audience: audienceOf(e.GuildID),
			Person: event.Person{ID: e.UserID}, Event: event.Typing{},
		}, true, nil
	})
}

// handleTyping hands over in the background that somebody is writing, if find finds the
// conversation. Beyond a bound nothing is handed over.
func (a *Adapter) handleTyping(ctx context.Context, find func(context.Context) (event.Inbound, bool, error)) {
	a.typing.Go(ctx, func(ctx context.Context) {
		in, ok, err := find(ctx)
		if ok && err == nil {
			err = a.gate.Handle(ctx, in)
		}
		if err != nil {
			a.options.Log.Debug().Ctx(ctx).Err(err).Msg("discord: typing indicator not sent")
		}
	})
}
