package bot

import (
	"context"
	"fmt"
)

// Typing means that somebody is writing. It is no turn, and nothing of it is kept.
type Typing struct {
	// Choice is the one whose form they write in; empty where they write a message.
	Choice ChoiceID
}

// Typer is an adapter that can show that somebody is writing.
type Typer interface {
	Adapter
	// Typing shows for a moment that an answer is being written, at an address or to a
	// person there. It fails as Send does; where nothing can be shown, it does nothing.
	Typing(ctx context.Context, to Address, person string) error
}

// typing shows the person that the agent who has the case writes to them, and the agent
// that the person does. What agents write among themselves is not shown.
func (e *Engine) typing(ctx context.Context, in Inbound, what Typing) error {
	desk := e.mind.Desk
	if desk == nil || e.cases == nil {
		return nil
	}
	if !desk.has(in.From) {
		c, err := e.cases.Conversation(ctx, in.Ref())
		if err != nil || !c.Case.active() || c.Case.Agent.ID == "" || c.Case.Card == "" {
			return err
		}
		return e.showTyping(ctx, c.Case.Thread, "")
	}
	toPerson := what.Choice == pick(pickAct, string(ActAnswer)) || what.Choice == "" && desk.Open
	if !toPerson || in.Person.ID == "" {
		return nil
	}
	ref, found, err := e.caseAt(ctx, in.From)
	if err != nil || !found {
		return err
	}
	c, err := e.cases.Conversation(ctx, ref)
	if err != nil || !c.Case.active() || c.Case.Agent.ID != in.Person.ID {
		return err
	}
	return e.showTyping(ctx, ref.Address, ref.Person)
}

func (e *Engine) showTyping(ctx context.Context, to Address, person string) error {
	typer, ok := e.adapters[to.Platform].(Typer)
	if !ok {
		return nil
	}
	if err := typer.Typing(ctx, to, person); err != nil {
		return fmt.Errorf("show on %s that somebody is writing: %w", to.Platform, err)
	}
	return nil
}
