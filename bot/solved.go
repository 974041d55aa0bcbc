package bot

import (
	"context"
	"fmt"
)

// Solved marks where the conversation takes place as solved, on platforms that have
// such marks.
type Solved struct {
	To Address `json:"to"`
	// Asking tells that the person is still asked something.
	Asking bool `json:"asking,omitempty"`
}

func (Solved) effect() {}

// Settler is an adapter whose platform marks what is solved.
type Settler interface {
	Adapter
	// Settle marks a place as solved; asking tells that the person is still asked
	// something there. A place that has no such marks is left alone. It fails as Send
	// does.
	Settle(ctx context.Context, at Address, asking bool) error
}

// markSolved lets the platform mark a conversation that has just been solved.
func (t *deskTurn) markSolved(before Stage) {
	matter := t.c.Case
	helped := t.s().Stage == StageSolved && before != StageSolved
	closed := t.ended && (matter.Closing == ClosedByArticle || matter.Closing == ClosedByAgent)
	if helped || closed {
		t.effects = append(t.effects, Solved{To: t.in.From, Asking: closed})
	}
}

// settles reports an adapter that marks what is solved.
func (e *Engine) settles(p Platform) bool {
	_, ok := e.adapters[p].(Settler)
	return ok
}

func (e *Engine) settle(ctx context.Context, task Task, s Solved) Outcome {
	settler, ok := e.adapters[s.To.Platform].(Settler)
	if !ok {
		return Outcome{Fate: Dropped, Reason: "the platform has no marks"}
	}
	err := settler.Settle(ctx, s.To, s.Asking)
	if err == nil {
		return Outcome{Fate: Done}
	}
	fault, again := judge(task, err)
	if fault == "" {
		return again
	}
	// What is said does not hang on it.
	return Outcome{Fate: Dropped, Reason: fmt.Sprintf("%s: %v", fault, err)}
}
