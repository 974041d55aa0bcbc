package discord

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/sync/errgroup"

	"aktivering/bot"
)

// How what was missed is read.
const (
	// mostTalks is how many places are read, and mostMissed how many messages of each.
	mostTalks, mostMissed = 200, 50
	// readingAtOnce is how many places are read at a time, and readingTime how long all
	// of it may take: the gateway waits, so that what comes now comes after.
	readingAtOnce = 8
	readingTime   = 15 * time.Second
)

// readMissed reads what was said while no session was open, where people and agents
// speak with one another: the gateway tells of nothing that was before. What was taken
// in already is known by its key.
func (s *shard) readMissed(ctx context.Context) {
	if s.a.options.Talks == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readingTime)
	defer cancel()
	talks, err := s.a.options.Talks(ctx, Platform, mostTalks)
	if err != nil {
		s.a.options.Log.Warn().Ctx(ctx).Err(err).Msg("discord: what was said meanwhile is not read")
		return
	}
	var reading errgroup.Group
	reading.SetLimit(readingAtOnce)
	places := make(map[string]bool)
	for _, talk := range slices.Backward(talks) { // the longest stretch of those at one place
		channel := talk.At.Thread
		if channel == "" {
			channel = talk.At.Channel
		}
		if !isID(channel) || places[channel] {
			continue
		}
		places[channel] = true
		reading.Go(func() error {
			if err := s.missed(ctx, channel, talk); err != nil && !isGone(err) { // or was no thread yet
				s.a.options.Log.Warn().Ctx(ctx).Err(err).Str("channel", channel).Msg("discord: what was said meanwhile is not read")
			}
			return nil
		})
	}
	_ = reading.Wait() // each tells of its own errors
}

// of returns the shard that a server belongs to; direct messages belong to the first.
func (s *shard) of(guild string) int {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil {
		return 0
	}
	return int(id >> 22 % uint64(s.count))
}

// missed takes in the last messages of a channel, if it is the shard's.
func (s *shard) missed(ctx context.Context, id string, talk bot.Talk) error {
	a := s.a
	// The messages do not tell their server, nor does every address.
	var c channel
	if err := a.call(ctx, http.MethodGet, "channels/"+id, nil, &c); err != nil {
		return err
	}
	a.places.Add(id, c.place())
	if direct := c.Type == discordgo.ChannelTypeDM; !direct && c.GuildID == "" || s.of(c.GuildID) != s.id {
		return nil
	}
	var list []message
	if err := a.call(ctx, http.MethodGet, fmt.Sprintf("channels/%s/messages?limit=%d", id, mostMissed), nil, &list); err != nil {
		return err
	}
	for _, m := range slices.Backward(list) { // the newest comes first
		if a.timeOf(m.Timestamp).Before(talk.Since) {
			continue
		}
		m.GuildID = c.GuildID
		if err := a.created(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
