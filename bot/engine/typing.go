package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
)

// typing shows the person that the agent who has the case writes to them, and the agent
// that the person does. What agents write among themselves is not shown.
func (e *Engine) typing(ctx context.Context, in bot.Inbound, what bot.Typing) error {
	desk := e.manager.Desk
	if desk == nil || e.cases == nil {
		return nil
	}
	if !desk.Contains(in.From) {
		c, err := e.cases.Conversation(ctx, in.Ref())
		if err != nil || !c.Case.Active() || c.Case.Agent.ID == "" || c.Case.Card == "" {
			return err
		}
		return e.showTyping(ctx, c.Case.Thread, "")
	}
	toPerson := what.Choice == bot.Pick(bot.PickAct, string(bot.ActAnswer)) || what.Choice == "" && desk.RepliesPublic
	if !toPerson || in.Person.ID == "" {
		return nil
	}
	ref, found, err := e.caseAt(ctx, in.From)
	if err != nil || !found {
		return err
	}
	c, err := e.cases.Conversation(ctx, ref)
	if err != nil || !c.Case.Active() || c.Case.Agent.ID != in.Person.ID {
		return err
	}
	return e.showTyping(ctx, ref.Address, ref.Person)
}

func (e *Engine) showTyping(ctx context.Context, to bot.Address, person string) error {
	typer, ok := e.adapters[to.Platform].(bot.TypingIndicator)
	if !ok {
		return nil
	}
	if err := typer.Typing(ctx, to, person); err != nil {
		return fmt.Errorf("show on %s that somebody is writing: %w", to.Platform, err)
	}
	return nil
}
