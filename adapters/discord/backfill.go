package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/gateway"
	"aktivering/bot"
)

// overlap is how much earlier a support channel is read than nothing was received:
// Discord's clock and ours may differ.
const overlap = time.Minute

// backfill reads again what was missed: in the channels of a shard, or in all where that
// is the zero shard.
func (l *lanes) backfill(s gateway.Shard) *adapterkit.Backfill {
	return &adapterkit.Backfill{
		Platform: Platform, Queue: l.messages, OpenChannels: l.a.options.OpenChannels, Recent: l.a.options.Recent, Log: l.a.options.Log,
		Key: func(at bot.Address) string {
			if id := channelOf(at); isID(id) {
				return id
			}
			return "" // where only one person sees it, nothing is said
		},
		Covers: l.a.covers,
		Read: func(ctx context.Context, place bot.OpenChannel, back time.Time) error {
			err := l.readPlace(ctx, s, place, back)
			if isGone(err) { // or was no thread yet
				return nil
			}
			return err
		},
	}
}

// covers reports whether what is read of a place can be in a lane. A support channel
// may be a forum, whose posts are channels of their own.
func (a *Adapter) covers(at bot.Address, lane string) bool {
	id := channelOf(at)
	if a.support[id] && at.Space == "" {
		return !strings.HasPrefix(lane, directLane)
	}
	return lane == laneOf(at.Space, id) || lane == laneOf("-", id) && at.Thread != ""
}

// directLane begins the lanes of direct messages.
const directLane = "@"

// laneOf is the lane of a channel; those outside of servers are of direct messages.
func laneOf(guild, channel string) string {
	if guild == "" {
		return directLane + channel
	}
	return channel
}

// channelOf is the channel in which the messages of a place stand.
func channelOf(at bot.Address) string {
	if at.Thread != "" {
		return at.Thread
	}
	return at.Channel
}

// readMissed reads what was said while no session was open: the gateway tells of
// nothing that was before. What was taken in already is known by its key.
func (l *listener) readMissed(ctx context.Context, s gateway.Shard, lost time.Time) {
	if l.a.options.OpenChannels == nil && l.a.options.Recent == nil {
		return
	}
	now := l.a.options.Now()
	since := now.Add(-adapterkit.UnaskedTime)
	if at := lost.Add(-overlap); at.After(since) {
		since = at
	}
	if lost.IsZero() {
		lost = now
	}
	var support []bot.OpenChannel
	for _, id := range l.a.options.SupportChannels {
		support = append(support, bot.OpenChannel{At: bot.Address{Platform: Platform, Channel: id}, Since: since})
	}
	hold := l.messages.Hold() // before anything comes that is to come after it
	l.background.Go(func() { l.backfills[s.ID].Run(ctx, hold, lost, now, support...) })
}

// readPlace reads what was said at a place, if that is the shard's.
func (l *lanes) readPlace(ctx context.Context, s gateway.Shard, place bot.OpenChannel, back time.Time) error {
	a, id, guild := l.a, channelOf(place.At), place.At.Space
	if guild == "" && (place.At.Thread != "" || a.support[id]) {
		// Neither the settings nor the messages tell the server.
		var c channel
		if err := a.rest.Call(ctx, http.MethodGet, "channels/"+id, nil, &c); err != nil {
			return err
		}
		a.places.Add(id, c.place())
		if guild = c.GuildID; guild == "" {
			return nil
		}
		if c.Type == discordgo.ChannelTypeGuildForum || c.Type == discordgo.ChannelTypeGuildMedia {
			return l.readForum(ctx, s, c, place.Since, back)
		}
	}
	if s != (gateway.Shard{}) && !s.Has(guild) {
		return nil
	}
	return l.readChannel(ctx, id, guild, place.Since, back)
}

// readForum reads the posts that were opened in a forum.
func (l *lanes) readForum(ctx context.Context, s gateway.Shard, forum channel, since, back time.Time) error {
	if s != (gateway.Shard{}) && !s.Has(forum.GuildID) {
		return nil
	}
	var active struct {
		Threads []channel `json:"threads"`
	}
	if err := l.a.rest.Call(ctx, http.MethodGet, "guilds/"+forum.GuildID+"/threads/active", nil, &active); err != nil {
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
		l.a.places.Add(post.ID, post.place())
		if err := l.readChannel(ctx, post.ID, forum.GuildID, since, back); err != nil && !isGone(err) {
			return err
		}
	}
	return nil
}

// readChannel puts what was said in a channel in the queue, in order. Also what was
// changed: where the message is known, its change may not be.
func (l *lanes) readChannel(ctx context.Context, id, guild string, since, back time.Time) error {
	list, err := l.said(ctx, id, since)
	if err != nil {
		return err
	}
	for _, raw := range list {
		var m struct {
			message
			// Thread is one that was opened on the message: somebody has taken it up.
			Thread json.RawMessage `json:"thread"`
		}
		if json.Unmarshal(raw, &m) != nil || l.a.support[id] && !isNothing(m.Thread) {
			continue
		}
		kinds := []string{"MESSAGE_CREATE"}
		if m.EditedAt != "" {
			kinds = append(kinds, "MESSAGE_UPDATE")
		}
		for _, kind := range kinds {
			if !l.messages.Insert(ctx, l.queued(event{kind: kind, data: raw, guild: guild}), back) {
				return ctx.Err()
			}
		}
	}
	return nil
}

// said returns the latest messages of a channel from a time on, the oldest first.
func (l *lanes) said(ctx context.Context, id string, since time.Time) (all []json.RawMessage, err error) {
	before := ""
	for range adapterkit.MaxPages {
		var page []json.RawMessage
		if err := l.a.rest.Call(ctx, http.MethodGet, fmt.Sprintf("channels/%s/messages?limit=%d%s", id, adapterkit.MaxMessages, before), nil, &page); err != nil {
			return nil, err
		}
		for _, raw := range page { // the newest comes first
			var m message
			if json.Unmarshal(raw, &m) != nil {
				continue
			}
			if l.a.timeOf(m.Timestamp).Before(since) {
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
