package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
)

func (e *Engine) notifyWebhook(ctx context.Context, task bot.Task, tell bot.NotifyWebhook) bot.Result {
	if tell.Erased {
		return erased()
	}
	teller, ok := e.adapters[tell.To.Platform].(bot.Notifier)
	if !ok {
		return later(task, bot.RetryLater{Why: "no adapter for " + string(tell.To.Platform)})
	}
	err := teller.Notify(ctx, task.Key, tell.Notice)
	if err == nil {
		return bot.Result{Status: bot.Done}
	}
	fault, again := judge(task, err)
	if fault == "" {
		return again
	}
	return bot.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
