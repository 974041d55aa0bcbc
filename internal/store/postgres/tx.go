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
func (s *Store) within(ctx context.Context, do func(tx) error) error {
	const maxTries = 6
	for try := 1; ; try++ {
		err := s.once(ctx, do)
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

func (s *Store) once(ctx context.Context, do func(tx) error) error {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	t := tx{c}
	defer t.end(ctx) // also when do panics
	return do(t)
}

// Codes of PostgreSQL's errors.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	tooManyConnections   = "53300"
	cannotConnectNow     = "57P03"
	// classShutdown begins the codes of a server that stops or starts.
	classShutdown = "57P"
	// classAuthorization begins those of a user or a password that is refused.
	classAuthorization = "28"
	unknownDatabase    = "3D000"
)

// codeOf is the code of an error of PostgreSQL; empty of another error.
func codeOf(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// transient reports whether the same transaction may succeed when it is tried again.
func transient(err error) bool {
	if code := codeOf(err); code != "" {
		return code == serializationFailure || code == deadlockDetected
	}
	return pgconn.SafeToRetry(err)
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
