package engine

import (
	"context"

	"aktivering/bot"
	"aktivering/bot/event"
)

// Observer is told what was decided, for metrics and traces.
type Observer interface {
	// Observe is called with each decision that is kept, when it has been saved and before
	// Handle returns: it must not block. in is the event; its text can hold the rest of a
	// product key, which is masked in the decision's Entry. What is observed is not an exact
	// record, as Outcomes of the store is: the program can end between the two, and of an
	// event that two processes take in at the same moment, at different places, each may
	// observe a decision though one is saved.
	Observe(ctx context.Context, in event.Inbound, d bot.Decision)
}

// Tracer is told when turns begin and end, for traces.
type Tracer interface {
	// Turn is called before the text of an event is understood. The turn is made with the context
	// that it returns, which is also that of Observe. end is told once what became of the turn.
	Turn(ctx context.Context, in event.Inbound) (_ context.Context, end func(error))
}
