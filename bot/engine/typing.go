package engine

import (
	"cmp"
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/port"
)

// typingObserver is an Observer that is also told that the person of a case writes who has an agent,
// where the desk's own platform is not told it by the number of the case. It must not block.
type typingObserver interface{ Typing(number int) }

// typing shows the person that the agent who has the case writes to them, and the agent
// that the person does. What agents write among themselves is not shown.
func (e *Engine) typing(ctx context.Context, in event.Inbound, what event.Typing) error {
	if e.cases == nil || len(e.decider().Desks) == 0 {
		return nil
	}
	d := e.decider().Desks.At(in.From)
	if d == nil {
		c, err := e.cases.Conversation(ctx, in.Ref())
		if err != nil || !c.Case.Active() || c.Case.Agent.ID == "" || c.Case.Card == "" {
			return err
		}
		if indicator, ok := e.adapters[c.Case.Thread.Platform].(port.CaseTypingIndicator); ok {
			return typingFault(c.Case.Thread.Platform, indicator.CaseTyping(ctx, c.Case.Number))
		}
		for _, o := range e.observers {
			if o, ok := o.(typingObserver); ok {
				o.Typing(c.Case.Number)
			}
		}
		return e.showTyping(ctx, c.Case.Thread, "")
	}
	toPerson := what.Choice == pick.Of(pick.Act, string(bot.ActAnswer)) || what.Choice == "" && d.RepliesPublic
	if !toPerson {
		return nil
	}
	ref, found, err := e.cases.CaseAt(ctx, d.Place(in.From))
	if err != nil || !found {
		return err
	}
	return e.agentTyping(ctx, ref, in.Person.ID)
}

// agentTyping shows the person that an agent writes to them, if the agent has the case.
func (e *Engine) agentTyping(ctx context.Context, ref bot.Ref, agent string) error {
	c, err := e.cases.Conversation(ctx, ref)
	if err != nil || agent == "" || !c.Case.Active() || c.Case.Agent.ID != agent {
		return err
	}
	return e.showTyping(ctx, cmp.Or(c.Direct, ref.Address), ref.Person)
}

func (e *Engine) showTyping(ctx context.Context, to bot.Address, person string) error {
	indicator, ok := e.adapters[to.Platform].(port.TypingIndicator)
	if !ok {
		return nil
	}
	return typingFault(to.Platform, indicator.Typing(ctx, to, person))
}

func typingFault(p bot.Platform, err error) error {
	if err != nil {
		return fmt.Errorf("show on %s that somebody is writing: %w", p, err)
	}
	return nil
}
