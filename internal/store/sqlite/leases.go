package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// sighting is a lease as the store read it last. It ends at until, by the monotonic clock,
// unless its row changes before. The wall clock counts only for how much is left of a lease
// that is read for the first time.
type sighting struct {
	holder  string
	expires int64
	until   time.Time
}

// Lease gives or renews a lease, as port.Leases says.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (held bool, err error) {
	err = s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		held = false
		seen, err := s.observe(ctx, t, name, ttl)
		if err != nil {
			return err
		}
		now := time.Now()
		if seen.holder != holder && seen.until.After(now) {
			return nil
		}
		held = true
		seen = sighting{holder, micros(s.now().Add(ttl)), now.Add(ttl)}
		_, err = t.exec(ctx, `INSERT INTO leases (name, holder, expires) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires`, name, seen.holder, seen.expires)
		if err == nil {
			s.leases[name] = seen
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	return held, nil
}

// observe reads a lease; the zero sighting is no lease. Only the writer calls it.
func (s *Store) observe(ctx context.Context, t *statements, name string, ttl time.Duration) (sighting, error) {
	var row sighting
	err := t.row(ctx, `SELECT holder, expires FROM leases WHERE name = ?`, name).Scan(&row.holder, &row.expires)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		delete(s.leases, name)
		return sighting{}, nil
	case err != nil:
		return sighting{}, err
	}
	seen, ok := s.leases[name]
	if ok && seen.holder == row.holder && seen.expires == row.expires {
		return seen, nil
	}
	// A clock that was set back does not make a lease longer.
	left := time.UnixMicro(row.expires).Sub(s.now())
	row.until = time.Now().Add(min(left, ttl))
	s.leases[name] = row
	return row, nil
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
