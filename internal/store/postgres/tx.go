package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// tx is a transaction that is begun and committed by statements within batches,
// so that neither costs a round trip. It is a pgx.Tx as far as River needs one.
type tx struct{ *conn }

// The isolation does not follow the database's default: what is read after a lock
// must be what the lock's last holder has left.
const (
	begin  = `BEGIN ISOLATION LEVEL READ COMMITTED`
	commit = `COMMIT`
)

// writeTimeout is how long writes may take that are made even if their context ends, and
// loadTimeout how long the reads before them may take: a connection that does not answer by
// then is replaced.
const (
	writeTimeout = 4 * time.Second
	loadTimeout  = 3 * time.Second
)

// within calls do with a connection to make a transaction on, which is rolled
// back if do has not committed it. It tries again what another transaction was in
// the way of.
func (p *pool) within(ctx context.Context, do func(tx) error) error {
	const maxTries = 6
	for try := 1; ; try++ {
		err := p.once(ctx, do)
		dead := errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil
		if err == nil || try == maxTries || !dead && !transient(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(time.Millisecond << (2 * try))): //nolint:gosec // no secret
		}
	}
}

func (p *pool) once(ctx context.Context, do func(tx) error) error {
	c, err := p.Acquire(ctx)
	if err != nil {
		return err
	}
	t := tx{c}
	defer t.end(ctx) // also when do panics
	return do(t)
}

// end rolls back what was not committed, and releases the connection.
func (t tx) end(ctx context.Context) {
	defer t.Release()
	if c := t.Conn(); c.IsClosed() || c.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	_ = t.Rollback(ctx) // the pool closes a connection that is not idle
}

// Commit commits, on its own.
func (t tx) Commit(ctx context.Context) error {
	if _, err := t.Exec(ctx, commit); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Rollback rolls back.
func (t tx) Rollback(ctx context.Context) error {
	_, err := t.Exec(ctx, `ROLLBACK`)
	return err
}

// Begin is there for pgx.Tx; nobody nests transactions here.
func (tx) Begin(context.Context) (pgx.Tx, error) {
	return nil, errors.New("postgres: transactions cannot be nested")
}

// Prepare prepares a statement, for pgx.Tx.
func (t tx) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return t.Conn().Prepare(ctx, name, sql)
}

// LargeObjects is there for pgx.Tx; there are none here.
func (tx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

func withTimeout(ctx context.Context, timeout time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return do(ctx)
}
