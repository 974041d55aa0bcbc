package engine

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// setBlock lets a block hold: it tells the conversation that keeps the blocks, or, where that is the
// one that tells, those of the person.
func (e *Engine) setBlock(ctx context.Context, task port.Task, set bot.SetBlock) port.Result {
	if e.cases == nil {
		return port.Result{Status: bot.Dropped, Reason: errNoDesk.Error()}
	}
	b := set.Block
	if task.Of != bot.BlocksRef() {
		if err := e.ChangeBlock(ctx, task.Key+"/block", b, task.Now); err != nil {
			return later(task, err)
		}
		return port.Result{Status: bot.Done}
	}
	all, err := e.cases.ConversationsOf(ctx, b.Place.Platform, b.Person)
	if err != nil {
		return later(task, err)
	}
	desks := e.decider().Desks
	for _, c := range all {
		if !desks.Same(c.Of.Address, b.Place) {
			continue
		}
		// A conversation that was told takes it for nothing the second time.
		in := event.Inbound{At: task.Now, From: c.Of.Address, Person: event.Person{ID: c.Of.Person}, Event: event.BlockChanged{Block: b}}
		if err := e.Handle(ctx, in); err != nil {
			return later(task, err)
		}
	}
	return port.Result{Status: bot.Done}
}

// ChangeBlock lets a person be blocked, or blocked no more (Block.Lifted): a block with a number
// is the one that has it, any other is that of its person. The key is the same for the same
// change, and empty for one that is always new.
func (e *Engine) ChangeBlock(ctx context.Context, key string, b bot.Block, at time.Time) error {
	of := bot.BlocksRef()
	return e.Handle(ctx, event.Inbound{Key: key, At: at, From: of.Address, Person: event.Person{ID: of.Person}, Event: event.BlockChanged{Block: b}})
}
