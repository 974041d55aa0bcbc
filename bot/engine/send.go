package engine

import (
	"context"
	"errors"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// send hands a message to the platform's adapter. A panic there is an error like
// any other: it is that message's, not the program's.
func (e *Engine) send(ctx context.Context, out port.Outbound) (id bot.MessageID, err error) {
	adapter, ok := e.adapters[out.To.Platform]
	if !ok {
		return "", port.RetryLater{Why: "no adapter for " + string(out.To.Platform)}
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while sending: %v", p)
		}
	}()
	return adapter.Send(ctx, out)
}

func (e *Engine) edit(ctx context.Context, out port.Outbound, id bot.MessageID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while editing: %v", p)
		}
	}()
	adapter, ok := e.adapters[out.To.Platform]
	if !ok {
		return port.RetryLater{Why: "no adapter for " + string(out.To.Platform)}
	}
	editor, ok := adapter.(port.Editor)
	if !ok {
		return errNoEdits
	}
	return editor.Edit(ctx, out, id)
}

var errNoEdits = errors.New("the platform changes no messages")

// reportFailure tells the conversation what could not be shown.
func (e *Engine) reportFailure(ctx context.Context, task port.Task, send bot.SendReply, fault event.Fault) error {
	// The key makes this one event, however often the task is performed.
	return e.Handle(ctx, event.Inbound{
		Key:    task.Key + "/undelivered",
		At:     task.Now,
		From:   task.Of.Address,
		Person: event.Person{ID: task.Of.Person},
		Event:  event.DeliveryFailed{Effect: send, Fault: fault},
	})
}
