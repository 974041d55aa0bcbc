package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// maxTold bounds how many people are remembered who were told.
const maxTold = 10_000

// refused is what did not fit in the queue since the store was last reached. The zero
// value is ready.
type refused struct {
	mu sync.Mutex
	// places are the channels of the events, to be read again; of each person who was
	// told it is known.
	places map[string]bot.Talk
	told   map[string]bool
}

// add takes note of an event. It returns whether it is the first, and whether the
// person is to be told.
func (r *refused) add(m message, at time.Time, addressed bool) (first, tell bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.told == nil {
		first, r.told, r.places = true, make(map[string]bool), make(map[string]bot.Talk)
	}
	if before, known := r.places[m.ChannelID]; !known && len(r.places) < adapterkit.MaxPlaces || known && at.Before(before.Since) {
		r.places[m.ChannelID] = bot.Talk{At: bot.Address{Platform: Platform, Space: m.GuildID, Channel: m.ChannelID}, Since: at}
	}
	if addressed && !r.told[m.Author.ID] && len(r.told) < maxTold {
		tell, r.told[m.Author.ID] = true, true
	}
	return first, tell
}

// take returns the places to read again, and begins anew.
func (r *refused) take() (places []bot.Talk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.places {
		places = append(places, p)
	}
	r.places, r.told = nil, nil
	return places
}

// refuse takes note of an event that does not fit in the queue. The person is told, if
// the words were surely meant for the bot; what was not is read again later.
func (l *lanes) refuse(ctx context.Context, kind string, data json.RawMessage) {
	var m message
	if ctx.Err() != nil || json.Unmarshal(data, &m) != nil || m.ChannelID == "" {
		return
	}
	at, addressed := l.a.options.Now(), false
	if kind == "MESSAGE_CREATE" {
		self := l.a.self.Load()
		at = l.a.timeOf(m.Timestamp)
		addressed = self != nil && l.a.byPerson(*self, m) && (m.GuildID == "" || l.a.mentioned(*self, m))
	}
	first, tell := l.refused.add(m, at, addressed)
	if first {
		events, bytes := l.messages.Len()
		l.a.options.Log.Error().Int("events", events).Int("bytes", bytes).Ctx(ctx).Msg("discord: events are not kept: the store is away and the queue is full")
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
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
		defer cancel()
		locale, _ := l.a.locales.Get(m.Author.ID)
		err := l.a.call(ctx, http.MethodPost, "channels/"+m.ChannelID+"/messages", outgoing{
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
	places := l.refused.take()
	l.a.options.Log.Error().Int("events", refused).Time("since", since).Int("places", len(places)).
		Msg("discord: events were not kept while the store was away; their channels are read again")
	if l.stopping.Err() != nil || len(places) == 0 {
		return
	}
	release, back := l.messages.Hold(), l.a.options.Now()
	l.background.Go(func() { l.backfill(nil).Again(l.stopping, release, back, places...) })
}
