package sqlite

import (
	"context"
	"fmt"
	"time"
)

// Lease gives or renews a lease, as bot.Leases says.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (held bool, err error) {
	err = s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		now := s.now()
		done, err := t.exec(ctx, `INSERT INTO leases (name, holder, expires) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
			WHERE leases.holder = excluded.holder OR leases.expires <= ?`,
			name, holder, micros(now.Add(ttl)), micros(now))
		held = done.changed > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	return held, nil
}

// Release gives a lease back.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	err := s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		_, err := t.exec(ctx, `DELETE FROM leases WHERE name = ? AND holder = ?`, name, holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("release %s: %w", name, err)
	}
	return nil
}
