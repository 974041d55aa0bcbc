package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"

	"aktivering/internal/store"
)

// Backup writes a copy of the database to a new file, as it is at one moment, while others read and
// write. What was erased is not in it.
func (s *Store) Backup(ctx context.Context, to string) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // it holds what people said
	if err != nil {
		return &store.PlaceError{What: fmt.Sprintf("%s cannot be written: %v", to, errors.Unwrap(err)), Fix: "name a file that is not there yet, in a folder that can be written"}
	}
	if err := f.Close(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	// A connection of its own: those of reads are read only, and the one that writes is busy.
	db, err := sql.Open("sqlite", dsn(s.path, "deferred", readCache, lockWait)+"&mode=rw")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	absolute, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, absolute); err != nil {
		return fmt.Errorf("back up to %s: %w", to, troubleError(s.path, err))
	}
	return syncFile(absolute)
}

// syncFile makes sure that a file outlasts a power failure.
func syncFile(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Verify reads a backup, and fails where it is damaged, is no database of this program, or is one of
// a later version.
func Verify(ctx context.Context, backup string) error { return verify(ctx, backup, "&immutable=1") }

// Examine is Verify for a database that others may have open.
func Examine(ctx context.Context, path string) error { return verify(ctx, path, "") }

func verify(ctx context.Context, backup, how string) (err error) {
	if _, err := os.Stat(backup); err != nil {
		return &store.PlaceError{What: fmt.Sprintf("%s cannot be read: %v", backup, errors.Unwrap(err)), Fix: "name a file that data backup wrote"}
	}
	absolute, err := filepath.Abs(backup)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+absolute+"?mode=ro"+how)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("%s is no database: %w", backup, err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%s is damaged: %s", backup, verdict)
	}
	var have int64
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&have); err != nil {
		return fmt.Errorf("%s is no database of aktivering: %w", backup, err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if known := sources[len(sources)-1].Version; have > known {
		return &store.NewerError{Database: backup, Have: have, Known: known}
	}
	return nil
}

// Restore puts a backup in the place of the database at a path, which nobody may serve from. The
// database that was there is kept, under the name that is returned; empty where there was none.
func Restore(ctx context.Context, backup, path, kept string) (_ string, err error) {
	if err := Verify(ctx, backup); err != nil {
		return "", err
	}
	lock := flock.New(path + ".serving")
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return "", fmt.Errorf("lock %s: %w", lock.Path(), err)
	case !locked:
		return "", &store.BusyError{What: "aktivering serves from " + path, Fix: "stop it first"}
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	fresh := path + ".restoring"
	if err := copyFile(backup, fresh); err != nil {
		return "", errors.Join(fmt.Errorf("restore %s: %w", backup, err), os.Remove(fresh))
	}
	if _, err := os.Stat(path); err == nil {
		// The log belongs to the database: they are moved together, the log first.
		for _, end := range []string{"-wal", "-shm", ""} {
			if err := os.Rename(path+end, kept+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", fmt.Errorf("put %s aside: %w", path+end, err)
			}
		}
	} else {
		kept = ""
	}
	if err := os.Rename(fresh, path); err != nil {
		return kept, fmt.Errorf("restore %s: %w", backup, err)
	}
	return kept, nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}
