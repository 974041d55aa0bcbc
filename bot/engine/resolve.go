package engine

import (
	"context"
	"fmt"

	"aktivering/bot"
)

// settles reports an adapter that marks what is solved.
func (e *Engine) settles(p bot.Platform) bool {
	_, ok := e.adapters[p].(bot.Settler)
	return ok
}

func (e *Engine) settle(ctx context.Context, task bot.Task, s bot.MarkResolved) bot.Outcome {
	settler, ok := e.adapters[s.To.Platform].(bot.Settler)
	if !ok {
		return bot.Outcome{Fate: bot.Dropped, Reason: "the platform has no marks"}
	}
	err := settler.Settle(ctx, s.To, s.Asking)
	if err == nil {
		return bot.Outcome{Fate: bot.Done}
	}
	fault, again := judge(task, err)
	if fault == "" {
		return again
	}
	// What is said does not hang on it.
	return bot.Outcome{Fate: bot.Dropped, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
