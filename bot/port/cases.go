package port

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
)

// Cases is what is known across conversations for the sake of the desk. A store
// keeps it together with the conversations: a case is part of one.
type Cases interface {
	caselist.Lister
	Waits
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
	// FormerCaseAt returns the conversation whose case was worked on at an address of a desk
	// before it moved, or is worked on there; false where none was. A place that was saved
	// without a space is found in every space.
	FormerCaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error)
	// DeskPlaces returns where desks work, or have worked, on the cases of a conversation, in
	// no order.
	DeskPlaces(ctx context.Context, ref bot.Ref) ([]bot.Address, error)
	// CaseByNumber returns the conversation that opened the case of a number, also where it
	// has opened a later one since; false where no case has the number.
	CaseByNumber(ctx context.Context, number int) (bot.Ref, bool, error)
	// Queue returns the conversations that wait, the urgent ones first, then first come first,
	// at most so many.
	Queue(ctx context.Context, most int) ([]bot.Ref, error)
	// AgentsAt returns who has a case of a desk, by its name, or had one when it was closed:
	// who had the latest one first, each once, at most so many.
	AgentsAt(ctx context.Context, desk string, most int) ([]bot.Agent, error)
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
	// ConversationsOf returns the conversations of a person on a platform: first those that
	// people have, the latest case first, then the others, the one that changed last first.
	ConversationsOf(ctx context.Context, on bot.Platform, person string) ([]PersonConversation, error)
	// Reporters returns the conversations in which people came with a subject since a time, of
	// those that a desk serves (bot.Reports), in the order of their ids, from after one of these
	// on, at most so many. It costs the same however many others there are.
	Reporters(ctx context.Context, desk, subject string, since time.Time, after int64, most int) ([]Concerned, error)
	// CountReporters returns how many people that is, at most so many.
	CountReporters(ctx context.Context, desk, subject string, since time.Time, most int) (int, error)
	// Concerned returns the conversations that have to do with a problem, by its id, and are to
	// be told of it still (bot.Known), as Reporters does.
	Concerned(ctx context.Context, problem string, after int64, most int) ([]Concerned, error)
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

// Waits is how long people have waited for a desk.
type Waits interface {
	// FirstAnswers returns the cases of a desk, by its name, that were answered for the first time
	// since a time, the latest answer first, at most so many. It knows nothing of cases that were
	// answered before a version of the program that keeps it, and its cost does not depend on how
	// many others there are.
	FirstAnswers(ctx context.Context, desk string, since time.Time, most int) ([]FirstAnswer, error)
}

// FirstAnswer is when somebody asked for people, and when one of them answered first.
type FirstAnswer struct{ Asked, Answered time.Time }

// PersonConversation is one of the conversations of a person.
type PersonConversation struct {
	Of bot.Ref
	// Open tells that people have it: its case is not closed.
	Open bool
}

// Concerned is a conversation that a problem may concern.
type Concerned struct {
	// ID is the place of the conversation in the order of them.
	ID int64
	Of bot.Ref
}

// OpenChannel is a place where a person or an agent speaks: the person's own, or the thread
// of a case. A person who writes in private can have two: the address of the conversation,
// and where they wrote last.
type OpenChannel struct {
	At bot.Address
	// Person is the id of the person whose case is open, where the place is the person's own;
	// empty of a recent conversation.
	Person string
	// Since is when the case was opened, or opened again; of a recent conversation, when
	// a person was last heard.
	Since time.Time
}
