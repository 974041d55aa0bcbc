package port

import (
	"context"
	"time"

	"aktivering/bot"
)

// Outbox performs the effects that turns have saved, each at least once: those
// to one conversation's person in the order in which they were saved, those of
// different conversations side by side. A timer holds up nothing.
type Outbox interface {
	// Run performs what p serves until ctx ends, also what an earlier run left
	// undone. When ctx has ended, tasks under way go on for a short while, and
	// Run returns when they have ended. It fails only if it cannot go on.
	Run(ctx context.Context, p Performer) error
	// Drain waits until nothing that Run serves is due, or until ctx ends.
	Drain(ctx context.Context) error
}

// Performer carries out tasks; Engine is one. It is safe for concurrent use.
type Performer interface {
	// Serves returns the places that can be reached from here: whole platforms,
	// as addresses that name nothing else, or one channel of a platform.
	Serves() []bot.Address
	// Perform carries out one task and tells how it ended.
	Perform(ctx context.Context, t Task) Result
}

// Task is one effect whose time has come.
type Task struct {
	// Key is the same each time the effect is performed, and that of no other
	// effect. It has at most 25 characters of ASCII.
	Key    string
	Of     bot.Ref
	Effect bot.Effect
	// Owner is who owns the conversation, read just before the task was given.
	Owner bot.Owner
	// Waits counts the earlier tries that ended as Retry, and Tries those of them
	// that failed for a reason nobody knows.
	Waits, Tries int
	// Saved is when the effect was saved, and Now when the task was given.
	Saved, Now time.Time
	// Trace is that of the context in which the effect was saved.
	Trace Trace
}

// Result tells how a task ended.
type Result struct {
	Status bot.Status
	// Message names what was sent, of status Done.
	Message bot.MessageID
	// Reason tells people why the task did not end as Done; of status Done, what of less weight
	// failed beside it.
	Reason string
	// After is how long to wait before the next try, and CountsAsFailure tells that
	// this one is to be counted as failed, of status Retry.
	After           time.Duration
	CountsAsFailure bool
}
