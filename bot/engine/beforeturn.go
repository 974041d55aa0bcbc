package engine

import (
	"context"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
)

// problems returns the problems in force that the turn of an event may have to tell of. They
// are read before the turn, as what its text means is.
func (e *Engine) problems(ctx context.Context, in event.Inbound) ([]bot.Problem, error) {
	if e.cases == nil || !desk.IsOfPerson(in.Event) {
		return nil, nil
	}
	d := e.decider().Desks.For(in.Ref().Address)
	if d == nil {
		return nil, nil
	}
	own, err := e.cases.Conversation(ctx, d.Ref())
	if err != nil {
		return nil, fmt.Errorf("read the problems of the desk: %w", err)
	}
	return own.InForce(in.At), nil
}

// blockOf returns the block that the turn of an event has to know of: that of the person who did
// it, or whose case is opened again; nil where there is none. It is read before the turn, from the
// database that all processes share.
func (e *Engine) blockOf(ctx context.Context, in event.Inbound) (*bot.Block, error) {
	action, _ := in.Event.(event.AgentAction)
	if e.cases == nil || len(e.decider().Desks) == 0 || !desk.IsOfPerson(in.Event) && action.Act != bot.ActReopen {
		return nil, nil //nolint:nilnil // nobody is blocked
	}
	kept, err := e.cases.Conversation(ctx, bot.BlocksRef())
	if err != nil {
		return nil, fmt.Errorf("read who is blocked: %w", err)
	}
	of := in.Ref()
	return kept.BlockOf(e.decider().Desks, of, in.At), nil
}

// usualWait is how long people usually wait for the desk that an event's conversation would be handed
// over to; 0 where there is nothing to tell.
func (e *Engine) usualWait(ctx context.Context, in event.Inbound) (time.Duration, error) {
	if e.cases == nil || !desk.IsOfPerson(in.Event) {
		return 0, nil
	}
	d := e.decider().Desks.For(in.Ref().Address)
	if d == nil || !d.AtWork(in.At) {
		return 0, nil
	}
	if usual, ok := e.waits.of(d.Name, in.At); ok {
		return usual, nil
	}
	answers, err := e.cases.FirstAnswers(ctx, d.Name, in.At.Add(-desk.WaitsWithin), desk.MaxWaits)
	if err != nil {
		return 0, fmt.Errorf("measure the wait at the desk: %w", err)
	}
	waits := make([]time.Duration, len(answers))
	for i, a := range answers {
		waits[i] = d.Worked(a.Asked, a.Answered)
	}
	usual := desk.UsualWait(waits)
	e.waits.note(d.Name, measured{usual, in.At})
	return usual, nil
}
