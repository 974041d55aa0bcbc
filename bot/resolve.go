package bot

import (
	"context"
)

// MarkResolved marks where the conversation takes place as solved, on platforms that have
// such marks.
type MarkResolved struct {
	To Address `json:"to"`
	// Asking tells that the person is still asked something.
	Asking bool `json:"asking,omitempty"`
}

func (MarkResolved) effect() {}

// Resolver is an adapter whose platform marks what is solved.
type Resolver interface {
	Adapter
	// Resolve marks a place as solved; asking tells that the person is still asked
	// something there. A place that has no such marks is left alone. It fails as Send
	// does.
	Resolve(ctx context.Context, at Address, asking bool) error
}
