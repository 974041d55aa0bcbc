package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"aktivering/bot/port"
	"aktivering/internal/store"
)

// errLost means that another process took a job over because this one seemed to be dead.
var errLost = errors.New("the job was taken over")

// busyPause is for how long a job waits for an effect that this process performs already.
const busyPause = time.Second

// How long to wait between two tries to record an outcome.
const (
	minRecordPause = 50 * time.Millisecond
	maxRecordPause = 2 * time.Second
)

// perform performs an effect.
func (s *Store) perform(ctx context.Context, p port.Performer, i *item) *ending {
	out := i.Unreadable()
	if out.Status == "" {
		out = store.Perform(ctx, p, i.task(s.now()))
	}
	return &ending{id: i.id, waits: i.Waits, outcome: out, at: s.now(), due: s.clock.Now().Add(out.After)}
}

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
