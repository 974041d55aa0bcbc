package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"aktivering/adapters/discord/gateway"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// refuse takes note of an event that does not fit in the queue. The person is told, if
// the words were surely meant for the bot; what was not is read again later.
func (l *lanes) refuse(ctx context.Context, kind string, data json.RawMessage) {
	var m message
	if ctx.Err() != nil || json.Unmarshal(data, &m) != nil || m.ChannelID == "" {
		return
	}
	since, person := l.a.options.Now(), ""
	if kind == "MESSAGE_CREATE" {
		since = l.a.timeOf(m.Timestamp)
		if self := l.a.self.Load(); self != nil && l.a.byPerson(*self, m) && (m.GuildID == "" || l.a.mentioned(*self, m)) {
			person = m.Author.ID
		}
	}
	place := bot.OpenChannel{At: bot.Address{Platform: Platform, Space: m.GuildID, Channel: m.ChannelID}, Since: since}
	first, tell := l.refused.Add(m.ChannelID, place, person)
	if first {
		events, bytes := l.messages.Len()
		l.a.options.Log.Error().Ctx(ctx).AnErr("cause", l.messages.Failure()).Int("events", events).Int("bytes", bytes).Msg("discord: events are not kept: the store is away and the queue is full")
	}
	if tell {
		l.tell(ctx, m)
	}
}

// tell tells a person, where the message stands, that nothing can be saved. It needs no
// store. Nothing waits for it.
func (l *lanes) tell(ctx context.Context, m message) {
	select {
	case l.telling <- struct{}{}:
	default:
		return
	}
	l.background.Go(func() {
		defer func() { <-l.telling }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rest.Timeout)
		defer cancel()
		locale, _ := l.a.locales.Get(m.Author.ID)
		err := l.a.rest.Call(ctx, http.MethodPost, "channels/"+m.ChannelID+"/messages", outgoing{
			Content: escape(l.a.options.Mind.Unsaved(locale).Message), Mentions: nobody(),
			Answers: &reference{Message: m.ID, Channel: m.ChannelID},
		}, nil)
		if err != nil {
			l.a.options.Log.Warn().Ctx(ctx).Err(err).Msg("discord: a person is not told that nothing can be saved")
		}
	})
}

// recovered reads again where events were refused, now that the store takes events.
func (l *lanes) recovered(refused int, since time.Time) {
	places := l.refused.Take()
	l.a.options.Log.Error().Int("events", refused).Time("since", since).Int("places", len(places)).
		Msg("discord: events were not kept while the store was away; their channels are read again")
	if l.stopping.Err() != nil || len(places) == 0 {
		return
	}
	hold, back := l.messages.Hold(), l.a.options.Now()
	l.background.Go(func() { l.backfill(gateway.Shard{}).Again(l.stopping, hold, back, places...) })
}
