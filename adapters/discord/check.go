package discord

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/discord/rest"
)

const (
	// checkEvery is how often a channel that is not in order is looked at again.
	checkEvery = time.Minute
	// maxGuilds bounds the servers that are searched for the name of a channel.
	maxGuilds = 20
)

// permission is one that the bot needs, with Discord's name of it.
type permission struct {
	bit  int64
	name string
}

// What the bot has to be allowed in a forum, and in addition in another channel. Without the
// permission for pictures it answers all the same.
var (
	forumPermissions = []permission{
		{discordgo.PermissionViewChannel, "View Channels"},
		{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
		{discordgo.PermissionEmbedLinks, "Embed Links"},
		{discordgo.PermissionReadMessageHistory, "Read Message History"},
	}
	channelPermissions = []permission{{discordgo.PermissionSendMessages, "Send Messages"}, {discordgo.PermissionCreatePublicThreads, "Create Public Threads"}}
	picturePermissions = []permission{{discordgo.PermissionAttachFiles, "Attach Files"}}
)

// lacks returns the names of the permissions that are not among those given.
func lacks(given int64, wanted ...permission) (names []string) {
	for _, p := range wanted {
		if given&p.bit == 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// overwrite is what a channel allows and denies a role or a member.
type overwrite struct {
	ID    string `json:"id"`
	Allow int64  `json:"allow,string"`
	Deny  int64  `json:"deny,string"`
}

// ownGuild is the part that is read of a server of the bot, with the roles of the bot there.
type ownGuild struct {
	ID    string `json:"id"`
	Roles []struct {
		ID          string `json:"id"`
		Permissions int64  `json:"permissions,string"`
		Mentionable bool   `json:"mentionable"`
	} `json:"roles"`
	self string
	own  []string
}

// permissions returns what the bot may do in a channel with overwrites.
func (g ownGuild) permissions(overwrites []overwrite) (given int64) {
	for _, r := range g.Roles {
		if r.ID == g.ID || slices.Contains(g.own, r.ID) { // everybody's role has the id of the server
			given |= r.Permissions
		}
	}
	if given&discordgo.PermissionAdministrator != 0 {
		return -1
	}
	var roles, self overwrite
	for _, o := range overwrites {
		switch {
		case o.ID == g.ID:
			given = given&^o.Deny | o.Allow
		case slices.Contains(g.own, o.ID):
			roles.Deny |= o.Deny
			roles.Allow |= o.Allow
		case o.ID == g.self:
			self = o
		}
	}
	given = given&^roles.Deny | roles.Allow
	return given&^self.Deny | self.Allow
}

// checkChannels looks whether the channels of the settings are there, are of the right kind and
// let the bot do what it has to, and again at those that are not in order, until all are or
// ctx ends.
func (a *Adapter) checkChannels(ctx context.Context) {
	settings := a.checkedChannels()
	left := slices.Sorted(maps.Keys(settings))
	for {
		guilds := make(map[string]ownGuild)
		left = slices.DeleteFunc(left, func(id string) bool { return a.checkChannel(ctx, settings[id], id, guilds) })
		if len(left) == 0 {
			return
		}
		select {
		case <-a.after(checkEvery):
		case <-ctx.Done():
			return
		}
	}
}

// checkedChannels returns the settings that name a channel, by its id.
func (a *Adapter) checkedChannels() map[string]string {
	settings := make(map[string]string)
	for _, id := range a.options.SupportChannels {
		settings[id] = "DISCORD_SUPPORT_CHANNELS"
	}
	if id := a.options.DeskChannel; id != "" {
		settings[id] = "DISCORD_DESK_CHANNEL"
	}
	for server, g := range a.places.servers() {
		for _, id := range g.SupportChannels {
			settings[id] = "channels of the server " + server
		}
		if g.DeskChannel != "" {
			settings[g.DeskChannel] = "desk.channel of the server " + server
		}
	}
	return settings
}

// checkChannel looks at a channel of a setting. It returns false where it has to be looked at
// again.
func (a *Adapter) checkChannel(ctx context.Context, setting, id string, guilds map[string]ownGuild) bool {
	fault, err := a.faultOf(ctx, setting, id, guilds)
	switch {
	case ctx.Err() != nil:
		return true
	case err != nil:
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("setting", setting).Str("channel", id).Dur("again_in", checkEvery).Msg("discord: channel not checked")
		return false
	case fault != nil:
		a.client.blame(id, fault)
		return false
	}
	if a.health.Set(id, nil) {
		a.options.Log.Info().Ctx(ctx).Str("setting", setting).Str("channel", id).Msg("discord: the channel is in order now")
	}
	return true
}

// faultOf returns what an administrator has to do about a channel; nil where nothing is wrong.
func (a *Adapter) faultOf(ctx context.Context, setting, id string, guilds map[string]ownGuild) (fault, err error) {
	var ch struct {
		channel
		Overwrites []overwrite `json:"permission_overwrites"`
	}
	err = a.client.Call(ctx, http.MethodGet, "channels/"+id, nil, &ch)
	if rest.HasStatus(err, http.StatusNotFound, http.StatusForbidden) {
		return fmt.Errorf("%s: the channel %s cannot be seen: check the id, invite the bot to the server and let its role view the channel", setting, id), nil
	}
	if err != nil {
		return nil, err
	}
	a.channels.add(ch.channel)
	if own := a.places.guildOf(id); own != "" && own != ch.GuildID {
		return fmt.Errorf("%s: the channel %s is in another server than %s: name one of that", setting, id, own), nil
	}
	wanted := forumPermissions
	switch desk := a.places.isDesk(id); {
	case ch.Type == discordgo.ChannelTypeGuildForum && !desk:
	case ch.Type == discordgo.ChannelTypeGuildText, ch.Type == discordgo.ChannelTypeGuildNews:
		wanted = append(slices.Clone(forumPermissions), channelPermissions...)
	case desk:
		return fmt.Errorf("%s: the channel %s is no text channel: name one", setting, id), nil
	default:
		return fmt.Errorf("%s: the channel %s is neither a text channel nor a forum: name one of these", setting, id), nil
	}
	g, err := a.guildOf(ctx, ch.GuildID, guilds)
	if err != nil || g.ID == "" {
		return nil, err
	}
	given := g.permissions(ch.Overwrites)
	if missing := lacks(given, wanted...); len(missing) > 0 {
		return fmt.Errorf("%s: the bot lacks permissions in the channel %s: give its role %s there", setting, id, strings.Join(missing, ", ")), nil
	}
	if missing := lacks(given, picturePermissions...); len(missing) > 0 {
		a.options.Log.Warn().Ctx(ctx).Str("channel", id).Strs("missing", missing).Msg("discord: pictures cannot be shown in the channel")
	}
	if role := a.places.roleAt(id); role != "" {
		return a.faultOfRole(ctx, g, role, given), nil
	}
	return nil, nil //nolint:nilnil // neither a fault nor an error
}

// guildOf returns a server of the bot. Its ID is empty where Discord does not tell about it.
func (a *Adapter) guildOf(ctx context.Context, id string, known map[string]ownGuild) (g ownGuild, err error) {
	if g, ok := known[id]; ok {
		return g, nil
	}
	ask := func(path string, into any) bool {
		if err == nil {
			err = a.client.Call(ctx, http.MethodGet, path, nil, into)
		}
		return err == nil
	}
	var self user
	var m member
	switch {
	case !ask("guilds/"+id, &g), !ask("users/@me", &self), !ask("guilds/"+id+"/members/"+self.ID, &m):
		if rest.HasStatus(err, http.StatusNotFound, http.StatusForbidden) {
			err = nil // what cannot be known is no fault
		}
		return ownGuild{}, err
	case g.ID != id || len(g.Roles) == 0:
		return ownGuild{}, nil
	}
	g.self, g.own = self.ID, m.Roles
	known[id] = g
	return g, nil
}

// faultOfRole returns what an administrator has to do about the agents' role; nil where it is
// there. That it cannot be notified is logged.
func (a *Adapter) faultOfRole(ctx context.Context, g ownGuild, role string, given int64) error {
	for _, r := range g.Roles {
		if r.ID != role {
			continue
		}
		if !r.Mentionable && r.ID != g.ID && given&discordgo.PermissionMentionEveryone == 0 {
			a.options.Log.Warn().Ctx(ctx).Str("role", r.ID).Msg("discord: nobody is notified of cases: let everybody mention the role of the agents, or give the bot's role Mention Everyone in the desk's channel")
		}
		return nil
	}
	setting := "DISCORD_AGENT_ROLE"
	if a.places.guild(g.ID).DeskChannel != "" {
		setting = "desk.agents"
	}
	return fmt.Errorf("%s: there is no role %s in the server of the desk's channel: check the id", setting, role)
}

// ChannelIDs returns the ids of the channels that have one of the names, on the servers of the
// bot. A name may begin with #; several channels may have it.
func ChannelIDs(ctx context.Context, o Options, names ...string) (map[string]string, error) {
	a, err := New(o)
	if err != nil {
		return nil, err
	}
	var guilds []struct {
		ID string `json:"id"`
	}
	if err := a.client.Call(ctx, http.MethodGet, "users/@me/guilds?limit="+strconv.Itoa(maxGuilds), nil, &guilds); err != nil {
		return nil, fmt.Errorf("discord: the servers are not listed: %w", err)
	}
	found := make(map[string][]string)
	var errs []error
	for _, g := range guilds {
		var list []channel
		if err := a.client.Call(ctx, http.MethodGet, "guilds/"+g.ID+"/channels", nil, &list); err != nil {
			errs = append(errs, fmt.Errorf("discord: the channels are not listed: %w", err))
		}
		for _, ch := range list {
			for _, name := range names {
				if strings.EqualFold(ch.Name, strings.TrimPrefix(name, "#")) && ch.Type != discordgo.ChannelTypeGuildCategory {
					found[name] = append(found[name], ch.ID)
				}
			}
		}
	}
	ids := make(map[string]string, len(found))
	for name, list := range found {
		ids[name] = strings.Join(list, " or ")
	}
	return ids, errors.Join(errs...)
}
