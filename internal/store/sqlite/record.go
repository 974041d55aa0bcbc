package sqlite

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"aktivering/bot"
)

// Wait between two attempts to record: minRetry at first, twice as long each time, at most
// maxRetry.
const (
	minRetry = 250 * time.Millisecond
	maxRetry = 5 * time.Second
)

// halt stops the outbox from beginning tasks until a write succeeds: what cannot be recorded
// must not be performed.
func (o *outbox) halt(ctx context.Context, err error) {
	o.mu.Lock()
	halted := o.halted
	o.halted = true
	o.mu.Unlock()
	select {
	case o.failing <- struct{}{}:
	default:
	}
	if !halted {
		o.store.log.Error().Ctx(ctx).Err(err).Msg("outbox halted: the database cannot be used; it continues once a write succeeds")
	}
}

// wrote tells that the database takes writes, so that recording is attempted at once.
func (o *outbox) wrote() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.retry()
}

// keepOutcome keeps an outcome that could not be recorded. Its lane stays closed until it is.
func (o *outbox) keepOutcome(l lane, out outcome) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unrecorded[l] = out
}

// keepRecording records the outcomes that are kept, until ctx ends.
func (o *outbox) keepRecording(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.failing:
		}
		for n := 0; !o.record(ctx); n++ {
			select {
			case <-ctx.Done():
				return
			case <-o.written:
			case <-time.After(backoff(n)):
			}
		}
	}
}

// backoff returns how long to wait after n failed attempts. It is random, so that processes
// that share a file do not try at the same time.
func backoff(n int) time.Duration {
	d := min(minRetry<<min(n, 10), maxRetry)
	return d/2 + rand.N(d/2) //nolint:gosec // nobody gains from guessing it
}

// record attempts to record all outcomes that are kept, and lets the outbox continue when the
// database takes writes. It reports whether nothing is left to record.
func (o *outbox) record(ctx context.Context) bool {
	o.mu.Lock()
	kept := maps.Clone(o.unrecorded)
	o.mu.Unlock()

	// At the same time, so that they share a transaction, but each in a write of its own:
	// one that can never be recorded holds up its lane only.
	var all sync.WaitGroup
	var mu sync.Mutex
	recorded := 0
	for l, out := range kept {
		all.Go(func() {
			if err := o.store.saveOutcome(ctx, out); err != nil {
				o.store.log.Debug().Ctx(ctx).Err(err).Str("key", out.Key).Msg("outcome not recorded")
				return
			}
			o.reopen(l)
			mu.Lock()
			defer mu.Unlock()
			recorded++
		})
	}
	err := o.store.touch(ctx)
	all.Wait()
	if err != nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.halted {
		o.halted = false
		o.signal()
		o.store.log.Info().Ctx(ctx).Int("recorded", recorded).Msg("outbox continues: the database takes writes again")
	}
	o.changed.Broadcast()
	return len(o.unrecorded) == 0
}

// reopen opens a lane whose outcome is recorded.
func (o *outbox) reopen(l lane) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.unrecorded, l)
	if st, ok := o.lanes[l]; ok && st.closed {
		st.closed = false
		o.push(l, st)
	}
	o.changed.Broadcast()
}

// awaitRecorded waits until all outcomes are recorded or ctx ends.
func (o *outbox) awaitRecorded(ctx context.Context) {
	defer context.AfterFunc(ctx, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.changed.Broadcast()
	})()
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.unrecorded) > 0 && ctx.Err() == nil {
		o.changed.Wait()
	}
}

// recordLast attempts a last time to record what could not be recorded. What is left then is
// recorded by the next Run of the store.
func (o *outbox) recordLast(ctx context.Context) {
	o.mu.Lock()
	left := len(o.unrecorded)
	o.mu.Unlock()
	if left == 0 || o.record(context.WithoutCancel(ctx)) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, out := range o.unrecorded {
		o.store.log.Error().Ctx(ctx).Str("key", out.Key).Str("fate", string(out.Status)).
			Msg("outcome not recorded: if the program ends now, the effect is performed again at the next start")
	}
}

// saveOutcome records how a task ended, before the next task of the lane begins: a crash
// repeats at most one task of a lane.
func (s *Store) saveOutcome(ctx context.Context, out outcome) error {
	// It is recorded also when the program is about to end.
	err := s.writer.do(context.WithoutCancel(ctx), func(ctx context.Context, t *statements) error {
		if out.Status != bot.Retry {
			_, err := t.exec(ctx, `UPDATE effects SET fate = ?, reason = ?, message = ?, ended = ? WHERE id = ? AND fate = ''`,
				out.Status, out.Reason, out.Message, micros(out.at), out.id)
			return err
		}
		due := int64(dueAtOnce)
		if out.After > 0 {
			due = micros(out.at.Add(out.After))
		}
		_, err := t.exec(ctx, `UPDATE effects SET due = ?, rest = ?, reason = ?, waits = waits + 1, tries = tries + ? WHERE id = ? AND fate = ''`,
			due, out.After.Microseconds(), out.Reason, out.CountsAsFailure, out.id)
		return err
	})
	if err != nil {
		return fmt.Errorf("record how an effect ended: %w", err)
	}
	return nil
}
