package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"

	"aktivering/internal/store"
)

//go:embed migrations
var migrations embed.FS

// How long to wait for another process that brings the schema up to date.
const (
	lockRetry   = 20 * time.Millisecond
	lockTimeout = 30 * time.Second
)

// migrate brings the schema up to date, one process at a time. SQLite has no lock that
// outlasts a transaction, so a lock file beside the database is used. The first connection of db
// is made under it as well: of two that switch a new file to WAL at once, SQLite refuses one
// with SQLITE_BUSY and does not wait.
func migrate(ctx context.Context, db *sql.DB, path string) (err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	lock := flock.New(path + ".migrate")
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
		return fmt.Errorf("lock %s: %w", lock.Path(), err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := refuseForeign(ctx, db); err != nil {
		if isForeign(err) {
			err = errors.Join(err, os.Remove(lock.Path())) // nothing is left beside another's file
		}
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have > known {
		return &store.NewerError{Database: path, Have: have, Known: known}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// LockExclusive makes this process the only one that serves from the file, until Close;
// the system frees the right of a process that dies. It fails with a
// store.BusyError while another has it.
func (s *Store) LockExclusive() error {
	lock := flock.New(s.path + ".serving")
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return fmt.Errorf("lock %s: %w", lock.Path(), err)
	case !locked:
		return &store.BusyError{
			What: "another aktivering serves from " + s.path,
			Fix:  "stop that one first, or use PostgreSQL for several at a time",
		}
	}
	s.serveLock = lock
	return nil
}
