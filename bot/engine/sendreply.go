package engine

import (
	"context"
	"errors"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/port"
)

func (e *Engine) sendReply(ctx context.Context, task port.Task, send bot.SendReply) port.Result {
	if send.Reply.Erased {
		return erased()
	}
	if !task.Owner.Bot() && !send.AnyOwner {
		return port.Result{Status: bot.Dropped, Reason: "an agent has taken over"}
	}
	out, err := e.outbound(ctx, task, send)
	var message bot.MessageID
	if err == nil {
		message, err = e.sendWithCopies(ctx, task, send, out)
	}
	switch {
	case err == nil:
		done := port.Result{Status: bot.Done, Message: message}
		if err := e.markSent(ctx, task, send); err != nil {
			done.Reason = fmt.Sprintf("sent, but not marked as sent at the desk: %v", err)
		}
		return done
	case errors.Is(err, errNoCase):
		return port.Result{Status: bot.Dropped, Reason: err.Error()}
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		// The program is to end: this try says nothing.
		return port.Result{Status: bot.Retry, Reason: "interrupted"}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	if reportErr := e.reportFailure(ctx, task, send, fault); reportErr != nil {
		return later(task, reportErr)
	}
	return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
