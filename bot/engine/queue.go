package engine

import (
	"context"
	"strconv"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// maxQueue bounds how many are told of their place in the queue at a time; of several desks,
// how many wait at all of them together.
const maxQueue = 100

// announceQueue tells everybody who waits for a desk where they are in its queue.
func (e *Engine) announceQueue(ctx context.Context, task port.Task, announce bot.AnnounceQueue) port.Result {
	if e.cases == nil {
		return port.Result{Status: bot.Dropped, Reason: errNoDesk.Error()}
	}
	queue, err := e.cases.Queue(ctx, maxQueue)
	if err != nil {
		return later(task, err)
	}
	position := 0
	for _, ref := range queue {
		waits, err := e.waitsFor(ctx, ref, announce.To)
		if err != nil {
			return later(task, err)
		}
		if !waits {
			continue
		}
		position++
		err = e.Handle(ctx, event.Inbound{
			Key: task.Key + "/" + strconv.Itoa(position), At: task.Now, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.QueueMoved{Position: position},
		})
		if err != nil {
			return later(task, err)
		}
	}
	return port.Result{Status: bot.Done}
}

// waitsFor reports that the case of a conversation is at the desk of an address. A single
// desk has every case, also those that it opened where it was before.
func (e *Engine) waitsFor(ctx context.Context, ref bot.Ref, desk bot.Address) (bool, error) {
	if len(e.decider().Desks) <= 1 {
		return true, nil
	}
	c, err := e.cases.Conversation(ctx, ref)
	if err != nil {
		return false, err
	}
	d := e.decider().Desks.Of(c.Case)
	return d != nil && d.At == desk, nil
}
