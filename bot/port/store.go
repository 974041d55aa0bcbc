package port

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
)

// Store remembers the conversations.
type Store interface {
	// Turn runs step on the conversation that in belongs to, the zero
	// Conversation where there is none yet, and saves what step decides: the
	// conversation, a line of its transcript and the effects, which the store's
	// Outbox performs; all of it, or nothing and an error. When it returns nil,
	// what it saved outlasts the process.
	//
	// A key that was seen before on the platform is dropped: dropped is true, there is no
	// error, and nothing counts of what step has decided if it ran. An empty key is always
	// new. Where step returns the conversation's Turn unchanged, the event was not for the
	// bot, and nothing of it is kept. Turns of one conversation run one after the other.
	// step is pure, does no input or output, and may run more than once, as a store may have
	// to try again or run it before it is certain what the conversation is; only the last
	// run counts.
	//
	// Where the event changes or removes a message, what the conversation holds of that
	// message's words is erased in the same transaction, by an Eraser. A removal is carried
	// out also where step keeps nothing. Changes and removals are remembered for a day by
	// the message's place and id, whether or not there is a conversation: what tells of the
	// message as it was before, should it come later, is dropped like a key that was seen.
	Turn(ctx context.Context, in event.Inbound, step Step) (dropped bool, err error)
}

// Step decides one turn, from the conversation before it. It is pure: the same conversation
// leads to the same decision.
type Step func(bot.Conversation) bot.Decision

// Leases hands out rights that one holder has at a time, among all processes that
// share a store, such as to serve one shard of a gateway.
type Leases interface {
	// Lease gives the lease of a name to the holder for a time, or longer if it
	// has it already. It returns false while another holder has it.
	Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	// Release gives the lease back before its time, if the holder has it.
	Release(ctx context.Context, name, holder string) error
}

// Outcomes is what was decided in all conversations.
type Outcomes interface {
	// Outcomes returns what was decided in turns, the newest first. It knows nothing of turns
	// that a version of before outcomes were kept has made.
	Outcomes(ctx context.Context, f OutcomeFilter) ([]TurnOutcome, error)
}

// Gaps is where the bot's knowledge fell short, and how often its remedies helped.
type Gaps interface {
	// Gaps returns the turns of outcome.GapKinds with what the person wrote, the newest first. What
	// they cost does not depend on how many other turns there are, or on older ones.
	Gaps(ctx context.Context, f GapFilter) ([]Gap, error)
}

// GapFilter picks turns; the zero filter picks all.
type GapFilter struct {
	// From and To bound the time of the event: it is not before From, and before To. A zero
	// time is no bound.
	From, To time.Time
	// Limit is how many are returned at most; 0 is no limit.
	Limit int
}

// Gap is a turn in which knowledge was lacking or a remedy was judged.
type Gap struct {
	TurnOutcome
	// Text is what the person wrote, masked when it came in; empty of anything else than a
	// message, and of a message that was removed.
	Text string
}

// OutcomeFilter picks turns; the zero filter picks all.
type OutcomeFilter struct {
	// From and To bound the time of the event: it is not before From, and before To. A zero
	// time is no bound.
	From, To time.Time
	// Kinds are the kinds wanted; none means all.
	Kinds []outcome.Kind
	// Limit is how many are returned at most; 0 is no limit.
	Limit int
}

// TurnOutcome is what was decided in one turn.
type TurnOutcome struct {
	Of   bot.Ref
	Turn int
	// At is the time of the event, to the microsecond.
	At time.Time
	bot.Outcome
}
