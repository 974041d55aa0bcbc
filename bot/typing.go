package bot

import (
	"context"
)

// Typing means that somebody is writing. It is no turn, and nothing of it is kept.
type Typing struct {
	// Choice is the one whose form they write in; empty where they write a message.
	Choice ChoiceID
}

// TypingIndicator is an adapter that can show that somebody is writing.
type TypingIndicator interface {
	Adapter
	// Typing shows for a moment that an answer is being written, at an address or to a
	// person there. It fails as Send does; where nothing can be shown, it does nothing.
	Typing(ctx context.Context, to Address, person string) error
}

// CaseTypingIndicator is an adapter of a desk without threads that can show that the person
// of a case is writing. It is asked instead of a TypingIndicator.
type CaseTypingIndicator interface {
	Adapter
	// CaseTyping shows it for a moment, and fails as Typing does.
	CaseTyping(ctx context.Context, number int) error
}
