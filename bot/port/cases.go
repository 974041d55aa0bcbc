package port

import (
	"context"
	"time"

	"aktivering/bot"
)

// Cases is what is known across conversations for the sake of the desk. A store
// keeps it together with the conversations: a case is part of one.
type Cases interface {
	// Conversation returns what is remembered of a conversation, the zero
	// Conversation where nothing is.
	Conversation(ctx context.Context, ref bot.Ref) (bot.Conversation, error)
	// Transcript returns all that was said in a conversation, in order.
	Transcript(ctx context.Context, ref bot.Ref) ([]bot.Entry, error)
	// CaseNumber returns the number of the case that a conversation opened in a turn.
	// Numbers rise, and are never given twice.
	CaseNumber(ctx context.Context, ref bot.Ref, opened int) (int, error)
	// CaseAt returns the conversation whose latest case is worked on at an address of
	// the desk; false where none is.
	CaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error)
	// CaseByNumber returns the conversation that opened the case of a number, also where it
	// has opened a later one since; false where no case has the number.
	CaseByNumber(ctx context.Context, number int) (bot.Ref, bool, error)
	// Queue returns the conversations that wait, first come first, at most so many.
	Queue(ctx context.Context, most int) ([]bot.Ref, error)
	// OpenChannels returns where on a platform people and agents speak with one another
	// now, the latest cases first, at most so many.
	OpenChannels(ctx context.Context, on bot.Platform, most int) ([]OpenChannel, error)
	// Recent returns where on a platform people said or picked something since a time,
	// and when they last did so before another time, or that time where they only did so
	// later. Those heard of last come first, at most so many. It looks through a bounded
	// number of the latest events.
	Recent(ctx context.Context, on bot.Platform, since, before time.Time, most int) ([]OpenChannel, error)
	// HasHadCase reports whether somebody of a platform has had a case.
	HasHadCase(ctx context.Context, desk bot.Platform, id string) (bool, error)
	// ConversationsAt returns the conversations that take place at an address, of whomever.
	ConversationsAt(ctx context.Context, at bot.Address) ([]bot.Ref, error)
	// WriterOf returns the conversation at an address in which a message was heard; false
	// where none was, or before the store kept the ids of messages.
	WriterOf(ctx context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error)
	// RelayedMessages returns the messages by which a message was relayed to a platform, in
	// order, each once: a long one takes several. A SendReply or an EditReply did it, and
	// the platform told the id. It is false where nothing was relayed.
	RelayedMessages(ctx context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) ([]bot.MessageID, bool, error)
}

// OpenChannel is a place where a person or an agent speaks: the person's own, or the thread
// of a case.
type OpenChannel struct {
	At bot.Address
	// Since is when the case was opened, or opened again; of a recent conversation, when
	// a person was last heard.
	Since time.Time
}
