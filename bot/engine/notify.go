package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
)

func (e *Engine) notifyWebhook(ctx context.Context, task bot.Task, notice bot.NotifyWebhook) bot.Result {
	if notice.Erased {
		return erased()
	}
	notifier, ok := e.adapters[notice.To.Platform].(bot.Notifier)
	if !ok {
		return later(task, bot.RetryLater{Why: "no adapter for " + string(notice.To.Platform)})
	}
	err := notifier.Notify(ctx, task.Key, notice.Notice)
	if err == nil {
		return bot.Result{Status: bot.Done}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	return bot.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
