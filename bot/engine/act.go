package engine

import (
	"context"
	"fmt"
	"slices"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/name"
)

// Act takes in what an agent does with the case of a number, wherever the desk works on it:
// the way of a desk without threads. in has the key of the submission, so that the same one
// is done once; the platform that the agent is known on, as the address; the agent, with
// their standing; and as the event an AgentAction, of which Agent, At and ByNumber are set
// here. An empty key is always new. The event may also be Typing: then the person is shown
// that the agent who has the case writes to them.
//
// What is done goes the way of Handle, with the same effects as in the thread of the case;
// what of it would stand there is shown there. It fails with a bot.DeniedError, and nothing is
// saved, where the agent may not do it, or the case cannot take it as it stands. Unlike in a
// thread, which only those can write in whom the platform lets, nobody who is denied may leave
// a note or take something back. Any other error means that the action may be submitted again
// with the same key.
//
// What concerns no single case (bot.ActProblem, bot.ActSolved and bot.ActUnblock) is done by the
// number of any case of the desk, or by 0 at the desk that in comes from.
func (e *Engine) Act(ctx context.Context, number int, in event.Inbound) (err error) {
	defer recovered(&err, in)
	ctx, cancel := context.WithTimeout(ctx, handleTimeout)
	defer cancel()
	in = in.Masked()
	if err := e.act(ctx, number, in); err != nil {
		return fmt.Errorf("action on case %d from %s: %w", number, in.From.Platform, err)
	}
	return nil
}

func (e *Engine) act(ctx context.Context, number int, in event.Inbound) error {
	if number == 0 {
		return e.actAtDesk(ctx, number, in, e.decider().Desks.Acting(in.From))
	}
	ref, cs, err := e.caseOf(ctx, number)
	if err != nil {
		return err
	}
	if why := denial(ref, in); why != "" {
		return bot.DeniedError{Why: why}
	}
	switch action := in.Event.(type) {
	case event.Typing:
		return e.agentTyping(ctx, ref, in.Person.ID)
	case event.AgentAction:
		action.Agent, action.ByNumber = bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}, true
		if action.Act == bot.ActAmend {
			if err := e.wasAnswer(ctx, ref, action.Message); err != nil {
				return err
			}
		}
		if desk.IsOfDesk(action.Act) {
			return e.actAtDesk(ctx, number, in, e.decider().Desks.Of(cs))
		}
		on := in.From.Platform
		in.Key = keyOf(number, in)
		if in, err = e.withColleagues(ctx, asAgentAction(ref, in, action)); err != nil {
			return err
		}
		if err := e.actInTurn(ctx, in, cs.Opened); err != nil {
			return err
		}
		if d := e.decider().Desks.Of(cs); d != nil && !action.Operator {
			_ = e.seeAgent(ctx, d, on, action.Agent, in.At) // it is done, whatever becomes of this
		}
		return nil
	default:
		return bot.DeniedError{Why: bot.DeniedAction}
	}
}

// caseOf returns the conversation whose latest case has a number, and the case.
func (e *Engine) caseOf(ctx context.Context, number int) (bot.Ref, *bot.Case, error) {
	if e.cases == nil || len(e.decider().Desks) == 0 {
		return bot.Ref{}, nil, bot.DeniedError{Why: bot.DeniedNoCase}
	}
	ref, found, err := e.cases.CaseByNumber(ctx, number)
	if err != nil {
		return ref, nil, err
	}
	if !found {
		return ref, nil, bot.DeniedError{Why: bot.DeniedNoCase}
	}
	c, err := e.cases.Conversation(ctx, ref)
	if err != nil {
		return ref, nil, err
	}
	if c.Case == nil {
		return ref, nil, bot.DeniedError{Why: bot.DeniedNoCase}
	}
	latest := c.Case.Number
	if latest == 0 { // until its card is there
		if latest, err = e.cases.CaseNumber(ctx, ref, c.Case.Opened); err != nil {
			return ref, nil, err
		}
	}
	if latest != number {
		return ref, nil, bot.DeniedError{Why: bot.DeniedOld}
	}
	return ref, c.Case, nil
}

// wasAnswer fails where a message of an agent's is no answer to the person: a note that is
// changed must not become one.
func (e *Engine) wasAnswer(ctx context.Context, ref bot.Ref, id bot.MessageID) error {
	entries, err := e.cases.Transcript(ctx, ref)
	if err != nil {
		return err
	}
	answered := slices.ContainsFunc(entries, func(entry bot.Entry) bool {
		return entry.Message == id && (entry.Kind == bot.EntryAction+bot.EntryKind(bot.ActAnswer) || entry.Kind == bot.EntryAction+bot.EntryKind(bot.ActAmend))
	})
	if id == "" || !answered {
		return bot.DeniedError{Why: bot.DeniedNothing}
	}
	return nil
}

// keyOf is the key of a submission, which tells it from those on other cases and platforms.
func keyOf(number int, in event.Inbound) string {
	if in.Key == "" {
		return ""
	}
	return fmt.Sprintf("%s/%d/%s", in.From.Platform, number, in.Key)
}

// actInTurn makes the turn of an action on the case that was opened in a turn, if the case can
// still take it.
func (e *Engine) actInTurn(ctx context.Context, in event.Inbound, opened int) error {
	var denied bot.DeniedError
	action, _ := in.Event.(event.AgentAction)
	dropped, err := e.turn(ctx, in, func(c bot.Conversation, m desk.Manager) bool {
		denied = bot.DeniedError{}
		switch {
		case c.Case == nil || c.Case.Opened != opened:
			denied.Why = bot.DeniedOld
		default:
			denied.Why = m.Denial(c, action, in.At)
		}
		if denied.Why == bot.DeniedTaken {
			denied.Holder = c.Case.Agent
		}
		return denied.Why == ""
	})
	if err == nil && !dropped && denied.Why != "" {
		return denied
	}
	return err
}

// actAtDesk does what an agent does about problems that many have, or about blocks, and submits by
// a number.
func (e *Engine) actAtDesk(ctx context.Context, number int, in event.Inbound, d *bot.Desk) error {
	action, ok := in.Event.(event.AgentAction)
	switch {
	case e.cases == nil || d == nil:
		return bot.DeniedError{Why: bot.DeniedNoCase}
	case number == 0 && !desk.IsOfDesk(action.Act):
		return bot.DeniedError{Why: bot.DeniedNoCase}
	case !ok || !desk.IsOfDesk(action.Act):
		return bot.DeniedError{Why: bot.DeniedAction}
	}
	if why := denial(d.Ref(), in); why != "" {
		return bot.DeniedError{Why: why}
	}
	action.Agent, action.ByNumber = bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}, true
	in.Key = keyOf(number, in)
	var why bot.Denial
	dropped, err := e.turn(ctx, asAgentAction(ownRef(d, action.Act), in, action), func(c bot.Conversation, m desk.Manager) bool {
		why = m.DeskDenial(d, c, action, in.At)
		return why == ""
	})
	if err == nil && !dropped && why != "" {
		return bot.DeniedError{Why: why}
	}
	return err
}
