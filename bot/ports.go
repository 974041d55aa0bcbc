package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot/match"
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
	// PictureBytes is how many bytes the pictures of one message may have together; 0
	// means that it cannot have any.
	PictureBytes int
	// Threads, Private and Edits tell what else the platform can do.
	Threads, Private, Edits bool
}

// MessageID names a sent message on its platform; only its adapter reads it.
type MessageID string

// Inbox takes what an adapter received. A nil error means that the event will
// not be lost; only then may the adapter acknowledge it to its platform. With any
// error but ErrBroken the event can be handed over again later.
type Inbox interface {
	Handle(ctx context.Context, in Inbound) error
}

// Adapter joins one platform to the bot. It makes no decisions.
type Adapter interface {
	Platform() Platform
	Limits() Limits
	// Run receives events until ctx ends or the platform closes for good. It
	// returns when its last call of inbox has, with nil when it was asked to stop.
	Run(ctx context.Context, inbox Inbox) error
	// Send shows one reply that fits the limits. It fails with ErrGone,
	// ErrRejected or RetryLater, possibly wrapped; any other error is tried again
	// a few times. It may be called before Run and after it, and never blocks
	// longer than ctx. Pictures of out are shown with the reply; only an adapter whose
	// limits have PictureBytes gets some, and may fail with ErrNoCopies.
	Send(ctx context.Context, out Outbound) (MessageID, error)
}

// SingleProcess is an adapter whose platform lives in this process, with one place that
// no other process can reach.
type SingleProcess interface {
	Adapter
	Address() Address
}

// The errors of the ports. An adapter or a store may wrap them.
var (
	// ErrBroken is the error of an Inbox for an event that brings out a fault: it would do
	// so again.
	ErrBroken = errors.New("the event cannot be processed")
	// ErrGone is an error of Adapter.Send: the place is no longer there.
	ErrGone = errors.New("the place is gone")
	// ErrRejected is an error of Adapter.Send: the platform will never accept this reply.
	ErrRejected = errors.New("the platform rejected the reply")
	// ErrTooLarge is an error of FileFetcher.Fetch: the file is larger than it may be.
	ErrTooLarge = errors.New("the file is too large")
	// ErrNoCopies is an error of Adapter.Send: the platform did not take the pictures of a
	// reply, nor anything else of it: it can be sent without them.
	ErrNoCopies = errors.New("the platform did not take the pictures")
)

// RetryLater means that the platform cannot take the reply now: it asked for a
// wait, or it cannot be reached.
type RetryLater struct {
	// After is how long the platform asked to wait; 0 when it did not say.
	After time.Duration
	// Why is for people, such as "rate limited".
	Why string
}

func (e RetryLater) Error() string {
	why := e.Why
	if why == "" {
		why = "the platform asked to wait"
	}
	if e.After == 0 {
		return why
	}
	return fmt.Sprintf("%s; again in %s", why, e.After)
}

// Store remembers the conversations.
type Store interface {
	// Turn runs step on the conversation that in belongs to, the zero
	// Conversation where there is none yet, and saves what step decides: the
	// conversation, a line of its transcript and the effects, which the store's
	// Outbox performs; all of it, or nothing and an error. When it returns nil,
	// what it saved outlasts the process.
	//
	// A key that was seen before on the platform is dropped: step does not run
	// and there is no error. An empty key is always new. Where step returns the
	// conversation's Turn unchanged, the event was not for the bot, and nothing
	// of it is kept. Turns of one conversation run one after the other. step is
	// pure, does no input or output, and may run more than once where a store has
	// to try again; only the last run counts.
	//
	// Where the event changes or removes a message, what the conversation holds of that
	// message's words is erased in the same transaction, by an Eraser. A removal is carried
	// out also where step keeps nothing. Changes and removals are remembered for a day by
	// the message's place and id, whether or not there is a conversation: what tells of the
	// message as it was before, should it come later, is dropped like a key that was seen.
	Turn(ctx context.Context, in Inbound, step Step) error
}

// Leases hands out rights that one holder has at a time, among all processes that
// share a store, such as to serve one shard of a gateway.
type Leases interface {
	// Lease gives the lease of a name to the holder for a time, or longer if it
	// has it already. It returns false while another holder has it.
	Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	// Release gives the lease back before its time, if the holder has it.
	Release(ctx context.Context, name, holder string) error
}

// Matcher understands a text, with the articles of a scope.
type Matcher interface {
	Match(text string, in match.Scope) match.Result
}
