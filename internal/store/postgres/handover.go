package postgres

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// settleEvery is how long those that are done are gathered, to be recorded by one statement.
const settleEvery = 20 * time.Millisecond

// hands reports whether an effect of a platform can be handed over here: a Run performs it
// otherwise, through River.
func (s *Store) hands(p bot.Platform) bool {
	places, ok := s.serving.places()
	if !ok || s.isLocal(p) {
		return false
	}
	for _, at := range places {
		if at.Platform == p {
			return true
		}
	}
	return false
}

// newItem is an effect as it stands in the database just after it was saved.
func (s *Store) newItem(e effect, of bot.Ref, owner bot.Owner, what bot.Effect, saved time.Time, trace port.Trace) *item {
	return &item{id: e.id, kind: e.kind, owner: owner, Item: store.Item{
		Key: s.instance + "-" + strconv.FormatInt(e.id, 36), Of: of, Effect: what, Saved: saved.Truncate(time.Microsecond).UTC(), Due: e.due, Trace: trace,
	}, lane: e.lane}
}

// settleHanded takes note of what became of an effect that was handed over.
func (s *Store) settleHanded(i *item, done bool) {
	switch {
	case !done:
		go s.takeBack(i)
	case s.handovers.add(i):
		go s.recordHanded()
	}
}

// recordHanded records effects that are done and that no group of turns has recorded meanwhile, until
// there are none. While that fails, it is tried again: they are not sent again here, but may be by
// another process when that time has passed.
func (s *Store) recordHanded() {
	for {
		time.Sleep(settleEvery)
		done := s.handovers.take(true)
		if len(done) == 0 {
			return
		}
		ctx, give := context.WithTimeout(context.Background(), s.pace.handed)
		err := s.record(ctx, done[0].Key, func(ctx context.Context) error {
			return withTimeout(ctx, writeTimeout, func(ctx context.Context) error {
				var batch pgx.Batch
				batch.Queue(planOnce)
				queueSettled(&batch, done, s.now())
				return s.pool.batch(ctx, &batch)
			})
		})
		give()
		if err != nil {
			var kept []*item
			done, kept = s.givenUp(done)
			s.handovers.putBack(kept)
			if len(done) > 0 {
				s.log.Error().Err(err).Int("effects", len(done)).Msg("outcomes not recorded: these replies may be sent again")
			}
		}
		s.handovers.end(done, err == nil)
	}
}

// givenUp separates the outcomes that nobody tries to record any more: those of replies that somebody
// else has shown, whose time is over, and all when the store is closed.
func (s *Store) givenUp(done []*item) (given, kept []*item) {
	for _, i := range done {
		if i.ended == nil || s.closed.Load() {
			given = append(given, i)
		} else {
			kept = append(kept, i)
		}
	}
	return given, kept
}

// queueSettled adds to a batch what records that effects are done that were handed over.
func queueSettled(batch *pgx.Batch, done []*item, now time.Time) {
	if len(done) == 0 {
		return
	}
	slices.SortFunc(done, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
	ids, ended := make([]int64, len(done)), make([]time.Time, len(done))
	fates, reasons, messages := make([]string, len(done)), make([]string, len(done)), make([]string, len(done))
	for n, i := range done {
		ids[n], fates[n], ended[n] = i.id, string(bot.Done), now
		if e := i.ended; e != nil {
			fates[n], ended[n] = string(e.outcome.Status), e.at
			reasons[n], messages[n] = storable(e.outcome.Reason), string(storable(e.outcome.Message))
		}
	}
	// An index of those that wait would be read as a whole, and a join of the arrays might be.
	batch.Queue(`UPDATE effects SET fate = ($2::text[])[array_position($1::bigint[], id)], reason = ($3::text[])[array_position($1, id)],
			message = ($4::text[])[array_position($1, id)], ended = ($5::timestamptz[])[array_position($1, id)]
		WHERE id = ANY ($1) AND fate || '' = ''`, ids, fates, reasons, messages, ended)
}

// takeBack makes an effect due that was handed over and is not done.
func (s *Store) takeBack(i *item) {
	defer s.handovers.end([]*item{i}, true)
	left, err := s.release(context.Background(), i, `UPDATE effects SET due = $2, waits = 0, reason = '' WHERE id = $1 AND fate = ''`, i.id, s.clock.Now())
	if err != nil {
		s.log.Error().Err(err).Str("effect", i.Key).Dur("after", s.pace.handed+s.pace.reconcile).Msg("a reply that was not shown in a response is sent later")
		return
	}
	s.announce(left)
}

// awaitHanded waits until it is recorded what became of all that was handed over, or is given up.
func (s *Store) awaitHanded(patience time.Duration) {
	for deadline := time.Now().Add(patience); s.handovers.any() && time.Now().Before(deadline); {
		time.Sleep(settleEvery)
	}
}

var _ port.HandoverStore = (*Store)(nil)
