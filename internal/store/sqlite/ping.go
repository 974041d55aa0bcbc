package sqlite

import (
	"context"
	"fmt"
	"time"
)

// pingEvery is how long the result of a Ping holds.
const pingEvery = time.Second

// touch writes a row and commits it.
func (s *Store) touch(ctx context.Context) error {
	return s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		_, err := t.exec(ctx, `INSERT INTO meta (name, value) VALUES ('touched', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			s.now().UTC().Format(time.RFC3339Nano))
		return err
	})
}

// Ping reports whether the database can be read and written: it commits a row, at most once
// in pingEvery. Calls in between share its result.
func (s *Store) Ping(ctx context.Context) error {
	if s.writer.isClosed() {
		return fmt.Errorf("ping: %w", errClosed)
	}
	if err := s.health.checkFiles(); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	err, ok := s.health.writable.Get(ctx)
	if err == nil && !ok {
		return fmt.Errorf("ping: the database has not answered: %w", ctx.Err())
	}
	return err // perhaps that of the attempt before, which says why this one takes long
}

// tryWrite writes a row, and lets the outbox continue if it was halted.
func (s *Store) tryWrite(ctx context.Context) error {
	if err := s.touch(ctx); err != nil {
		return fmt.Errorf("ping: %w", troubleError(s.path, err))
	}
	s.outbox.wrote()
	return nil
}
