package sqlite

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aktivering/internal/store"
)

// Effects lists what is or was to be done, oldest first.
func (s *Store) Effects(ctx context.Context, f store.Filter) ([]store.Item, error) {
	args := make([]any, len(f.Statuses), len(f.Statuses)+1)
	for n, status := range f.Statuses {
		args[n] = status
	}
	limit := f.Limit
	if limit == 0 {
		limit = -1
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(f.Statuses)), ", ")
	var items []store.Item
	err := s.read.each(ctx, func(r row) error {
		i, err := scanItem(r, s.instance)
		items = append(items, i.Item)
		return err
	}, selectItem+` WHERE e.fate IN (`+marks+`) ORDER BY e.id LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list effects: %w", err)
	}
	return items, nil
}

// Retry puts an effect that has failed back in its place, as if it had just been saved. It
// fails with store.ErrNoItem if none has the key.
func (s *Store) Retry(ctx context.Context, key string) error {
	id, ok := strings.CutPrefix(key, s.instance+"-")
	n, err := strconv.ParseInt(id, 36, 64)
	if !ok || err != nil {
		return fmt.Errorf("%s: %w", key, store.ErrNoItem)
	}
	return s.writer.doThen(ctx, func(ctx context.Context, t *statements) error {
		done, err := t.exec(ctx, `UPDATE effects SET fate = '', reason = '', waits = 0, tries = 0, saved = ?, due = ?, rest = 0, ended = NULL
			WHERE id = ? AND fate = 'failed'`, micros(s.now()), dueAtOnce, n)
		switch {
		case err != nil:
			return fmt.Errorf("retry %s: %w", key, err)
		case done.changed == 0:
			return fmt.Errorf("%s: %w", key, store.ErrNoItem)
		}
		return nil
	}, s.outbox.invalidate)
}
