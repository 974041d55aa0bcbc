package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

const (
	// laneCount is how many events are taken in at a time; those of one channel follow
	// one another. Interactions have a queue of their own, as Discord waits for them.
	laneCount = 16
	// interactionCount is how many interactions are taken in at a time, and
	// maxInteractions how many wait for that.
	interactionCount = 64
	maxInteractions  = 256
	// maxTelling is how many people are told at a time that nothing can be saved.
	maxTelling = 4
)

// lanes are the queues of events.
type lanes struct {
	a *Adapter
	// stopping ends when the adapter is asked to stop.
	stopping context.Context //nolint:containedctx // that of what goes on beside

	messages     *adapterkit.Queue
	interactions *adapterkit.Queue
	refused      adapterkit.Refused
	background   sync.WaitGroup
	telling      chan struct{}
}

// event is something that happened to a message.
type event struct {
	kind string
	data json.RawMessage
	// guild is the server where data does not tell it.
	guild string
}

// newLanes opens the lanes. What has come is taken in whole, also when ctx ends.
func newLanes(ctx context.Context, a *Adapter) *lanes {
	l := &lanes{a: a, stopping: ctx, telling: make(chan struct{}, maxTelling)}
	l.messages = adapterkit.NewQueue(ctx, adapterkit.QueueOptions{
		Workers: laneCount, IsFinal: isFinal, Now: a.options.Now, Recovered: l.recovered,
		MaxEvents: a.options.MaxEvents, After: a.after,
	})
	l.interactions = adapterkit.NewQueue(ctx, adapterkit.QueueOptions{
		Workers: interactionCount, MaxEvents: maxInteractions, Now: a.options.Now,
	})
	a.queue.Store(l.messages)
	return l
}

// close waits until all that has come is taken in, or cannot be. Nothing may be sorted
// after it.
func (l *lanes) close() {
	l.background.Wait()
	if lost := l.messages.Close(); lost > 0 {
		l.a.options.Log.Error().Int("events", lost).Msg("discord: events not saved before the stop; their channels are read again at the next start")
	}
	l.interactions.Close()
	l.background.Wait()
	l.a.queue.Store(nil)
}

// isFinal reports an error of taking in an event that no repetition makes better.
func isFinal(err error) bool {
	if e, ok := errors.AsType[*rest.Error](err); ok {
		return e.Status >= 400 && e.Status < 500 && e.Status != http.StatusUnauthorized
	}
	return errors.Is(err, errMalformed) || errors.Is(err, bot.ErrBroken)
}

// sort puts an event in its lane.
func (l *lanes) sort(ctx context.Context, kind string, data json.RawMessage) {
	switch kind {
	case "GUILD_CREATE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_LIST_SYNC":
		l.a.learnPlaces(data)
	case "CHANNEL_DELETE", "THREAD_DELETE":
		l.a.forgetPlace(data)
	case "TYPING_START":
		l.a.typed(ctx, data)
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		if !l.messages.Add(ctx, l.queued(event{kind: kind, data: data})) {
			l.refuse(ctx, kind, data)
		}
	case "INTERACTION_CREATE":
		l.interaction(data)
	}
}

// queued is an event for the queue.
func (l *lanes) queued(e event) adapterkit.Event {
	var at struct {
		Channel string `json:"channel_id"`
		Guild   string `json:"guild_id"`
	}
	_ = json.Unmarshal(e.data, &at) // what cannot be read has a lane all the same
	return adapterkit.Event{
		Lane: laneOf(cmp.Or(at.Guild, e.guild), at.Channel), Size: len(e.data),
		Do: func(ctx context.Context) error { return l.message(ctx, e) },
		Done: func(err error) {
			switch {
			case err == nil, errors.Is(err, adapterkit.ErrClosed): // these are counted
			case errors.Is(err, errMalformed):
				l.a.options.Log.Warn().Str("type", e.kind).Err(err).Msg("discord: an event that cannot be read")
			default:
				l.a.options.Log.Error().Err(err).Str("type", e.kind).Str("channel", at.Channel).Msg("discord: event not saved, and given up")
			}
		},
	}
}

func (l *lanes) message(ctx context.Context, e event) error {
	var m struct {
		message
		IDs []string `json:"ids"`
	}
	if json.Unmarshal(e.data, &m) != nil {
		return errMalformed
	}
	if m.GuildID == "" {
		m.GuildID = e.guild
	}
	switch e.kind {
	case "MESSAGE_CREATE":
		return l.a.created(ctx, m.message)
	case "MESSAGE_UPDATE":
		return l.a.edited(ctx, m.message)
	default:
		return l.a.deleted(ctx, m.GuildID, m.ChannelID, append(m.IDs, m.ID)...)
	}
}

// interaction puts an interaction in its lane: those of one person in one channel
// follow one another, and nobody waits for others.
func (l *lanes) interaction(data json.RawMessage) {
	came := time.Now()
	var from struct {
		Channel string `json:"channel_id"`
		Member  member `json:"member"`
		User    user   `json:"user"`
	}
	_ = json.Unmarshal(data, &from) // what cannot be read has a lane all the same
	ok := l.interactions.TryAdd(adapterkit.Event{
		Lane: from.Channel + "/" + from.Member.User.ID + from.User.ID, Size: len(data),
		Do: func(ctx context.Context) error {
			l.a.overGateway(ctx, data, came)
			return nil
		},
	})
	if !ok {
		l.a.options.Log.Error().Msg("discord: interaction not saved: the queue is full")
	}
}
