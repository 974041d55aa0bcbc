package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
)

// keepMending makes the jobs that are missing on platforms, now and from time to
// time until ctx ends. What was saved before anybody knew River's queue of a
// platform, or lost with River's tables, is found that way.
func (s *Store) keepMending(ctx context.Context, platforms []bot.Platform) {
	tick := time.NewTicker(mendEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		for _, p := range platforms {
			if err := s.mend(ctx, p); err != nil && ctx.Err() == nil {
				s.log.Error().Ctx(ctx).Err(err).Str("platform", string(p)).Msg("make the jobs that are missing")
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// selectMissing picks the lanes of a platform that wait and have no job in its
// queues, or one that sleeps though the lane is due. Such a one sleeps longer than
// after any fault; see worker.NextRetry.
const selectMissing = `
	WITH waiting AS (
		(SELECT DISTINCT ON (conversation) conversation, 0::bigint AS timer, due FROM effects
			WHERE fate = '' AND kind = 'say' AND platform = $1 ORDER BY conversation, id)
		UNION ALL
		SELECT conversation, id, due FROM effects WHERE fate = '' AND kind = 'wake' AND platform = $1
	), jobs AS (
		SELECT id, state, scheduled_at, (args->>'conversation')::bigint AS conversation, coalesce((args->>'timer')::bigint, 0) AS timer
		FROM river_job WHERE queue = ANY ($2) AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
	)
	SELECT conversation, timer, due, coalesce(j.id, 0) FROM waiting w LEFT JOIN jobs j USING (conversation, timer)
	WHERE j.id IS NULL OR j.state IN ('retryable', 'scheduled') AND j.scheduled_at > now() + $3 AND w.due <= $4
	ORDER BY conversation, timer`

// mend makes the jobs that are missing on a platform, and wakes those that sleep.
func (s *Store) mend(ctx context.Context, p bot.Platform) error {
	now := s.now()
	queues := []string{deliver{lane{Platform: p}}.InsertOpts().Queue, wake{lane{Platform: p}}.InsertOpts().Queue}
	rows, err := s.pool.Query(ctx, selectMissing, p, queues, mendEvery, now)
	if err != nil {
		return err
	}
	var jobs []job
	var asleep []int64
	j, due, id := job{lane: lane{Platform: p}}, now, int64(0)
	_, err = pgx.ForEachRow(rows, []any{&j.Conversation, &j.Timer, &due, &id}, func() error {
		if id != 0 {
			asleep = append(asleep, id)
			return nil
		}
		j.at = time.Time{}
		if due.After(now) {
			j.at = due
		}
		jobs = append(jobs, j)
		return nil
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(jobs, 500) {
		err := s.within(ctx, func(t tx) error {
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
	for _, id := range asleep {
		woken, err := s.jobs.JobRetry(ctx, id)
		if err != nil {
			return fmt.Errorf("wake a job: %w", err)
		}
		s.nudger.add([]string{woken.Queue})
	}
	return nil
}
