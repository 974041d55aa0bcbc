package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// maxTyping bounds how many are told of at a time that somebody is writing. What is
// beyond that is not shown.
const maxTyping = 8

// typed takes in that somebody began to write. Nothing waits for it.
func (a *Adapter) typed(ctx context.Context, raw json.RawMessage) {
	var e struct {
		ChannelID string `json:"channel_id"`
		GuildID   string `json:"guild_id"`
		UserID    string `json:"user_id"`
		Member    member `json:"member"`
	}
	self := a.self.Load()
	if json.Unmarshal(raw, &e) != nil || e.ChannelID == "" || e.UserID == "" || self == nil || e.UserID == *self || e.Member.User.Bot {
		return
	}
	a.writing(ctx, func(ctx context.Context) (bot.Inbound, bool, error) {
		var p place
		if e.GuildID != "" {
			var err error
			if p, err = a.placeOf(ctx, e.ChannelID); err != nil || p.parent == "" {
				return bot.Inbound{}, false, err
			}
		}
		return bot.Inbound{
			At: a.options.Now(), From: address(e.GuildID, e.ChannelID, "", p),
			Person: bot.Person{ID: e.UserID}, Event: bot.Typing{},
		}, true, nil
	})
}

// writing hands over, beside all else, that somebody is writing.
func (a *Adapter) writing(ctx context.Context, of func(context.Context) (bot.Inbound, bool, error)) {
	select {
	case a.typers <- struct{}{}:
	default:
		return
	}
	ctx = context.WithoutCancel(ctx) // the event is taken in before
	go func() {
		defer func() { <-a.typers }()
		ctx, cancel := context.WithTimeout(ctx, rest.Timeout)
		defer cancel()
		in, ok, err := of(ctx)
		if ok && err == nil {
			err = a.handle(ctx, in)
		}
		if err != nil {
			a.options.Log.Debug().Ctx(ctx).Err(err).Msg("discord: typing indicator not sent")
		}
	}()
}

// Typing shows that an answer is being written. In private nothing can be shown but in
// direct messages.
func (a *Adapter) Typing(ctx context.Context, to bot.Address, person string) error {
	channel := to.Channel
	switch to.Thread {
	case "":
	case private:
		var ok bool
		if channel, ok = a.dms.Get(person); !ok {
			return nil
		}
	default:
		channel = to.Thread
	}
	if to.Platform != Platform || !isID(channel) {
		return fmt.Errorf("discord: %v: %w", to, bot.ErrGone)
	}
	if err := a.rest.Call(ctx, http.MethodPost, "channels/"+channel+"/typing", nil, nil); err != nil {
		return fmt.Errorf("discord: %w", err)
	}
	return nil
}
