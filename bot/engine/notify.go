package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/port"
)

func (e *Engine) notifyWebhook(ctx context.Context, task port.Task, notice bot.NotifyWebhook) port.Result {
	if notice.Erased {
		return erased()
	}
	notifier, ok := e.adapters[notice.To.Platform].(port.Notifier)
	if !ok {
		return later(task, port.RetryLater{Why: "no adapter for " + string(notice.To.Platform)})
	}
	err := notifier.Notify(ctx, task.Key, notice.Notice)
	if err == nil {
		return port.Result{Status: bot.Done}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
