package store

import (
	"context"
	"time"

	"aktivering/bot/port"
)

// How a store prunes.
const (
	// LeaseKept is for how long a lease stays that has ended: no clock is off by more.
	LeaseKept = 24 * time.Hour
	// MaxPruned is how many rows are looked at in one step, so that turns go on between two.
	MaxPruned = 500
	// prunePause is the pause after a step in which something was removed.
	prunePause = 20 * time.Millisecond
	// KeepForgotten is how long it is remembered of a conversation whose words were erased that
	// there was one: for as long as its events may be delivered again.
	KeepForgotten = 24 * time.Hour
)

// Cutoffs are the times before which things are removed; a zero time removes nothing.
type Cutoffs struct{ Transcripts, Cases, Effects, Forgotten time.Time }

// CutoffsOf returns the times by which a retention is carried out.
func CutoffsOf(now time.Time, keep port.Retention) (c Cutoffs) {
	before := func(d time.Duration) time.Time {
		if d <= 0 {
			return time.Time{}
		}
		return now.Add(-d)
	}
	return Cutoffs{before(keep.Transcripts), before(keep.Cases), before(keep.Effects), before(KeepForgotten)}
}

// PauseBetweenSteps lets turns go on between two steps of a removal. It fails when ctx ends.
func PauseBetweenSteps(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(prunePause):
		return nil
	}
}
