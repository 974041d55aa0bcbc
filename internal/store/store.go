// Package store holds what the stores share: the interface that they have, what they show to
// an administrator, how they speak of faults, and how a lease is held.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
)

// Store is all that the commands want of a store. Each package below this one has one.
type Store interface {
	bot.Store
	bot.Outbox
	bot.Leases
	bot.Cases
	bot.Outcomes
	// Latest returns the conversation that a person took part in last, the zero
	// Address and Conversation where there is none.
	Latest(ctx context.Context, platform bot.Platform, space, person string) (bot.Address, bot.Conversation, error)
	// Effects lists what is or was to be done, oldest first.
	Effects(ctx context.Context, f Filter) ([]Item, error)
	// Retry puts an effect that was given up back in its place, as if it had just been
	// saved. It fails with ErrNoItem if none has the key.
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
	// LockExclusive makes this process the only one that serves from the database, until Close or
	// the process's end. It fails with a BusyError while another has it.
	LockExclusive() error
}

// Item is one effect as an administrator sees it.
type Item struct {
	Key string
	Of  bot.Ref
	// Effect is nil of one that cannot be read, such as one of another version.
	Effect bot.Effect
	// Fate is empty while the effect waits.
	Status bot.Status
	// Reason tells why it waits, was dropped or given up.
	Reason string
	// Waits is how often it was put off, and Tries how often of these it failed for
	// a reason that nobody knows.
	Waits, Tries int
	// Saved is when its turn was made, Due when it is to be tried next, and Ended
	// when it ended; zero while it waits.
	Saved, Due, Ended time.Time

	unreadable error
}

// Decode reads the effect from what bot.EncodeEffect wrote.
func (i *Item) Decode(body []byte) { i.Effect, i.unreadable = bot.DecodeEffect(body) }

// Unreadable is how an effect ends that cannot be read: it is set aside, so that
// it holds up nothing. For one that can it has no fate.
func (i *Item) Unreadable() bot.Result {
	if i.unreadable == nil {
		return bot.Result{}
	}
	return bot.Result{Status: bot.Failed, Reason: i.unreadable.Error()}
}

// Filter picks items.
type Filter struct {
	// Fates are the fates to list, waiting ones as "".
	Statuses []bot.Status
	// Limit is how many to list at most, oldest first; 0 is no limit.
	Limit int
}

// Counts tells how much a store holds.
type Counts struct {
	Conversations, Waiting, Failed int
}

// ErrNoItem means that no effect that was given up has the key.
var ErrNoItem = errors.New("nothing that was given up has this key")

// NewerError means that the database was written by a later version of the program.
type NewerError struct {
	Database    string
	Have, Known int64
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer version of aktivering (schema %d, this program knows %d): run that version, or name another database", e.Database, e.Have, e.Known)
}

// BusyError means that another process has what only one may have.
type BusyError struct{ What, Fix string }

func (e *BusyError) Error() string { return e.What + ": " + e.Fix }
