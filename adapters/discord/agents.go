package discord

import (
	"context"
	"net/http"
	"slices"
	"time"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// memberTimeout is how long a message may wait for the roles of its writer.
const memberTimeout = 3 * time.Second

// standingOf tells by the roles of somebody in a server whether they may act at the desk.
// Discord tells the roles with all that happens.
func (a *Adapter) standingOf(guild string, roles []string) bot.Standing {
	switch role := a.options.AgentRole; {
	case role == "":
		return bot.StandingOpen
	case slices.Contains(roles, role), role == guild: // everybody's role has the id of the server
		return bot.StandingMember
	case roles != nil:
		return bot.StandingOutside
	}
	return bot.StandingUnknown
}

// standing is standingOf, also of a message that was read again: that comes without roles,
// and they are asked for where they matter.
func (a *Adapter) standing(ctx context.Context, at bot.Address, person string, roles []string) bot.Standing {
	known := a.standingOf(at.Space, roles)
	if known != bot.StandingUnknown || !a.isDesk(at) {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, memberTimeout)
	defer cancel()
	var m member
	err := a.rest.Call(ctx, http.MethodGet, "guilds/"+at.Space+"/members/"+person, nil, &m)
	switch {
	case rest.HasStatus(err, http.StatusNotFound): // nobody of the server
		return bot.StandingOutside
	case err != nil:
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("person", person).Msg("discord: roles not read; whoever it is cannot act at the desk now")
		return bot.StandingUnknown
	}
	return a.standingOf(at.Space, append([]string{}, m.Roles...))
}
