package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/gateway"
	"aktivering/bot"
	"aktivering/bot/event"
)

// dispatcher puts what comes over the gateway in queues, and hands it over from there.
type dispatcher struct {
	*adapterkit.Dispatcher
	a *Adapter
	// backfills read again what was missed, by the id of the shard.
	backfills map[int]*adapterkit.Backfill
}

// gatewayEvent is what happened to a message.
type gatewayEvent struct {
	name string
	data json.RawMessage
	// guild is the server where data does not tell it.
	guild string
}

// newDispatcher returns a dispatcher. What it holds is handed over also when ctx ends.
func newDispatcher(ctx context.Context, a *Adapter, shards []gateway.Shard) *dispatcher {
	d := &dispatcher{a: a, backfills: make(map[int]*adapterkit.Backfill)}
	o := adapterkit.DispatcherOptions{
		Platform: Platform, SupportChannels: a.places.supports, Recent: a.options.Recent, OpenChannels: a.options.OpenChannels,
		Key: keyOf, Covers: a.channels.covers, Read: d.readOf(gateway.Shard{}), IsFinal: isFinal, Private: private,
		DM: func(ctx context.Context, _ bot.Address, person string) (bot.Address, error) {
			channel, err := a.sender.dm(ctx, person)
			return bot.Address{Platform: Platform, Channel: channel}, err
		},
		MaxEvents: a.options.MaxEvents, Now: a.options.Now, After: a.after, Log: a.options.Log,
	}
	d.Dispatcher = adapterkit.NewDispatcher(ctx, o)
	for _, s := range shards {
		d.backfills[s.ID] = d.Backfill(d.readOf(s))
	}
	return d
}

// add puts an event of the gateway in its lane, or handles it at once where nothing waits
// for a network.
func (d *dispatcher) add(ctx context.Context, name string, data json.RawMessage) {
	switch name {
	case "GUILD_CREATE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_LIST_SYNC":
		d.a.channels.learn(data)
	case "CHANNEL_DELETE", "THREAD_DELETE":
		d.a.channels.forget(data)
	case "TYPING_START":
		d.a.typingStarted(ctx, data)
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		if !d.Events.Add(ctx, d.queued(gatewayEvent{name: name, data: data})) {
			d.refuse(ctx, name, data)
		}
	case "INTERACTION_CREATE":
		d.addInteraction(data)
	}
}

// queued returns an event as the queue holds it.
func (d *dispatcher) queued(e gatewayEvent) adapterkit.Event {
	var at struct {
		Channel string `json:"channel_id"`
		Guild   string `json:"guild_id"`
	}
	_ = json.Unmarshal(e.data, &at) // what cannot be read has a lane all the same
	return adapterkit.Event{
		Lane: laneOf(cmp.Or(at.Guild, e.guild), at.Channel), Size: len(e.data),
		Do:   func(ctx context.Context) error { return d.a.event(ctx, e) },
		Done: func(err error) { d.Ended(err, e.name, at.Channel) },
	}
}

// addInteraction puts an interaction in its lane: those of one person in one channel stay
// in order, and wait for nobody else's.
func (d *dispatcher) addInteraction(data json.RawMessage) {
	came := time.Now()
	var from struct {
		Channel string `json:"channel_id"`
		Member  member `json:"member"`
		User    user   `json:"user"`
	}
	_ = json.Unmarshal(data, &from) // as in queued
	ok := d.Requests.TryAdd(adapterkit.Event{
		Lane: from.Channel + "/" + from.Member.User.ID + from.User.ID, Size: len(data),
		Do: func(ctx context.Context) error {
			d.a.answerOverGateway(ctx, data, came)
			return nil
		},
	})
	if !ok {
		d.a.options.Log.Error().Msg("discord: interaction not saved: the queue is full")
	}
}

// directLane begins the lanes of direct messages.
const directLane = "@"

// laneOf returns the lane of a channel. Channels without a server are those of direct
// messages.
func laneOf(guild, channel string) string {
	if guild == "" {
		return directLane + channel
	}
	return channel
}

// covers reports whether the messages of an address can be in a lane. A support channel
// may be a forum, whose posts are channels of their own.
func (cs *channels) covers(at bot.Address, lane string) bool {
	id := channelOf(at)
	if cs.places.isSupport(id) && at.Space == "" {
		return !strings.HasPrefix(lane, directLane)
	}
	return lane == laneOf(at.Space, id) || at.Thread != "" && lane == id
}

// event hands over what happened to a message.
func (a *Adapter) event(ctx context.Context, e gatewayEvent) error {
	var m struct {
		message
		IDs []string `json:"ids"`
	}
	if err := json.Unmarshal(e.data, &m); err != nil {
		return adapterkit.ErrMalformed
	}
	m.GuildID = cmp.Or(m.GuildID, e.guild)
	switch e.name {
	case "MESSAGE_CREATE":
		in, err := a.reader.created(ctx, m.message)
		return a.handleMessage(ctx, in, err)
	case "MESSAGE_UPDATE":
		in, err := a.reader.edited(ctx, m.message)
		return a.handleMessage(ctx, in, err)
	}
	var errs []error
	for _, id := range append(m.IDs, m.ID) {
		in, err := a.reader.deleted(ctx, m.GuildID, m.ChannelID, id)
		errs = append(errs, a.handleMessage(ctx, in, err))
	}
	return errors.Join(errs...)
}

// handleMessage hands over what the reader returned; nothing where that ignored it.
func (a *Adapter) handleMessage(ctx context.Context, in event.Inbound, err error) error {
	switch {
	case errors.Is(err, errIgnored):
		return nil
	case err != nil:
		return err
	}
	return a.gate.Handle(ctx, in)
}
