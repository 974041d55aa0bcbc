package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// splitOlder puts jobs for each channel in the place of one that an earlier version
// has inserted for all of them.
func (s *Store) splitOlder(ctx context.Context, r *run) error {
	var left pending
	err := s.pool.within(ctx, func(t tx) error {
		var jobs []job
		var batch pgx.Batch
		batch.Queue(begin)
		batch.Queue(`SELECT FROM conversations WHERE id = $1 FOR UPDATE`, r.Conversation)
		batch.Queue(`SELECT DISTINCT channel FROM effects WHERE conversation = $1 AND platform = $2 AND fate = '' AND kind = 'say' ORDER BY channel`,
			r.Conversation, r.Platform).Query(func(rows pgx.Rows) error {
			j := job{lane: r.lane}
			_, err := pgx.ForEachRow(rows, []any{&j.Channel}, func() error {
				jobs = append(jobs, j)
				return nil
			})
			return err
		})
		if err := t.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		var err error
		if left, err = s.insertJobs(ctx, t, jobs); err != nil {
			return err
		}
		if err := r.complete(ctx, t); err != nil {
			return fmt.Errorf("complete the job: %w", err)
		}
		return t.Commit(ctx)
	})
	if err != nil {
		return fmt.Errorf("split a job of an earlier version: %w", err)
	}
	s.announce(left)
	return nil
}
