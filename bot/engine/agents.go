package engine

import (
	"context"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/name"
)

// meetAgent tells a desk of somebody who writes in its channel, or presses something there, and may
// act there.
func (e *Engine) meetAgent(ctx context.Context, in event.Inbound) error {
	d := e.decider().Desks.At(in.From)
	_, said := in.Event.(event.Message)
	if d == nil || e.cases == nil || in.Person.ID == "" || !said && !isPress(in.Event) || denial(d.Ref(), in) != "" {
		return nil
	}
	return e.seeAgent(ctx, d, in.From.Platform, bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}, in.At)
}

// SeeAgent tells all desks of somebody who works at them, on a platform of their pages: a case can
// be given to them from then on.
func (e *Engine) SeeAgent(ctx context.Context, on bot.Platform, a bot.Agent, at time.Time) error {
	a.Name = name.Clean(a.Name)
	for _, d := range e.decider().Desks {
		if err := e.seeAgent(ctx, d, on, a, at); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) seeAgent(ctx context.Context, d *bot.Desk, on bot.Platform, a bot.Agent, at time.Time) error {
	k := meeting{d.Ref(), on, a}
	if !e.met.isNew(k, at) {
		return nil
	}
	if err := e.tellOfAgent(ctx, d, event.AgentSeen{Agent: a, On: on}, at); err != nil {
		return err
	}
	e.met.note(k, at)
	return nil
}

// forgetAgent lets desks forget somebody who worked at them.
func (e *Engine) forgetAgent(ctx context.Context, on bot.Platform, id string, at time.Time) error {
	for _, d := range e.decider().Desks {
		if err := e.tellOfAgent(ctx, d, event.AgentSeen{Agent: bot.Agent{ID: id}, On: on, Gone: true}, at); err != nil {
			return err
		}
	}
	e.met.forget(on, id)
	return nil
}

func (e *Engine) tellOfAgent(ctx context.Context, d *bot.Desk, ev event.AgentSeen, at time.Time) error {
	own := d.Ref()
	in := event.Inbound{At: at, From: own.Address, Person: event.Person{ID: own.Person}, Event: ev}
	if _, err := e.turn(ctx, in.Masked(), nil); err != nil {
		return fmt.Errorf("tell the desk who works there: %w", err)
	}
	return nil
}
