package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"aktivering/bot/search"
	"aktivering/internal/store"
)

// indexEarlier begins to index the cases of earlier versions, until Close.
func (s *Store) indexEarlier(ctx context.Context) error {
	var version int
	if err := s.pool.QueryRow(ctx, `SELECT coalesce((SELECT value::bigint FROM meta WHERE name = 'search'), 0)`).Scan(&version); err != nil {
		return fmt.Errorf("look for the version of the index: %w", err)
	}
	if version < search.Version { // texts had other words then
		_, err := s.pool.Exec(ctx, `WITH changed AS (
				INSERT INTO meta (name, value) VALUES ('search', $1)
				ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE meta.value::bigint < excluded.value::bigint RETURNING name)
			UPDATE cases SET indexed = false WHERE indexed AND EXISTS (SELECT FROM changed)`, strconv.Itoa(search.Version))
		if err != nil {
			return fmt.Errorf("have all cases indexed anew: %w", err)
		}
	}
	x := store.CaseIndexer{Pending: s.unindexed, Index: s.indexAll, Shared: true, Log: s.log}
	x.Open(ctx)
	ctx, s.indexing.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.indexing.Go(func() { x.Run(ctx) })
	return nil
}

// unindexed returns conversations that have cases to index.
func (s *Store) unindexed(ctx context.Context, open bool, below int64) ([]int64, error) {
	rows, err := s.pool.Query(ctx, `SELECT DISTINCT conversation FROM cases WHERE NOT indexed AND conversation < $1 AND ($2 OR state <> 'closed')
		ORDER BY conversation DESC LIMIT $3`, below, !open, store.IndexBatch)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// indexAll indexes all cases of some conversations, but for those in which a turn is being
// made: they are found again. No line changes while its words are taken.
func (s *Store) indexAll(ctx context.Context, conversations []int64) error {
	return s.pool.within(ctx, func(t tx) error {
		if _, err := t.Exec(ctx, begin); err != nil {
			return err
		}
		rows, err := t.Query(ctx, `SELECT id FROM conversations WHERE id = ANY ($1) FOR UPDATE SKIP LOCKED`, conversations)
		if err != nil {
			return err
		}
		locked, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		if err := t.indexCases(ctx, locked, func(store.StoredCase) bool { return true }); err != nil {
			return err
		}
		return t.Commit(ctx)
	})
}
