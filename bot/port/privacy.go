package port

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
)

// Privacy is what is kept of people, to be handed out, erased and pruned.
type Privacy interface {
	// Export returns all that is kept of a person on a platform.
	Export(ctx context.Context, on bot.Platform, person string) (PersonalData, error)
	// FindPeople returns people by their id, or by a part of their name in any case, those first
	// whose conversations changed last; at most so many.
	FindPeople(ctx context.Context, what string, most int) ([]KnownPerson, error)
	// Remembered returns the conversations of a person in which something was said that was
	// not erased (bot.Conversation.Forgotten), at most so many. What was said in one is erased
	// by a turn with the event event.PersonForgotten.
	Remembered(ctx context.Context, on bot.Platform, person string, most int) ([]bot.Ref, error)
	// Erase removes what is kept of a person outside conversations, also what a web page shows
	// them as a visitor (bot/feed), and those conversations of
	// theirs in which nothing is remembered and nothing waits to be done at once.
	Erase(ctx context.Context, on bot.Platform, person string) error
	// Prune removes what is older than it is to be kept, and what Erase left. It does so in
	// small steps, so that turns go on meanwhile. An open case keeps its conversation as it is.
	Prune(ctx context.Context, now time.Time, keep Retention) (Pruned, error)
}

// KnownPerson is somebody with whom there are conversations.
type KnownPerson struct {
	Platform      bot.Platform
	Person, Name  string
	Conversations int
	// Last is when one of them changed last.
	Last time.Time
}

// Retention tells how long things are kept; 0 is for ever.
type Retention struct {
	// Transcripts is how long what people said is kept, and a conversation in which nothing
	// happens.
	Transcripts time.Duration
	// Cases is how long a case is kept after its end, with what was said in it.
	Cases time.Duration
	// Effects is how long it is kept what became of replies, with their words.
	Effects time.Duration
}

// Pruned counts what was removed.
type Pruned struct {
	Conversations, Cases, Lines, Effects int
}

// Total is how much that is.
func (p Pruned) Total() int { return p.Conversations + p.Cases + p.Lines + p.Effects }

// PersonalData is all that is kept of a person on a platform.
type PersonalData struct {
	Platform bot.Platform
	Person   string
	// Language is the one that they chose; empty where they chose none.
	Language bot.Lang
	// HadCases tells that they have worked on a case, as an agent.
	HadCases      bool
	Conversations []PersonalConversation
}

// PersonalConversation is all that is kept of one conversation.
type PersonalConversation struct {
	Of bot.Ref
	// State is what is remembered of it, and Entries is the transcript.
	State   bot.Conversation
	Entries []bot.Entry
	Cases   []caselist.Summary
	// Effects are what was or is to be done, oldest first.
	Effects []PersonalEffect
	// Reports are what they came with lately, such as a code.
	Reports []string
}

// PersonalEffect is what was or is to be done, and how that ended; Status is empty while it
// waits.
type PersonalEffect struct {
	Effect bot.Effect
	Status bot.Status
	Saved  time.Time
}
