package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"aktivering/internal/store"
)

// Effects lists what is or was to be done, oldest first.
func (s *Store) Effects(ctx context.Context, f store.Filter) ([]store.Item, error) {
	var limit *int
	if f.Limit != 0 {
		limit = &f.Limit
	}
	rows, err := s.pool.Query(ctx, selectTask+` WHERE e.fate = ANY ($1) ORDER BY e.id LIMIT $2`, f.Statuses, limit)
	if err != nil {
		return nil, fmt.Errorf("list effects: %w", err)
	}
	items, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (store.Item, error) {
		i, err := scanItem(row, s.instance)
		return i.Item, err
	})
	if err != nil {
		return nil, fmt.Errorf("list effects: %w", err)
	}
	return items, nil
}

// Retry puts an effect that has failed back in its place, as if it had just been saved. It
// fails with store.ErrNoItem if none has the key.
func (s *Store) Retry(ctx context.Context, key string) error {
	digits, ok := strings.CutPrefix(key, s.instance+"-")
	id, err := strconv.ParseInt(digits, 36, 64)
	if !ok || err != nil {
		return fmt.Errorf("%s: %w", key, store.ErrNoItem)
	}
	var left pending
	err = s.pool.within(ctx, func(t tx) (err error) {
		left, err = s.requeue(ctx, t, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("retry %s: %w", key, err)
	}
	s.announce(left)
	return nil
}

// requeue puts an effect back within a transaction, and inserts the job of its
// lane, or wakes the one that is there.
func (s *Store) requeue(ctx context.Context, t tx, id int64) (left pending, err error) {
	var kind string
	var to place
	var conversation int64
	var batch pgx.Batch
	batch.Queue(begin)
	// As a turn does, see advance.
	batch.Queue(`SELECT FROM conversations WHERE id = (SELECT conversation FROM effects WHERE id = $1) FOR UPDATE`, id)
	batch.Queue(`UPDATE effects SET fate = '', reason = '', waits = 0, tries = 0, saved = $2, due = $3, ended = NULL
		WHERE id = $1 AND fate = 'failed' RETURNING kind, conversation, platform, channel`, id, s.now(), s.clock.Now()).
		QueryRow(func(row pgx.Row) error { return row.Scan(&kind, &conversation, &to.platform, &to.channel) })
	switch err := t.SendBatch(ctx, &batch).Close(); {
	case errors.Is(err, pgx.ErrNoRows):
		return left, store.ErrNoItem
	case err != nil:
		return left, err
	}
	j := job{lane: laneOf(kind, conversation, to, id)}
	if left, err = s.insertJobs(ctx, t, []job{j}); err != nil {
		return left, err
	}
	if err := s.wake(ctx, t, &left, left.scheduled); err != nil {
		return left, err
	}
	return left, t.Commit(ctx)
}
