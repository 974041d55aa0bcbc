package discord

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"
)

// maxChannels bounds how many channels are remembered; Discord is asked for the others
// again.
const maxChannels = 50_000

// channel is the part that is read of a channel.
type channel struct {
	ID       string                `json:"id"`
	GuildID  string                `json:"guild_id"`
	ParentID string                `json:"parent_id"`
	Name     string                `json:"name"`
	Type     discordgo.ChannelType `json:"type"`
}

// info returns what is remembered of the channel.
func (c channel) info() channelInfo {
	switch c.Type {
	case discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread, discordgo.ChannelTypeGuildNewsThread:
		return channelInfo{parent: c.ParentID, name: c.Name}
	default:
		return channelInfo{name: c.Name}
	}
}

// channelInfo is what is remembered of a channel.
type channelInfo struct {
	// parent is the channel of a thread; empty for any other channel.
	parent string
	// name is the name of the channel; that of a thread may be the title of a forum's post.
	name string
}

func (c channelInfo) isThread() bool { return c.parent != "" }

// channels are the channels and threads that are known.
type channels struct {
	client *client
	known  *lru.Cache[string, channelInfo]
	places *places
}

func newChannels(c *client, p *places) *channels {
	cs := &channels{client: c, places: p}
	cs.known, _ = lru.New[string, channelInfo](maxChannels) // fails for sizes below one only
	return cs
}

// learn remembers the channels and threads that an event holds.
func (cs *channels) learn(raw json.RawMessage) {
	var e struct {
		channel
		Channels []channel `json:"channels"`
		Threads  []channel `json:"threads"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return // Discord is asked when it matters
	}
	for _, list := range [][]channel{{e.channel}, e.Channels, e.Threads} {
		for _, c := range list {
			if c.ID != "" {
				cs.add(c)
			}
		}
	}
}

// add remembers a channel.
func (cs *channels) add(c channel) { cs.known.Add(c.ID, c.info()) }

// forget forgets a channel that was deleted.
func (cs *channels) forget(raw json.RawMessage) {
	var c channel
	if json.Unmarshal(raw, &c) == nil {
		cs.known.Remove(c.ID)
	}
}

// find returns what is known of a channel; Discord is asked where nothing is.
func (cs *channels) find(ctx context.Context, id string) (channelInfo, error) {
	if c, ok := cs.known.Get(id); ok {
		return c, nil
	}
	var c channel
	if err := cs.client.Call(ctx, http.MethodGet, "channels/"+id, nil, &c); err != nil {
		return channelInfo{}, err
	}
	cs.known.Add(id, c.info())
	return c.info(), nil
}

// nameOf returns the name of a channel; empty where it is not known.
func (cs *channels) nameOf(id string) string {
	c, _ := cs.known.Get(id)
	return c.name
}

// recipient returns the person of a channel of direct messages; empty where Discord does not tell.
func (cs *channels) recipient(ctx context.Context, id string) string {
	var c struct {
		Recipients []user `json:"recipients"`
	}
	if err := cs.client.Call(ctx, http.MethodGet, "channels/"+id, nil, &c); err != nil || len(c.Recipients) != 1 {
		return ""
	}
	return c.Recipients[0].ID
}

// isSupport reports a support channel or one of its threads.
func (cs *channels) isSupport(id string, c channelInfo) bool {
	return cs.places.isSupport(id) || c.isThread() && cs.places.isSupport(c.parent)
}
