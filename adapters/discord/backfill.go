package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/gateway"
	"aktivering/bot"
	"aktivering/bot/port"
)

// keyOf returns what is read for an address: the channel of its messages. A private
// conversation has none to read.
func keyOf(at bot.Address) string {
	if id := channelOf(at); isID(id) {
		return id
	}
	return ""
}

// readOf returns a function that reads the places of a shard again, or all places for the
// zero shard.
func (d *dispatcher) readOf(s gateway.Shard) func(ctx context.Context, place port.OpenChannel, back time.Time) error {
	return func(ctx context.Context, place port.OpenChannel, back time.Time) error {
		err := d.readPlace(ctx, s, place, back)
		if isGone(err) { // or the thread was not opened yet
			return nil
		}
		return err
	}
}

// has reports whether a server belongs to a shard; all belong to the zero shard.
func has(s gateway.Shard, guild string) bool { return s == (gateway.Shard{}) || s.Has(guild) }

// readPlace reads the messages of a place again, if its server is the shard's.
func (d *dispatcher) readPlace(ctx context.Context, s gateway.Shard, place port.OpenChannel, back time.Time) error {
	a, id, guild := d.a, channelOf(place.At), place.At.Space
	if guild == "" && (place.At.Thread != "" || a.places.isSupport(id)) {
		// The settings tell no server, and neither do the messages.
		var c channel
		if err := a.client.Call(ctx, http.MethodGet, "channels/"+id, nil, &c); err != nil {
			return err
		}
		a.channels.add(c)
		if guild = c.GuildID; guild == "" {
			return nil
		}
		if c.Type == discordgo.ChannelTypeGuildForum || c.Type == discordgo.ChannelTypeGuildMedia {
			return d.readForum(ctx, s, c, place.Since, back)
		}
	}
	if !has(s, guild) {
		return nil
	}
	return d.readChannel(ctx, id, guild, place.Since, back)
}

// readForum reads the posts again that were opened in a forum.
func (d *dispatcher) readForum(ctx context.Context, s gateway.Shard, forum channel, since, back time.Time) error {
	if !has(s, forum.GuildID) {
		return nil
	}
	var active struct {
		Threads []channel `json:"threads"`
	}
	if err := d.a.client.Call(ctx, http.MethodGet, "guilds/"+forum.GuildID+"/threads/active", nil, &active); err != nil {
		return err
	}
	posts := 0
	for _, post := range active.Threads {
		if opened, err := discordgo.SnowflakeTimestamp(post.ID); err != nil || post.ParentID != forum.ID || opened.Before(since) {
			continue
		}
		if posts++; posts > adapterkit.MaxPlaces {
			break
		}
		d.a.channels.add(post)
		if err := d.readChannel(ctx, post.ID, forum.GuildID, since, back); err != nil && !isGone(err) {
			return err
		}
	}
	return nil
}

// readChannel puts the messages of a channel in the queue, in order. A changed one comes
// twice: the message may be saved already, and its change not.
func (d *dispatcher) readChannel(ctx context.Context, id, guild string, since, back time.Time) error {
	list, err := d.messages(ctx, id, since)
	if err != nil {
		return err
	}
	for _, raw := range list {
		var m struct {
			message
			// Thread was opened on the message: somebody has answered it.
			Thread json.RawMessage `json:"thread"`
		}
		if json.Unmarshal(raw, &m) != nil || d.a.places.isSupport(id) && !isNothing(m.Thread) {
			continue
		}
		names := []string{"MESSAGE_CREATE"}
		if m.EditedAt != "" {
			names = append(names, "MESSAGE_UPDATE")
		}
		for _, name := range names {
			if !d.Events.Insert(ctx, d.queued(gatewayEvent{name: name, data: raw, guild: guild}), back) {
				return ctx.Err()
			}
		}
	}
	return nil
}

// messages returns the latest messages of a channel from a time on, the oldest first.
func (d *dispatcher) messages(ctx context.Context, id string, since time.Time) (all []json.RawMessage, err error) {
	before := ""
	for range adapterkit.MaxPages {
		var page []json.RawMessage
		if err := d.a.client.Call(ctx, http.MethodGet, fmt.Sprintf("channels/%s/messages?limit=%d%s", id, adapterkit.MaxMessages, before), nil, &page); err != nil {
			return nil, err
		}
		for _, raw := range page { // the newest comes first
			var m message
			if json.Unmarshal(raw, &m) != nil {
				continue
			}
			if d.a.reader.timeOf(m.Timestamp).Before(since) {
				slices.Reverse(all)
				return all, nil
			}
			before = "&before=" + m.ID
			all = append(all, raw)
		}
		if len(page) < adapterkit.MaxMessages {
			break
		}
	}
	slices.Reverse(all)
	return all, nil
}
