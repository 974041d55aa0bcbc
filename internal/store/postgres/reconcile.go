package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
)

// keepReconciling inserts the jobs that are missing on platforms, at once and then at its pace,
// until ctx ends. What other processes erase is not at hand here for longer. It finds effects that were saved before River's queue of a
// platform existed, or whose jobs were lost with River's tables.
func (s *Store) keepReconciling(ctx context.Context, platforms []bot.Platform) {
	tick := time.NewTicker(s.pace.reconcile)
	defer tick.Stop()
	for ctx.Err() == nil {
		for _, p := range platforms {
			if err := withTimeout(ctx, reconcileTimeout, func(ctx context.Context) error { return s.reconcile(ctx, p) }); err != nil && ctx.Err() == nil {
				s.log.Error().Ctx(ctx).Err(err).Str("platform", string(p)).Msg("cannot insert missing jobs")
			}
		}
		s.recent.purge()
		if err := withTimeout(ctx, reconcileTimeout, s.forget); err != nil && ctx.Err() == nil {
			s.log.Error().Ctx(ctx).Err(err).Msg("cannot remove leases of processes that are gone")
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// reconcileTimeout is how long one search may take: the table may be large.
const reconcileTimeout = 30 * time.Second

// selectMissing picks the lanes of a platform that wait and have no job in its queues, or have
// one that is scheduled for later although the lane is due: a clock was set, as it is later
// than after any error, see worker.NextRetry. A job of an earlier version, in the queue $5, is
// for all channels. What somebody handed over, or has just begun to send, is left to them until $7.
const selectMissing = `
	WITH waiting AS (
		(SELECT DISTINCT ON (conversation, channel) conversation, channel, 0::bigint AS timer, due, waits = 0 AS prompt, reason FROM effects
			WHERE fate = '' AND kind = 'say' AND platform = $1 ORDER BY conversation, channel, id)
		UNION ALL
		SELECT conversation, '', id, due, false, '' FROM effects WHERE fate = '' AND kind = 'wake' AND platform = $1
	), jobs AS (
		SELECT id, state, scheduled_at, (args->>'conversation')::bigint AS conversation, coalesce((args->>'timer')::bigint, 0) AS timer,
			coalesce(args->>'channel', '') AS channel, queue = $5 AS older
		FROM river_job WHERE queue = ANY ($2) AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
	)
	SELECT w.conversation, w.channel, w.timer, w.due, w.due <= $4 OR w.prompt, coalesce(j.id, 0), w.reason = $6
	FROM waiting w LEFT JOIN jobs j ON j.conversation = w.conversation AND j.timer = w.timer AND (j.channel = w.channel OR j.older)
	WHERE j.id IS NULL AND (w.reason <> $6 OR w.due <= $7) OR j.state IN ('available', 'retryable', 'scheduled') AND j.scheduled_at > now() + $3 AND (w.due <= $4 OR w.prompt)
	ORDER BY w.conversation, w.timer, w.channel`

// reconcile inserts the jobs that are missing on a platform, and makes those available whose
// lane is due.
func (s *Store) reconcile(ctx context.Context, p bot.Platform) error {
	rows, err := s.pool.Query(ctx, selectMissing, p, queuesOf(p), s.pace.reconcile, s.clock.Now(), olderQueue(p),
		reasonHanded, s.clock.Now().Add(s.pace.dead-s.pace.sent))
	if err != nil {
		return err
	}
	var jobs []job
	var scheduled []int64
	j, id := job{lane: lane{Platform: p}}, int64(0)
	var due time.Time
	var ready, handed bool
	_, err = pgx.ForEachRow(rows, []any{&j.Conversation, &j.Channel, &j.Timer, &due, &ready, &id, &handed}, func() error {
		if id != 0 {
			scheduled = append(scheduled, id)
			return nil
		}
		j.at = time.Time{}
		switch soon := s.clock.Now().Add(s.pace.lost); {
		case !ready:
			j.at = due
		case handed: // whoever has it may just record what became of it, after the database was away
			j.at = soon
		}
		jobs = append(jobs, j)
		return nil
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(jobs, 500) {
		err := s.pool.within(ctx, func(t tx) error {
			if _, err := t.Exec(ctx, begin); err != nil {
				return err
			}
			left, err := s.insertJobs(ctx, t, some)
			if err != nil {
				return err
			}
			if err := t.Commit(ctx); err != nil {
				return err
			}
			s.announce(left)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, id := range scheduled {
		woken, err := s.jobs.JobRetry(ctx, id)
		if err != nil {
			return fmt.Errorf("make a job available: %w", err)
		}
		s.notifier.add([]string{woken.Queue})
	}
	return nil
}
