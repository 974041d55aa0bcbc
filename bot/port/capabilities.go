package port

import (
	"context"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/notice"
)

// What an adapter may be able to do besides: bot/engine asks each adapter by its methods.

// Editor is an adapter that can change a message that it has sent.
type Editor interface {
	Adapter
	// Edit puts a reply in the place of a message. It fails as Send does.
	Edit(ctx context.Context, out Outbound, id bot.MessageID) error
}

// Threader is an adapter of a platform where each case can have a thread of its own. A desk
// on another platform has all its messages at its own address, and [Outbound.Case] tells
// them apart.
type Threader interface {
	Adapter
	// OpenThread returns the address of the thread on a message that was sent to an address
	// of a desk; the same one each time it is asked. It fails as Send does.
	OpenThread(ctx context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error)
}

// ThreadEraser is a Threader that can take back what it has written.
type ThreadEraser interface {
	Threader
	// EraseThread deletes all that the adapter has written in the thread of a case, with its
	// files, and the card that the thread stands on. What others wrote there stays. It fails
	// as Send does, and goes on where it ended when it is called again.
	EraseThread(ctx context.Context, thread bot.Address) error
}

// PrivatePlaces is an adapter of a platform where people can speak with the bot alone. What a
// person does there belongs to one conversation, wherever that began.
type PrivatePlaces interface {
	Adapter
	// IsPrivate reports an address where one person alone sees what is said.
	IsPrivate(at bot.Address) bool
}

// PersonReader is an adapter that can be asked about a person whose events do not tell the name.
type PersonReader interface {
	Adapter
	// ReadPerson returns what the platform knows of a person now: at least the id.
	ReadPerson(ctx context.Context, id string) event.Person
}

// FileFetcher is an adapter that can read what is attached to its platform's messages.
type FileFetcher interface {
	Adapter
	// Fetch reads a file that it received, of at most so many bytes: it fails with
	// ErrTooLarge where there are more.
	Fetch(ctx context.Context, f bot.File, most int) ([]byte, error)
}

// Linker is an adapter of a platform whose places have addresses that a browser opens.
type Linker interface {
	Adapter
	// Link returns the address of a place that others can read; empty of any other.
	Link(at bot.Address) string
}

// Reactor is an adapter that can mark a message with a sign.
type Reactor interface {
	Adapter
	// React marks a message at an address as sent on to the person. It fails as Send does.
	React(ctx context.Context, at bot.Address, message bot.MessageID) error
}

// Resolver is an adapter whose platform marks what is solved.
type Resolver interface {
	Adapter
	// Resolve marks a place as solved; asking tells that the person is still asked
	// something there. A place that has no such marks is left alone. It fails as Send
	// does.
	Resolve(ctx context.Context, at bot.Address, asking bool) error
}

// TypingIndicator is an adapter that can show that somebody is writing.
type TypingIndicator interface {
	Adapter
	// Typing shows for a moment that an answer is being written, at an address or to a
	// person there. It fails as Send does; where nothing can be shown, it does nothing.
	Typing(ctx context.Context, to bot.Address, person string) error
}

// CaseTypingIndicator is an adapter of a desk without threads that can show that the person
// of a case is writing. It is asked instead of a TypingIndicator.
type CaseTypingIndicator interface {
	Adapter
	// CaseTyping shows it for a moment, and fails as Typing does.
	CaseTyping(ctx context.Context, number int) error
}

// Notifier is an adapter of another system.
type Notifier interface {
	Adapter
	// Notify tells it. The key is the same whenever the same notice is told again. It
	// fails as Send does.
	Notify(ctx context.Context, key string, n notice.Notice) error
}

// SingleProcess is an adapter whose platform lives in this process, with one place that
// no other process can reach.
type SingleProcess interface {
	Adapter
	Address() bot.Address
}
