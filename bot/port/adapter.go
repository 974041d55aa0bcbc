package port

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
)

// Adapter joins one platform to the bot. It makes no decisions.
type Adapter interface {
	Platform() bot.Platform
	Limits() Limits
	// Run receives events until ctx ends or the platform closes for good. It
	// returns when its last call of inbox has, with nil when it was asked to stop.
	Run(ctx context.Context, inbox Inbox) error
	// Send shows one reply that fits the limits. It fails with ErrGone,
	// ErrRejected or RetryLater, possibly wrapped; any other error is tried again
	// a few times. It may be called before Run and after it, and never blocks
	// longer than ctx. Pictures of out are shown with the reply; only an adapter whose
	// limits have PictureBytes gets some, and may fail with ErrNoCopies.
	Send(ctx context.Context, out Outbound) (bot.MessageID, error)
}

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

// Inbox takes what an adapter received. A nil error means that the event will
// not be lost; only then may the adapter acknowledge it to its platform. With any
// error but ErrBroken the event can be handed over again later.
type Inbox interface {
	Handle(ctx context.Context, in event.Inbound) error
}

// Outbound is one message on its way to a platform.
type Outbound struct {
	// Key is the same whenever the same message is sent again, so that a platform
	// that knows such keys shows it once. It has at most 25 characters of ASCII.
	Key string
	To  bot.Address
	// Person is the id of whose conversation it is, and Conversation its address, which can be
	// another one than To where the person is told something in private; the zero Address of a
	// message for the desk.
	Person       string
	Conversation bot.Address
	// Case is the number of the case that a message for the desk is about, also where the
	// address names no thread; 0 of a message for the person.
	Case int
	// ReplyToken is a way to answer that may have ended, as in Inbound.
	ReplyToken string
	Reply      bot.Reply
	// Pictures are copies of the pictures among the reply's files.
	Pictures []Picture
}

// Picture is a copy of a picture on its way to a platform.
type Picture struct {
	// Name ends as the kind does, and Kind is one of image/png, image/jpeg, image/gif
	// and image/webp.
	Name, Kind string
	Data       []byte
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
