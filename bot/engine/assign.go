package engine

import (
	"context"
	"slices"

	"aktivering/bot"
)

// maxColleagues is how many agents a case can be given to by name, those who had a case last.
const maxColleagues = 200

// withColleagues adds to an action that gives a case to a colleague those whom it can be given
// to: whoever works on cases of the same desk, who had this one before, and who gives it, but for
// the person of the case.
func (e *Engine) withColleagues(ctx context.Context, in bot.Inbound) (bot.Inbound, error) {
	action, ok := in.Event.(bot.AgentAction)
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
	action.Colleagues = slices.DeleteFunc(agents, func(a bot.Agent) bool { return a.ID == in.Person.ID })
	in.Event = action
	return in, nil
}
