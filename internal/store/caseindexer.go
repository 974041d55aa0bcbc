package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rs/zerolog"
)

// How cases of an earlier version are indexed.
const (
	// indexPatience is how long Open waits for the open cases.
	indexPatience = 5 * time.Second
	// IndexBatch is how many conversations one transaction takes.
	IndexBatch = 20
	// indexEvery is how long to wait before it is looked for cases that were left.
	indexEvery = time.Minute
)

// CaseIndexer indexes the cases that an earlier version has saved: the open ones when the
// store is opened, so that lists of these are whole, and the others beside what else goes on,
// the latest first. An index of all at once could take minutes, while nobody is answered.
type CaseIndexer struct {
	// Pending returns conversations that have cases to index and an id below another one,
	// the highest first, at most IndexBatch; open picks those with an open case.
	Pending func(ctx context.Context, open bool, below int64) ([]int64, error)
	// Index indexes all cases of some conversations, in one transaction.
	Index func(ctx context.Context, conversations []int64) error
	// Shared tells that other processes may save or index cases too, also processes of an
	// earlier version, so that it is looked for these again and again.
	Shared bool
	Log    zerolog.Logger
}

// Open indexes the open cases, for as long as a start may take; Run does the rest.
func (x CaseIndexer) Open(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, indexPatience)
	defer cancel()
	if _, err := x.pass(limited, true); err != nil && limited.Err() == nil {
		x.Log.Warn().Ctx(ctx).Err(err).Msg("open cases of an earlier version are not all listed as they are: it is tried again")
	}
}

// Run indexes all cases, until ctx ends or nothing is left to do.
func (x CaseIndexer) Run(ctx context.Context) {
	for {
		start := time.Now()
		n, err := x.pass(ctx, false)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			x.Log.Warn().Ctx(ctx).Err(err).Msg("cases of an earlier version are not all searchable: it is tried again")
		case n > 0:
			x.Log.Info().Ctx(ctx).Int("conversations", n).Dur("took", time.Since(start)).Msg("cases of an earlier version are searchable")
		}
		if err == nil && !x.Shared {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(indexEvery):
		}
	}
}

// pass indexes each conversation once, and returns how many it did. One that fails holds up
// no other.
func (x CaseIndexer) pass(ctx context.Context, open bool) (n int, err error) {
	var errs []error
	for below := int64(math.MaxInt64); ; {
		batch, err := x.Pending(ctx, open, below)
		if err != nil {
			return n, errors.Join(append(errs, fmt.Errorf("look for cases to index: %w", err))...)
		}
		if len(batch) == 0 {
			return n, errors.Join(errs...)
		}
		start := time.Now()
		if err := x.Index(ctx, batch); err != nil {
			for one := range slices.Chunk(batch, 1) {
				if err := x.Index(ctx, one); err != nil {
					errs = append(errs, fmt.Errorf("index the cases of conversation %d: %w", one[0], err))
				}
			}
			errs = errs[:min(len(errs), 10)]
		}
		n, below = n+len(batch), batch[len(batch)-1]
		if open {
			continue
		}
		select { // others come between
		case <-ctx.Done():
			return n, ctx.Err()
		case <-time.After(time.Since(start)):
		}
	}
}
