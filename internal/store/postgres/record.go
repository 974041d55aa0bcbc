package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// ending is how a task ended.
type ending struct {
	id int64
	// waits is how often the effect was put off before.
	waits   int
	outcome port.Result
	// at is when it ended, and due when it is to be tried again, by the database's
	// clock.
	at, due time.Time
}

// statement returns the statement that records an ending. Executed twice, it changes nothing.
func (e *ending) statement() (sql string, args []any) {
	out := e.outcome
	if out.Status != bot.Retry {
		return `UPDATE effects SET fate = $1, reason = $2, message = $3, ended = $4 WHERE id = $5 AND fate = ''`,
			[]any{out.Status, storable(out.Reason), storable(out.Message), e.at, e.id}
	}
	counts := 0
	if out.CountsAsFailure {
		counts = 1
	}
	return `UPDATE effects SET due = $1, reason = $2, waits = waits + 1, tries = tries + $3 WHERE id = $4 AND fate = '' AND waits = $5`,
		[]any{e.due, storable(out.Reason), counts, e.id, e.waits}
}

// How long to wait between two tries to record an outcome.
const (
	minRecordPause = 50 * time.Millisecond
	maxRecordPause = 2 * time.Second
)

// record tries to record how a task ended until that succeeds or ctx ends: a failure of the
// database must not lead to a second send.
func (s *Store) record(ctx context.Context, key string, do func(context.Context) error) error {
	began := time.Now()
	failed := false
	for pause := minRecordPause; ; pause = min(2*pause, maxRecordPause) {
		err := do(ctx)
		switch {
		case err == nil || errors.Is(err, errLost):
			if failed {
				s.log.Info().Ctx(ctx).Str("effect", key).Dur("after", time.Since(began)).Msg("outcome recorded")
			}
			return err
		case !failed:
			s.log.Error().Ctx(ctx).Err(err).Str("effect", key).Msg("outcome not recorded; its lane waits until it is")
		}
		failed = true
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause/2 + rand.N(pause/2)): //nolint:gosec // no secret
		}
	}
}
