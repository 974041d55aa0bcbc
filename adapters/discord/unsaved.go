package discord

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
	"aktivering/bot/port"
)

// unsaved returns the response to an interaction that was not saved. It promises nothing.
func (a *Adapter) unsaved(i interaction) *callback {
	return &callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: outgoing{
		Content: escape(a.options.Manager.Unsaved(i.Locale).Now), Flags: flagEphemeral, Mentions: nobody(),
	}}
}

// refuse takes note of an event that does not fit in the queue. The person is told, if the
// message was certainly meant for the bot; its channel is read again later.
func (d *dispatcher) refuse(ctx context.Context, name string, data json.RawMessage) {
	var m message
	if ctx.Err() != nil || json.Unmarshal(data, &m) != nil || m.ChannelID == "" {
		return
	}
	since, person := d.a.options.Now(), ""
	if name == "MESSAGE_CREATE" {
		since = d.a.reader.timeOf(m.Timestamp)
		if d.a.reader.byPerson(m) && d.a.reader.isAddressed(m) {
			person = m.Author.ID
		}
	}
	place := port.OpenChannel{At: bot.Address{Platform: Platform, Space: m.GuildID, Channel: m.ChannelID}, Since: since}
	if d.Refuse(ctx, place, person) {
		d.a.tellUnsaved(ctx, m)
	}
}

// tellUnsaved tells a person in answer to a message that it is not saved. It needs no store.
// Nothing waits for it; beyond a bound the person is not told.
func (a *Adapter) tellUnsaved(ctx context.Context, m message) {
	a.background.Go(ctx, func(ctx context.Context) {
		locale, _ := a.locales.Get(m.Author.ID)
		err := a.client.Call(ctx, http.MethodPost, "channels/"+m.ChannelID+"/messages", outgoing{
			Content: escape(a.options.Manager.Unsaved(locale).Message), Mentions: nobody(),
			Answers: &reference{Message: m.ID, Channel: m.ChannelID},
		}, nil)
		if err != nil {
			a.options.Log.Warn().Ctx(ctx).Err(err).Msg("discord: message not saved, and the person not told")
		}
	})
}
