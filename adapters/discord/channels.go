package discord

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
)

// channel is what is read of a channel.
type channel struct {
	ID       string                `json:"id"`
	GuildID  string                `json:"guild_id"`
	ParentID string                `json:"parent_id"`
	Name     string                `json:"name"`
	Type     discordgo.ChannelType `json:"type"`
}

// place is what is known of a channel.
type place struct {
	// parent is the channel of a thread; empty for what is no thread.
	parent string
	// name is a thread's name: a forum's post has its title there.
	name string
}

func (c channel) place() place {
	switch c.Type {
	case discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread, discordgo.ChannelTypeGuildNewsThread:
		return place{parent: c.ParentID, name: c.Name}
	default:
		return place{}
	}
}

// learnPlaces takes note of channels and threads that an event tells of.
func (a *Adapter) learnPlaces(raw json.RawMessage) {
	var e struct {
		channel
		Channels []channel `json:"channels"`
		Threads  []channel `json:"threads"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return // it is asked for when it is needed
	}
	for _, list := range [][]channel{{e.channel}, e.Channels, e.Threads} {
		for _, c := range list {
			if c.ID != "" {
				a.places.Add(c.ID, c.place())
			}
		}
	}
}

// placeOf returns what is known of a channel; Discord is asked where nothing is.
func (a *Adapter) placeOf(ctx context.Context, id string) (place, error) {
	if p, ok := a.places.Get(id); ok {
		return p, nil
	}
	var c channel
	if err := a.rest.Call(ctx, http.MethodGet, "channels/"+id, nil, &c); err != nil {
		return place{}, err
	}
	a.places.Add(id, c.place())
	return c.place(), nil
}

// isSupport reports a channel where every message is read.
func (a *Adapter) isSupport(id string, p place) bool {
	return a.support[id] || p.parent != "" && a.support[p.parent]
}

// address is where a message stands: in its thread, or where its thread will be.
func address(guild, id, message string, p place) bot.Address {
	switch {
	case guild == "":
		return bot.Address{Platform: Platform, Channel: id}
	case p.parent != "":
		return bot.Address{Platform: Platform, Space: guild, Channel: p.parent, Thread: id}
	default:
		return bot.Address{Platform: Platform, Space: guild, Channel: id, Thread: message}
	}
}

// forgetPlace forgets a channel that is no more.
func (a *Adapter) forgetPlace(raw json.RawMessage) {
	var c channel
	if json.Unmarshal(raw, &c) == nil {
		a.places.Remove(c.ID)
	}
}
