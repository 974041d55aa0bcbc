package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits is what a platform can show, as data.
type Limits struct {
	// TextRunes is the longest text of one message, in characters; 0 is no limit.
	TextRunes int
	// Choices is how many choices one message can offer; 0 is no limit.
	Choices int
	// LabelRunes is the longest label of a choice, in characters; 0 is no limit.
	LabelRunes int
	// Buttons tells that choices can be pressed; without it they become
	// numbered lines that a person answers by number or word.
	Buttons bool
	// Threads, Private and Edits tell what else the platform can do.
	Threads, Private, Edits bool
}

// MessageID names a sent message on its platform; only its adapter reads it.
type MessageID string

// Inbox takes what an adapter received. A nil error means that the event will
// not be lost; only then may the adapter acknowledge it to its platform.
type Inbox interface {
	Handle(ctx context.Context, in Inbound) error
}

// Adapter joins one platform to the bot. It makes no decisions.
type Adapter interface {
	Platform() Platform
	Limits() Limits
	// Run receives events until ctx ends or the platform closes for good. It
	// returns nil when it was asked to stop.
	Run(ctx context.Context, inbox Inbox) error
	// Send shows one reply that fits the limits. It fails with ErrGone,
	// ErrRejected or RetryLater, possibly wrapped.
	Send(ctx context.Context, to Address, r Reply) (MessageID, error)
}

// Errors of Adapter.Send.
var (
	// ErrGone means that the place is no longer there.
	ErrGone = errors.New("the place is gone")
	// ErrRejected means that the platform will never accept this reply.
	ErrRejected = errors.New("the platform rejected the reply")
)

// RetryLater means that the platform asked for a wait.
type RetryLater struct{ After time.Duration }

func (e RetryLater) Error() string { return fmt.Sprintf("retry after %s", e.After) }

// Store remembers the conversations.
type Store interface {
	// Turn runs step on the conversation of in's person at in's address, the zero
	// Conversation where there is none yet, and saves what step returns: all of
	// it, or nothing and an error. It returns the effects to perform.
	//
	// A key that was seen before at any address of the platform is dropped: step
	// does not run, and there are no effects and no error. An empty key is always
	// new. Turns of one conversation run one after the other. step is pure, does
	// no input or output, and may run more than once where a store has to try
	// again; only the last run counts.
	Turn(ctx context.Context, in Inbound, step func(Conversation) (Conversation, []Effect)) ([]Effect, error)
}

// ErrNoAdapter means that no adapter serves the platform of an address.
var ErrNoAdapter = errors.New("no adapter for the platform")

// SendError tells where a reply could not be shown. It wraps what the adapter
// said: ErrGone, ErrRejected, RetryLater or something of its own.
type SendError struct {
	To  Address
	Err error
}

func (e *SendError) Error() string {
	return fmt.Sprintf("send to %s %s: %v", e.To.Platform, e.To.Channel, e.Err)
}

func (e *SendError) Unwrap() error { return e.Err }
