package sqlite

import (
	"context"
	"fmt"
	"strconv"

	"aktivering/bot/search"
	"aktivering/internal/store"
)

// indexEarlier begins to index the cases of earlier versions, until Close.
func (s *Store) indexEarlier(ctx context.Context) error {
	err := s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		var version int
		if err := t.row(ctx, `SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'search'), 0)`).Scan(&version); err != nil || version >= search.Version {
			return err
		}
		// Texts had other words then.
		if _, err := t.exec(ctx, `UPDATE cases SET indexed = 0 WHERE indexed = 1`); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO meta (name, value) VALUES ('search', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, strconv.Itoa(search.Version))
		return err
	})
	if err != nil {
		return fmt.Errorf("look for the version of the index: %w", err)
	}
	x := store.CaseIndexer{Pending: s.unindexed, Index: s.indexAll, Log: s.log}
	x.Open(ctx)
	ctx, s.indexing.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.indexing.Go(func() { x.Run(ctx) })
	return nil
}

// unindexed returns conversations that have cases to index.
func (s *Store) unindexed(ctx context.Context, open bool, below int64) (list []int64, err error) {
	err = s.read.each(ctx, func(r row) error {
		var id int64
		err := r.Scan(&id)
		list = append(list, id)
		return err
	}, `SELECT DISTINCT conversation FROM cases WHERE indexed = 0 AND conversation < ? AND (? OR state <> 'closed') ORDER BY conversation DESC LIMIT ?`,
		below, !open, store.IndexBatch)
	return list, err
}

// indexAll indexes all cases of some conversations.
func (s *Store) indexAll(ctx context.Context, conversations []int64) error {
	return s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		for _, id := range conversations {
			if err := indexCases(ctx, t, id, func(store.StoredCase) bool { return true }); err != nil {
				return err
			}
		}
		return nil
	})
}
