package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/port"
)

func (e *Engine) markResolved(ctx context.Context, task port.Task, s bot.MarkResolved) port.Result {
	resolver, ok := e.adapters[s.To.Platform].(port.Resolver)
	if !ok {
		return port.Result{Status: bot.Dropped, Reason: "the platform has no marks"}
	}
	err := resolver.Resolve(ctx, s.To, s.Asking)
	if err == nil {
		return port.Result{Status: bot.Done}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	// What is said does not hang on it.
	return port.Result{Status: bot.Dropped, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
