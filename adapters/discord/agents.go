package discord

import (
	"context"
	"net/http"
	"slices"
	"time"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/event"
)

// memberTimeout is how long a message may wait for the roles of its writer.
const memberTimeout = 3 * time.Second

// agents tell who may act at the desk.
type agents struct {
	client *client
	places *places
}

// standingOf tells by the roles of a person in a server whether they may act at the desk.
// Live events hold the roles.
func (g *agents) standingOf(guild string, roles []string) event.Standing {
	role := g.places.roleIn(guild)
	switch {
	case role == "":
		return event.StandingOpen
	case slices.Contains(roles, role), role == guild: // everybody's role has the id of the server
		return event.StandingMember
	case roles != nil:
		return event.StandingOutside
	}
	return event.StandingUnknown
}

// standing does the same for the writer of a message, which holds no roles when it is read
// again: then Discord is asked where it matters.
func (g *agents) standing(ctx context.Context, at bot.Address, person string, roles []string) event.Standing {
	known := g.standingOf(at.Space, roles)
	if known != event.StandingUnknown || !g.isDesk(at) {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, memberTimeout)
	defer cancel()
	var m member
	err := g.client.Call(ctx, http.MethodGet, "guilds/"+at.Space+"/members/"+person, nil, &m)
	switch {
	case rest.HasStatus(err, http.StatusNotFound): // not in the server
		return event.StandingOutside
	case err != nil:
		g.client.log.Warn().Ctx(ctx).Err(err).Str("person", person).Msg("discord: roles not read; the person cannot act at the desk now")
		return event.StandingUnknown
	}
	return g.standingOf(at.Space, append([]string{}, m.Roles...))
}

// isDesk reports the desk's channel or one of its threads.
func (g *agents) isDesk(at bot.Address) bool {
	return at.Thread != private && g.places.isDesk(at.Channel)
}
