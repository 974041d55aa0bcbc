package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// How the user group of the agents is asked for.
const (
	// agentsFresh is how long its members are taken for granted at the desk: whoever joins
	// or leaves it is known after that.
	agentsFresh = time.Minute
	// maxAgentsAge is how long they are relied on while Slack does not tell. After that
	// nobody is let through: a lock that cannot be read stays shut.
	maxAgentsAge = time.Hour
	// agentsTimeout is how long an event may wait for the answer, and agentsRest how long
	// Slack is not asked after a failure.
	agentsTimeout = 800 * time.Millisecond
	agentsRest    = 10 * time.Second
)

// agents are the members of the user group whose members may act at the desk.
type agents struct {
	known atomic.Pointer[members]
	// mu is held while Slack is asked, and next is when it may be asked again.
	mu   sync.Mutex
	next time.Time
	// fault is why it did not tell the last time.
	fault atomic.Pointer[error]
}

// members are what Slack told at a time.
type members struct {
	ids  map[string]bool
	read time.Time
}

// standing tells whether somebody may act at the desk. Only for what happens there Slack
// is asked; elsewhere what is known must do.
func (a *Adapter) standing(ctx context.Context, in bot.Inbound) bot.Standing {
	if a.options.AgentGroup == "" || in.Person.ID == "" {
		return bot.StandingOpen
	}
	now := a.options.Now()
	if in.From.Channel == a.options.DeskChannel && a.agents.age(now) >= agentsFresh {
		a.readAgents(ctx, now)
	}
	switch known := a.agents.known.Load(); {
	case a.agents.age(now) >= maxAgentsAge:
		return bot.StandingUnknown
	case known.ids[in.Person.ID]:
		return bot.StandingMember
	}
	return bot.StandingOutside
}

// age is how long ago Slack told.
func (g *agents) age(now time.Time) time.Duration {
	known := g.known.Load()
	if known == nil {
		return maxAgentsAge
	}
	return now.Sub(known.read)
}

// readAgents asks Slack for the members of the group, once at a time.
func (a *Adapter) readAgents(ctx context.Context, now time.Time) {
	g := &a.agents
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.age(now) < agentsFresh || now.Before(g.next) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, agentsTimeout)
	defer cancel()
	list, err := a.api.GetUserGroupMembersContext(ctx, a.options.AgentGroup)
	if err != nil {
		err = agentsFault(a.options.AgentGroup, err)
		g.next = now.Add(max(agentsRest, retryAfter(err)))
		g.fault.Store(&err)
		log := a.options.Log.Warn()
		if g.age(now) >= maxAgentsAge {
			log = a.options.Log.Error()
		}
		log.Ctx(ctx).Err(err).Dur("age", g.age(now)).Msg("slack: agents not read; nobody can act at the desk when what is known is too old")
		return
	}
	ids := make(map[string]bool, len(list))
	for _, id := range list {
		ids[id] = true
	}
	g.known.Store(&members{ids, now})
	g.fault.Store(nil)
	if len(list) == 0 {
		a.options.Log.Warn().Ctx(ctx).Str("group", a.options.AgentGroup).Msg("slack: the user group of the agents has no members")
	}
}

// agentsFault tells what an administrator can do about a group that cannot be read.
func agentsFault(group string, err error) error {
	e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
	switch {
	case ok && e.Err == "missing_scope":
		return errors.New("the app lacks usergroups:read, which SLACK_AGENT_GROUP needs: add it under OAuth & Permissions, or paste the manifest anew, and install the app again")
	case ok && (e.Err == "no_such_subteam" || e.Err == "subteam_disabled"):
		return fmt.Errorf("SLACK_AGENT_GROUP: there is no user group %s: %w", group, err)
	}
	return fmt.Errorf("the user group of the agents: %w", err)
}

// ready returns what is in the way of telling who may act at the desk.
func (g *agents) ready(now time.Time) error {
	if fault := g.fault.Load(); fault != nil && g.age(now) >= maxAgentsAge {
		return *fault
	}
	return nil
}
