package engine

import (
	"context"
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/knowledge/fold"
)

// maxColleagues is how many agents a case can be given to by name, those who had a case last.
const maxColleagues = 200

// withColleagues adds to an action that gives a case to a colleague those whom it can be given
// to: whoever works on cases of the same desk or was seen there lately, who had this one before,
// and who gives it, but for the person of the case.
func (e *Engine) withColleagues(ctx context.Context, in event.Inbound) (event.Inbound, error) {
	action, ok := in.Event.(event.AgentAction)
	if !ok || action.Act != bot.ActAssign || e.cases == nil {
		return in, nil
	}
	c, err := e.cases.Conversation(ctx, in.Ref())
	if err != nil || c.Case == nil {
		return in, err
	}
	agents, err := e.cases.AgentsAt(ctx, c.Case.Desk, maxColleagues)
	if err != nil {
		return in, err
	}
	for _, a := range []bot.Agent{c.Case.Previous, action.Agent} {
		if a.ID != "" && !slices.ContainsFunc(agents, func(b bot.Agent) bool { return b.ID == a.ID }) {
			agents = append(agents, a)
		}
	}
	if d := e.decider().Desks.Of(c.Case); d != nil {
		own, err := e.cases.Conversation(ctx, d.Ref())
		if err != nil {
			return in, err
		}
		agents = withSeen(agents, own.Agents, d.At.Platform)
	}
	action.Colleagues = slices.DeleteFunc(agents, func(a bot.Agent) bool { return a.ID == in.Person.ID })
	in.Event = action
	return in, nil
}

// withSeen adds to the agents of a desk on a platform those who were seen there, who did something
// last first. Whoever has the same name on two platforms, such as in the channel and on the pages of
// the desk, is taken for one person, so that the name is enough; on one platform they are two.
func withSeen(agents []bot.Agent, seen []bot.SeenAgent, desk bot.Platform) []bot.Agent {
	platform := func(id string) bot.Platform {
		for _, s := range seen {
			if s.Agent.ID == id {
				return s.On
			}
		}
		return desk
	}
	for _, s := range slices.Backward(seen) {
		known := slices.ContainsFunc(agents, func(a bot.Agent) bool {
			return a.ID == s.Agent.ID || fold.Text(a.Shown()) == fold.Text(s.Agent.Shown()) && platform(a.ID) != s.On
		})
		if !known {
			agents = append(agents, s.Agent)
		}
	}
	return agents
}
