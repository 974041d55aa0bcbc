package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
)

// marksResolved reports an adapter that marks what is solved.
func (e *Engine) marksResolved(p bot.Platform) bool {
	_, ok := e.adapters[p].(bot.Resolver)
	return ok
}

func (e *Engine) markResolved(ctx context.Context, task bot.Task, s bot.MarkResolved) bot.Result {
	resolver, ok := e.adapters[s.To.Platform].(bot.Resolver)
	if !ok {
		return bot.Result{Status: bot.Dropped, Reason: "the platform has no marks"}
	}
	err := resolver.Resolve(ctx, s.To, s.Asking)
	if err == nil {
		return bot.Result{Status: bot.Done}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	// What is said does not hang on it.
	return bot.Result{Status: bot.Dropped, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
