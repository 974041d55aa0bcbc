package discord

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
)

// Flags of an application that tell which privileged intents it has, below and above 100 servers.
const (
	flagMessageContent        = 1 << 18
	flagMessageContentLimited = 1 << 19
)

// From so many servers on Discord has to verify a bot, and from so many people on who can see it, it
// reviews which privileged intents the bot has. From almost so many on it is worth a warning.
const (
	reviewServers = 100
	nearServers   = 75
	reviewPeople  = 10_000
	nearPeople    = 7_500
)

// How many servers are asked for at a time, and how many times at most.
const (
	guildPage     = 200
	maxGuildPages = 10
)

// Examine looks at the token, the intents and the channels of the settings, and changes nothing.
func Examine(ctx context.Context, o Options) []adapterkit.Finding {
	a, err := New(o)
	if err != nil {
		return []adapterkit.Finding{adapterkit.Found("Discord", err, "")}
	}
	var app struct {
		Name   string `json:"name"`
		Flags  int    `json:"flags"`
		Guilds int    `json:"approximate_guild_count"`
	}
	if err := a.client.Call(ctx, http.MethodGet, "applications/@me", nil, &app); err != nil {
		if isUnauthorized(err) {
			err = errToken
		}
		return []adapterkit.Finding{adapterkit.Found("DISCORD_TOKEN", err, "")}
	}
	found := []adapterkit.Finding{adapterkit.Found("DISCORD_TOKEN", nil, app.Name)}
	intent := adapterkit.Found("Message Content Intent", nil, "it is on")
	if app.Flags&(flagMessageContent|flagMessageContentLimited) == 0 {
		intent.State = adapterkit.StateFault
		intent.Detail = "turn it on in the Developer Portal under Bot: without it the bot cannot read what people write in channels"
	}
	found = append(found, intent)
	found = append(found, a.examineReach(ctx, app.Guilds)...)
	settings := a.checkedChannels()
	guilds := make(map[string]ownGuild)
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		fault, err := a.faultOf(ctx, settings[id], id, guilds)
		if fault == nil {
			fault = err
		}
		found = append(found, adapterkit.Found(settings[id]+" "+id, fault, "the bot has what it needs there"))
	}
	for _, id := range o.AdministratorChannels {
		found = append(found, a.examineAdministrators(ctx, id))
	}
	return found
}

// examineAdministrators looks whether a channel of administrators is there. People can give commands
// in channels that the bot cannot see.
func (a *Adapter) examineAdministrators(ctx context.Context, id string) adapterkit.Finding {
	what := "DISCORD_ADMINISTRATOR_CHANNELS " + id
	err := a.client.Call(ctx, http.MethodGet, "channels/"+id, nil, &channel{})
	if rest.HasStatus(err, http.StatusNotFound, http.StatusForbidden) {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: "the channel cannot be seen: check the id; commands are answered there all the same, mentions only where the bot can view the channel"}
	}
	return adapterkit.Found(what, err, "the channel is there")
}

// examineReach compares how many servers and people the bot reaches with how many Discord lets it
// reach before a review.
func (a *Adapter) examineReach(ctx context.Context, servers int) (found []adapterkit.Finding) {
	if servers >= nearServers {
		found = append(found, adapterkit.Finding{
			What: "Discord servers", State: adapterkit.StateWarning,
			Detail: fmt.Sprintf("the bot is on %d; from %d on Discord has to verify it: apply for it in time, in the Developer Portal", servers, reviewServers),
		})
	}
	const what = "Discord users"
	people, err := a.people(ctx)
	switch {
	case err != nil:
		return append(found, adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: "how many can see the bot is not known: " + err.Error()})
	case people >= nearPeople:
		return append(found, adapterkit.Finding{
			What: what, State: adapterkit.StateWarning,
			Detail: fmt.Sprintf("the servers of the bot have %d members, who count once each; from %d people on Discord reviews the Message Content Intent: apply for it in time, and then every year, in the Developer Portal", people, reviewPeople),
		})
	}
	return append(found, adapterkit.Found(what, nil, fmt.Sprintf("the servers of the bot have %d members; Discord reviews the Message Content Intent from %d people on", people, reviewPeople)))
}

// people adds up the members of the bot's servers. Who is on several is counted several times, so that
// it is at least as many as Discord counts.
func (a *Adapter) people(ctx context.Context) (sum int, err error) {
	after := ""
	for range maxGuildPages {
		var guilds []struct {
			ID      string `json:"id"`
			Members int    `json:"approximate_member_count"`
		}
		if err := a.client.Call(ctx, http.MethodGet, fmt.Sprintf("users/@me/guilds?with_counts=true&limit=%d%s", guildPage, after), nil, &guilds); err != nil {
			return 0, err
		}
		for _, g := range guilds {
			sum += g.Members
		}
		if len(guilds) < guildPage {
			return sum, nil
		}
		after = "&after=" + guilds[len(guilds)-1].ID
	}
	return sum, nil
}
