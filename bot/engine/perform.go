package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Serves returns the places that the adapters reach.
func (e *Engine) Serves() []bot.Address {
	places := make([]bot.Address, 0, len(e.adapters))
	for platform, adapter := range e.adapters {
		place := bot.Address{Platform: platform}
		if local, ok := adapter.(port.SingleProcess); ok {
			place = local.Address()
		}
		places = append(places, place)
	}
	return places
}

// Perform carries out one saved effect. A reply of the bot is dropped where an
// agent has taken over since. What cannot be shown comes back to the conversation
// as DeliveryFailed before the task ends as Failed.
//
// The reason of a result is logged and kept, and can quote what a platform said to a
// message: it is masked too.
func (e *Engine) Perform(ctx context.Context, task port.Task) port.Result {
	out := e.perform(ctx, task)
	out.Reason = maskedReason(out.Reason)
	return out
}

func (e *Engine) perform(ctx context.Context, task port.Task) port.Result {
	switch effect := task.Effect.(type) {
	case bot.SendReply:
		return e.sendReply(ctx, task, effect)
	case bot.SetTimer:
		return e.fireTimer(ctx, task, effect)
	case bot.EditReply:
		return e.editReply(ctx, task, effect)
	case bot.UpdateCard:
		return e.updateCard(ctx, task, effect)
	case bot.PostTranscript:
		return e.postTranscript(ctx, task, effect)
	case bot.AnnounceQueue:
		return e.announceQueue(ctx, task, effect)
	case bot.AnnounceProblem:
		return e.announceProblem(ctx, task, effect)
	case bot.SetBlock:
		return e.setBlock(ctx, task, effect)
	case bot.CountReports:
		return e.countReports(ctx, task, effect)
	case bot.ForgetPerson:
		return e.forgetPerson(ctx, task)
	case bot.EraseAtDesk:
		return e.eraseAtDesk(ctx, task)
	case bot.MarkResolved:
		return e.markResolved(ctx, task, effect)
	case bot.NotifyWebhook:
		return e.notifyWebhook(ctx, task, effect)
	}
	return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("no such effect: %T", task.Effect)}
}

// fireTimer tells the conversation that its timer has run out.
func (e *Engine) fireTimer(ctx context.Context, task port.Task, timer bot.SetTimer) port.Result {
	err := e.Handle(ctx, event.Inbound{
		Key:    task.Key,
		At:     task.Now,
		From:   task.Of.Address,
		Person: event.Person{ID: task.Of.Person},
		Event:  event.TimerFired{Turn: timer.Turn},
	})
	if err != nil {
		task.Saved = timer.At // it has waited since then
		return later(task, err)
	}
	return port.Result{Status: bot.Done}
}
