package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"aktivering/internal/store"
)

// Session returns what is kept under a key.
func (s *Store) Session(ctx context.Context, key string) (data []byte, found bool, err error) {
	err = s.read.row(ctx, `SELECT data FROM sessions WHERE key = ? AND expires > ?`, key, micros(s.now())).Scan(&data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("read a session: %w", err)
	}
	return data, true, nil
}

// SaveSession keeps data under a key.
func (s *Store) SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error {
	err := s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		if _, err := t.exec(ctx, `DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE expires <= ? ORDER BY expires LIMIT ?)`,
			micros(s.now()), store.MaxExpired); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO sessions (key, data, expires) VALUES (?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET data = excluded.data, expires = excluded.expires`, key, data, micros(expires))
		return err
	})
	if err != nil {
		return fmt.Errorf("save a session: %w", err)
	}
	return nil
}

// SessionsOf returns what is kept under keys that begin with a prefix.
func (s *Store) SessionsOf(ctx context.Context, prefix string, limit int) (list [][]byte, err error) {
	err = s.read.each(ctx, func(row row) error {
		var data []byte
		err := row.Scan(&data)
		list = append(list, data)
		return err
	}, `SELECT data FROM sessions WHERE key >= ? AND substr(key, 1, length(?)) = ? AND expires > ? ORDER BY key LIMIT ?`, prefix, prefix, prefix, micros(s.now()), limit)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	return list, nil
}

// TakeSession returns what is kept under a key, and removes it.
func (s *Store) TakeSession(ctx context.Context, key string) (data []byte, found bool, err error) {
	err = s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		var expires int64
		data, found = nil, false
		err := t.row(ctx, `SELECT data, expires FROM sessions WHERE key = ?`, key).Scan(&data, &expires)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		}
		found = expires > micros(s.now())
		_, err = t.exec(ctx, `DELETE FROM sessions WHERE key = ?`, key)
		return err
	})
	if err != nil || !found {
		if err != nil {
			err = fmt.Errorf("take a session: %w", err)
		}
		return nil, false, err
	}
	return data, true, nil
}
