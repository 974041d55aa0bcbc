package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot/event"
)

// Bounds of asking for the members of the agents' user group.
const (
	// agentsFresh is how long the members are used at the desk without asking again:
	// whoever joins or leaves the group is known after that.
	agentsFresh = time.Minute
	// maxAgentsAge is how long they are used while Slack does not answer. After that nobody
	// may act: an access list that cannot be read lets nobody in.
	maxAgentsAge = time.Hour
	// agentsTimeout is how long an event may wait for the answer, and agentsRest how long
	// Slack is not asked after a failure.
	agentsTimeout = 800 * time.Millisecond
	agentsRest    = 10 * time.Second
)

// agents are the members of the user group whose members may act at the desk.
type agents struct {
	client *client
	// group is the id of the user group; empty lets everybody act. desk is the id of the
	// desk's channel.
	group, desk string
	// setting is what an administrator knows the group by.
	setting string
	known   atomic.Pointer[members]
	// mu is held while Slack is asked, and next is when it may be asked again.
	mu   sync.Mutex
	next time.Time
	// fault is why Slack did not answer the last time.
	fault atomic.Pointer[error]
}

// members are those of a user group at a time.
type members struct {
	ids  map[string]bool
	read time.Time
}

// standing tells whether a person may act at the desk. Slack is asked only for an event in
// the desk's channel; elsewhere the members known so far are used.
func (g *agents) standing(ctx context.Context, channel, person string) event.Standing {
	if g.group == "" || person == "" {
		return event.StandingOpen
	}
	now := g.client.now()
	if channel == g.desk && g.age(now) >= agentsFresh {
		g.read(ctx, now)
	}
	switch known := g.known.Load(); {
	case g.age(now) >= maxAgentsAge:
		return event.StandingUnknown
	case known.ids[person]:
		return event.StandingMember
	}
	return event.StandingOutside
}

// age returns how long ago the members were read.
func (g *agents) age(now time.Time) time.Duration {
	known := g.known.Load()
	if known == nil {
		return maxAgentsAge
	}
	return now.Sub(known.read)
}

// read asks Slack for the members of the group, once at a time.
func (g *agents) read(ctx context.Context, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.group == "" || g.age(now) < agentsFresh || now.Before(g.next) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, agentsTimeout)
	defer cancel()
	list, err := g.client.api().GetUserGroupMembersContext(ctx, g.group)
	if err != nil {
		err = g.explain(err)
		g.next = now.Add(max(agentsRest, retryAfter(err)))
		g.fault.Store(&err)
		log := g.client.log.Warn()
		if g.age(now) >= maxAgentsAge {
			log = g.client.log.Error()
		}
		log.Ctx(ctx).Err(err).Dur("age", g.age(now)).Msg("slack: agents not read; nobody can act at the desk when the members known are too old")
		return
	}
	ids := make(map[string]bool, len(list))
	for _, id := range list {
		ids[id] = true
	}
	g.known.Store(&members{ids, now})
	g.fault.Store(nil)
	if len(list) == 0 {
		g.client.log.Warn().Ctx(ctx).Str("group", g.group).Msg("slack: the user group of the agents has no members")
	}
}

// explain returns what an administrator can do about a group that cannot be read.
func (g *agents) explain(err error) error {
	e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
	switch {
	case ok && e.Err == "missing_scope":
		return errors.New("the app lacks usergroups:read, which " + g.setting + " needs: add it under OAuth & Permissions, or paste the manifest anew, and install the app again")
	case ok && (e.Err == "no_such_subteam" || e.Err == "subteam_disabled"):
		return fmt.Errorf("%s: there is no user group %s: %w", g.setting, g.group, err)
	}
	return fmt.Errorf("the user group of the agents: %w", err)
}

// ready returns why nobody may act at the desk; nil where the members are known.
func (g *agents) ready() error {
	if fault := g.fault.Load(); fault != nil && g.age(g.client.now()) >= maxAgentsAge {
		return *fault
	}
	return nil
}
