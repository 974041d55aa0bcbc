package discord

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"io"
	"sync"
	"time"
)

const (
	// lanes is how many events are taken in at a time; those of one channel follow one
	// another. Interactions have lanes of their own: Discord waits for them.
	laneCount = 16
	// laneRoom is how many events wait in a lane before the gateway is read no further.
	laneRoom = 64
	// mostKeeping is how long a message is tried to be kept that the store does not
	// take: the gateway does not send it again.
	mostKeeping = 30 * time.Second
)

// lanes are queues of events.
type lanes struct {
	a       *Adapter
	ctx     context.Context //nolint:containedctx // of those who work in the lanes
	stopped <-chan struct{}
	queues  [2 * laneCount]chan event
	workers sync.WaitGroup
}

// event is one that waits in a lane.
type event struct {
	kind string
	data json.RawMessage
}

// newLanes opens the lanes. What has come is taken in whole, also when ctx ends.
func newLanes(ctx context.Context, a *Adapter) *lanes {
	l := &lanes{a: a, ctx: context.WithoutCancel(ctx), stopped: ctx.Done()}
	for i := range l.queues {
		l.queues[i] = make(chan event, laneRoom)
		l.workers.Go(func() {
			for e := range l.queues[i] {
				l.work(e)
			}
		})
	}
	return l
}

// close waits until all that has come is taken in. Nothing may be sorted after it.
func (l *lanes) close() {
	for _, q := range l.queues {
		close(q)
	}
	l.workers.Wait()
}

// sort puts an event in its lane.
func (l *lanes) sort(kind string, data json.RawMessage) {
	first := 0
	switch kind {
	case "GUILD_CREATE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_LIST_SYNC":
		l.a.learnPlaces(data)
		return
	case "CHANNEL_DELETE", "THREAD_DELETE":
		l.a.forgetPlace(data)
		return
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
	case "TYPING_START":
		l.a.typed(l.ctx, data)
		return
	case "INTERACTION_CREATE":
		first = laneCount
	default:
		return
	}
	var e struct {
		Channel string `json:"channel_id"`
	}
	_ = json.Unmarshal(data, &e) // what cannot be read has a lane all the same
	h := fnv.New32a()
	_, _ = io.WriteString(h, e.Channel) // never fails
	l.queues[first+int(h.Sum32()%laneCount)] <- event{kind, data}
}

// work takes in one event.
func (l *lanes) work(e event) {
	if e.kind == "INTERACTION_CREATE" {
		l.a.overGateway(l.ctx, e.data)
		return
	}
	var err error
	for wait, began := leastWait/8, time.Now(); ; wait *= 2 {
		if err = l.message(e); err == nil {
			return
		}
		if errors.Is(err, errMalformed) {
			l.a.options.Log.Warn().Str("type", e.kind).Msg("discord: an event that cannot be read")
			return
		}
		if time.Since(began)+wait > mostKeeping {
			break
		}
		select {
		case <-time.After(wait):
			continue
		case <-l.stopped:
		}
		break
	}
	l.a.options.Log.Error().Err(err).Str("type", e.kind).Msg("discord: not taken in")
}

func (l *lanes) message(e event) error {
	var m struct {
		message
		IDs []string `json:"ids"`
	}
	if json.Unmarshal(e.data, &m) != nil {
		return errMalformed
	}
	switch e.kind {
	case "MESSAGE_CREATE":
		return l.a.created(l.ctx, m.message)
	case "MESSAGE_UPDATE":
		return l.a.edited(l.ctx, m.message)
	default:
		return l.a.deleted(l.ctx, m.GuildID, m.ChannelID, append(m.IDs, m.ID)...)
	}
}
