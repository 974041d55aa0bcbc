package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// maxRounds is how many times a turn is tried because a step asks for another text.
// One text of the past is all that a step can need.
const maxRounds = 3

var errNotUnderstood = errors.New("the turn asks for ever more texts")

// saveTurn is the method Turn of a store, or another one that makes the same turn.
type saveTurn func(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error)

// turn makes the turn of an event, whose text is understood before the store is asked. A
// step that asks for another text, such as what the person wrote before a question, is
// given up without a trace, and tried again when that text is understood too. Where may is
// not nil and returns false for the conversation before the turn, no step is made; it runs as
// often as the step, and nothing counts of it where the event was dropped.
func (e *Engine) turn(ctx context.Context, in event.Inbound, may func(bot.Conversation, desk.Manager) bool) (dropped bool, err error) {
	return e.turnBy(ctx, in, e.store.Turn, may)
}

// turnBy is turn with a way to make it.
func (e *Engine) turnBy(ctx context.Context, in event.Inbound, save saveTurn, may func(bot.Conversation, desk.Manager) bool) (dropped bool, err error) {
	if e.tracer != nil {
		traced, end := e.tracer.Turn(ctx, in)
		defer func() { end(err) }()
		ctx = traced
	}
	manager := e.decider().In(in.Ref().Address)
	u := &understood{matcher: manager.Matcher, Texts: manager.Texts}
	if in.Limited == event.LimitNone { // else it is read where the step asks for it, as in an open case
		u = understandEvent(manager, in.Event)
	}
	manager.Matcher = u
	if manager.Texts != nil {
		manager.Texts = u
	}
	problems, err := e.problems(ctx, in)
	if err != nil {
		return false, err
	}
	manager.Problems = problems
	if manager.Blocked, err = e.blockOf(ctx, in); err != nil {
		return false, err
	}
	if manager.UsualWait, err = e.usualWait(ctx, in); err != nil {
		return false, err
	}
	for range maxRounds {
		var decided bot.Decision
		kept := false
		dropped, err := save(ctx, in, func(c bot.Conversation) bot.Decision {
			u.missing, kept = nil, false
			if may != nil && !may(c, manager) {
				return bot.Decision{Conversation: c}
			}
			d := manager.Step(c, in)
			if len(u.missing) > 0 {
				return bot.Decision{Conversation: c}
			}
			d.Effects = e.fit(d.Effects)
			decided, kept = d, d.Conversation.Turn != c.Turn
			return d
		})
		if err != nil || dropped {
			return dropped, err //nolint:wrapcheck // Handle does
		}
		if kept {
			e.observe(ctx, in, decided)
			_ = e.catchUp(ctx, in, problems, decided) // the turn is saved, whatever becomes of this
		}
		if len(u.missing) == 0 {
			return false, nil
		}
		for _, t := range u.missing {
			u.read(t.text, t.scope)
		}
	}
	return false, fmt.Errorf("%w: %d bytes", errNotUnderstood, len(u.missing[0].text))
}

func (e *Engine) observe(ctx context.Context, in event.Inbound, d bot.Decision) {
	for _, o := range e.observers {
		o.Observe(ctx, in, d)
	}
}

// catchUp tells a conversation of what has become of the problems of its desk since they were
// read for its turn: whoever told the others at that moment may not have found it.
func (e *Engine) catchUp(ctx context.Context, in event.Inbound, read []bot.Problem, d bot.Decision) error {
	if len(d.Reports.Subjects) == 0 && !slices.ContainsFunc(d.Conversation.Known, func(k bot.Known) bool { return !k.Over }) {
		return nil
	}
	at := e.decider().Desks.For(in.Ref().Address)
	if e.cases == nil || at == nil || !desk.IsOfPerson(in.Event) {
		return nil
	}
	own, err := e.cases.Conversation(ctx, at.Ref())
	if err != nil {
		return fmt.Errorf("read the problems of the desk again: %w", err)
	}
	for _, p := range own.Problems {
		was := slices.ContainsFunc(read, func(r bot.Problem) bool { return r.ID == p.ID })
		if p.InForce(in.At) == was {
			continue
		}
		of := in.Ref()
		changed := event.Inbound{At: in.At, From: of.Address, Person: event.Person{ID: of.Person}, Event: event.ProblemChanged{Problem: p}}
		if _, err := e.turn(ctx, changed, nil); err != nil {
			return err
		}
	}
	return nil
}
