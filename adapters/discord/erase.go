package discord

import (
	"context"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/port"
)

// maxErased is how many pages of a thread are looked through.
const maxErased = 200

// EraseThread deletes what the bot has written in the thread of a case, with its files, and the
// card last: its thread stays there for what others wrote.
func (a *Adapter) EraseThread(ctx context.Context, thread bot.Address) error {
	if thread.Platform != Platform || thread.Channel == "" || thread.Thread == "" || thread.Thread == private {
		return fmt.Errorf("discord: %v: %w", thread, port.ErrGone)
	}
	self := a.reader.self.Load()
	if self == nil {
		return port.RetryLater{Why: "not connected to Discord yet"}
	}
	before := ""
	for range maxErased {
		var page []message
		err := a.client.Call(ctx, http.MethodGet, fmt.Sprintf("channels/%s/messages?limit=%d%s", thread.Thread, adapterkit.MaxMessages, before), nil, &page)
		if rest.HasCode(err, discordgo.ErrCodeUnknownChannel) {
			break // no thread was opened on the card
		}
		if err != nil {
			return a.client.translate(ctx, thread.Channel, err)
		}
		for _, m := range page { // the newest comes first
			before = "&before=" + m.ID
			// The first message of a thread stands for the card, and cannot be deleted there.
			if m.Author.ID != *self || m.Type == discordgo.MessageTypeThreadStarterMessage {
				continue
			}
			if err := a.sender.erase(ctx, thread.Thread, m.ID); err != nil {
				return err
			}
		}
		if len(page) < adapterkit.MaxMessages {
			break
		}
	}
	return a.sender.erase(ctx, thread.Channel, thread.Thread)
}

// erase deletes a message of the bot's. One that is gone already is no fault; a thread that was
// archived is opened for it.
func (s *sender) erase(ctx context.Context, channel, id string) error {
	path := "channels/" + channel + "/messages/" + id
	err := s.client.Call(ctx, http.MethodDelete, path, nil, nil)
	if rest.HasCode(err, codeThreadArchived) {
		if err = s.client.Call(ctx, http.MethodPatch, "channels/"+channel, map[string]any{"archived": false}, nil); err == nil {
			err = s.client.Call(ctx, http.MethodDelete, path, nil, nil)
		}
	}
	if rest.HasCode(err, discordgo.ErrCodeUnknownMessage) {
		return nil
	}
	return s.client.translate(ctx, channel, err)
}
