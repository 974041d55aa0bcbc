package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/internal/store"
)

// Session returns what is kept under a key.
func (s *Store) Session(ctx context.Context, key string) (data []byte, found bool, err error) {
	err = s.pool.QueryRow(ctx, `SELECT data FROM sessions WHERE key = $1 AND expires > now()`, storable(key)).Scan(&data)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("read a session: %w", err)
	}
	return data, true, nil
}

// SaveSession keeps data under a key.
func (s *Store) SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error {
	_, err := s.pool.Exec(ctx, `WITH expired AS (
			DELETE FROM sessions WHERE key IN (
				SELECT key FROM sessions WHERE expires <= now() AND key <> $1 ORDER BY expires LIMIT $4 FOR UPDATE SKIP LOCKED))
		INSERT INTO sessions (key, data, expires) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET data = excluded.data, expires = excluded.expires`, storable(key), data, expires, store.MaxExpired)
	if err != nil {
		return fmt.Errorf("save a session: %w", err)
	}
	return nil
}

// SessionsOf returns what is kept under keys that begin with a prefix.
func (s *Store) SessionsOf(ctx context.Context, prefix string, limit int) ([][]byte, error) {
	rows, err := s.pool.Query(ctx, `SELECT data FROM sessions WHERE starts_with(key, $1) AND expires > now() ORDER BY key LIMIT $2`, storable(prefix), limit)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	return list, nil
}

// TakeSession returns what is kept under a key, and removes it.
func (s *Store) TakeSession(ctx context.Context, key string) (data []byte, found bool, err error) {
	err = s.pool.QueryRow(ctx, `DELETE FROM sessions WHERE key = $1 RETURNING data, expires > now()`, storable(key)).Scan(&data, &found)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("take a session: %w", err)
	case !found:
		return nil, false, nil
	}
	return data, true, nil
}
