// Package store holds what the stores share: their interface, what they show to an
// administrator, their errors, the bounds and rules that hold for all of them, and how a
// lease is held. The stores are in the packages below it; storetest is their common test.
//
// What belongs here: what a caller of a store needs, and rules that two stores have in
// common. SQL and data structures stay in the stores.
package store

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/feed"
	"aktivering/bot/port"
)

// Store is all that the commands want of a store. Each package below this one has one.
type Store interface {
	port.Store
	port.Outbox
	port.Leases
	port.Cases
	port.Outcomes
	port.Gaps
	port.Privacy
	caselist.Lister
	feed.Store
	Sessions
	Installations
	Workspaces
	// ReplaceFeedKey puts a key in the place of the one that FeedKey returns, if that is before.
	ReplaceFeedKey(ctx context.Context, before, after []byte) error
	// Latest returns the conversation that a person took part in last, the zero
	// Address and Conversation where there is none.
	Latest(ctx context.Context, platform bot.Platform, space, person string) (bot.Address, bot.Conversation, error)
	// Effects lists what is or was to be done, oldest first.
	Effects(ctx context.Context, f Filter) ([]Item, error)
	// Retry puts an effect that has failed back in its place, as if it had just been saved.
	// It fails with ErrNoItem if none has the key.
	Retry(ctx context.Context, key string) error
	// Counts tells how much the store holds.
	Counts(ctx context.Context) (Counts, error)
	// OldestDue returns for how long the oldest effect is due that nothing in its own
	// lane holds up, of what Run serves; 0 when none is. It fails while Run does not
	// work.
	OldestDue(ctx context.Context) (time.Duration, error)
	// Ping reports whether the database can be read and written, with a TroubleError
	// where it is known what to do about it.
	Ping(ctx context.Context) error
	// Close ends the store. Nothing that Turn has promised is lost; what the outbox has
	// not performed waits for the next start.
	Close() error
}

// Exclusive is a store that only one process at a time may serve platforms from. What
// processes share among themselves by leases needs none there.
type Exclusive interface {
	Store
	// LockExclusive makes this process the only one that serves from the database, until
	// Close or the process's end. It fails with a BusyError while another one does.
	LockExclusive() error
}

// Item is one effect as an administrator sees it.
type Item struct {
	Key string
	Of  bot.Ref
	// Effect is nil of one that cannot be read, such as one of another version.
	Effect bot.Effect
	// Status is empty while the effect waits.
	Status bot.Status
	// Reason tells why it waits, was dropped or failed.
	Reason string
	// Waits is how often it was put off, and Tries how many of these times it failed for
	// an unknown reason.
	Waits, Tries int
	// Saved is when its turn was made, Due when it is to be tried next, and Ended
	// when it ended; zero while it waits.
	Saved, Due, Ended time.Time
	// Trace is that of the context in which it was saved.
	Trace port.Trace

	unreadable error
}

// Decode reads the effect from what bot.EncodeEffect wrote, or bot.EncodeEffectParts where said is
// not nil.
func (i *Item) Decode(body, said []byte) { i.Effect, i.unreadable = bot.DecodeEffectParts(body, said) }

// Unreadable returns how an effect ends that cannot be read: it fails, so that
// it holds up nothing. For one that can be read it has no status.
func (i *Item) Unreadable() port.Result {
	if i.unreadable == nil {
		return port.Result{}
	}
	return port.Result{Status: bot.Failed, Reason: i.unreadable.Error()}
}

// Filter picks items.
type Filter struct {
	// Statuses are those to list: "" is that of effects that wait.
	Statuses []bot.Status
	// Limit is how many to list at most, oldest first; 0 is no limit.
	Limit int
}

// Counts tells how much a store holds.
type Counts struct {
	Conversations, Waiting, Failed int
	// Queued, Claimed and Snoozed are the open cases, and QueuedSince is when the first of the
	// queue began to wait; zero without one.
	Queued, Claimed, Snoozed int
	QueuedSince              time.Time
}
