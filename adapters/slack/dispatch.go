package slack

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

const (
	// laneCount is how many events are taken in at a time; those of one channel follow
	// one another.
	laneCount = 16
	// requestCount is how many commands and presses of the socket are taken in at a time,
	// and maxRequests how many wait for that: Slack waits for them, as people do.
	requestCount = 64
	maxRequests  = 256
)

// lanes are the queues of what Slack sends.
type lanes struct {
	a *Adapter
	// stopping ends when the adapter is asked to stop.
	stopping context.Context //nolint:containedctx // that of what goes on beside

	events     *adapterkit.Queue
	requests   *adapterkit.Queue
	refused    adapterkit.Refused
	backfill   *adapterkit.Backfill
	background sync.WaitGroup
	// begun tells that Slack has reached us, and lost since when it cannot; zero while it
	// can. Only online uses them.
	begun bool
	lost  time.Time
	// unread are the kinds of places that cannot be read for lack of a scope.
	unread sync.Map
}

// newLanes opens the lanes. What has come is taken in whole, also when ctx ends.
func newLanes(ctx context.Context, a *Adapter) *lanes {
	l := &lanes{a: a, stopping: ctx}
	l.events = adapterkit.NewQueue(ctx, adapterkit.QueueOptions{
		Workers: laneCount, IsFinal: isFinal, Now: a.options.Now, Recovered: l.recovered,
		MaxEvents: a.options.MaxEvents, After: a.after,
	})
	l.requests = adapterkit.NewQueue(ctx, adapterkit.QueueOptions{Workers: requestCount, MaxEvents: maxRequests, Now: a.options.Now})
	l.backfill = l.newBackfill()
	return l
}

// close waits until all that has come is taken in, or cannot be. Nothing may be added
// after it.
func (l *lanes) close() {
	l.background.Wait()
	if lost := l.events.Close(); lost > 0 {
		l.a.options.Log.Error().Int("events", lost).Msg("slack: events not saved before the stop; Slack sends them again, and their channels are read again at the next start")
	}
	l.requests.Close()
	l.background.Wait()
}

// isFinal reports an error of taking in an event that no repetition makes better.
func isFinal(err error) bool {
	return isMalformed(err) || errors.Is(err, bot.ErrBroken)
}

// add puts an event in its lane; done is told how it ends. It returns false where there
// is no room: then the person is told, if the words were surely meant for the bot, and
// the channel is read again later.
func (l *lanes) add(ctx context.Context, payload json.RawMessage, done func(error)) bool {
	var outer struct {
		TeamID string  `json:"team_id"`
		Event  message `json:"event"`
	}
	_ = json.Unmarshal(payload, &outer) // what cannot be read has a lane all the same
	ok := l.events.Add(ctx, adapterkit.Event{
		Lane: outer.Event.Channel, Size: len(payload),
		Do: func(ctx context.Context) error {
			_, err := l.a.event(ctx, payload)
			return err
		},
		Done: func(err error) {
			l.ended(err, outer.Event.Channel)
			done(err)
		},
	})
	if !ok && ctx.Err() == nil {
		l.refuse(ctx, outer.TeamID, outer.Event)
	}
	return ok
}

// ended logs an event that was given up.
func (l *lanes) ended(err error, channel string) {
	switch {
	case err == nil, errors.Is(err, adapterkit.ErrClosed): // these are counted
	case isMalformed(err):
		l.a.options.Log.Warn().Err(err).Str("channel", channel).Msg("slack: an event that cannot be read")
	default:
		l.a.options.Log.Error().Err(err).Str("channel", channel).Msg("slack: event not saved, and given up")
	}
}

// refuse takes note of an event that does not fit in the queue.
func (l *lanes) refuse(ctx context.Context, team string, m message) {
	if m.Channel == "" {
		return
	}
	is := m
	if m.Message != nil {
		is = *m.Message
	}
	place := bot.OpenChannel{
		At:    bot.Address{Platform: Platform, Space: team, Channel: m.Channel, Thread: is.ThreadTS},
		Since: timeOf(is.TS, l.a.options.Now()),
	}
	person := ""
	if m.Message == nil && l.a.byPerson(m) && l.a.words(m).Addressed {
		person = m.User
	}
	first, tell := l.refused.Add(keyOf(place.At), place, person)
	if first {
		events, bytes := l.events.Len()
		l.a.options.Log.Error().Ctx(ctx).AnErr("cause", l.events.Failure()).Int("events", events).Int("bytes", bytes).Msg("slack: events are not kept: the store is away and the queue is full")
	}
	if tell {
		l.a.later(ctx, "tell that nothing can be saved", func(ctx context.Context) error {
			return l.a.tell(ctx, m.Channel, m.ThreadTS, m.User, l.a.unsavedText(m.User).Message)
		})
	}
}

// recovered reads again where events were refused, now that the store takes events.
func (l *lanes) recovered(refused int, since time.Time) {
	places := l.refused.Take()
	l.a.options.Log.Error().Int("events", refused).Time("since", since).Int("places", len(places)).
		Msg("slack: events were not kept while the store was away; their channels are read again")
	if l.stopping.Err() != nil || len(places) == 0 {
		return
	}
	hold, back := l.events.Hold(), l.a.options.Now()
	l.background.Go(func() { l.backfill.Again(l.stopping, hold, back, places...) })
}
