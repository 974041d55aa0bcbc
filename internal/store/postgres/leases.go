package postgres

import (
	"context"
	"fmt"
	"time"
)

// Lease gives or renews a lease, as port.Leases says. Only the database's clock
// counts.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	done, err := s.pool.Exec(ctx, `
		INSERT INTO leases (name, holder, expires) VALUES ($1, $2, now() + $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
		WHERE leases.holder = excluded.holder OR leases.expires <= now()`, storable(name), storable(holder), ttl)
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	return done.RowsAffected() > 0, nil
}

// Release gives a lease back.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, storable(name), storable(holder)); err != nil {
		return fmt.Errorf("release %s: %w", name, err)
	}
	return nil
}
