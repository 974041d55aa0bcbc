package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"aktivering/internal/store"
)

// pingEvery is how long the result of a Ping holds.
const pingEvery = time.Second

// health tells whether the database can be used.
type health struct {
	files []openFile
	// lost tells that the last check found a file missing.
	lost atomic.Bool
	// writable tells whether a row can be written.
	writable store.SharedCheck[error]
}

// openFile is a file as it was when the store opened it.
type openFile struct {
	path string
	info os.FileInfo
}

// openFiles returns the database's file and its log, as they are now. The database has been
// read, so that both are open.
func openFiles(path string) ([]openFile, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	files := []openFile{{path, info}}
	// Without a log, the file system does not support one, and SQLite works without it.
	if info, err := os.Stat(path + "-wal"); err == nil {
		files = append(files, openFile{path + "-wal", info})
	}
	return files, nil
}

// checkFiles fails if a file that the store has open is no longer the one at its path: what
// is written then would be in a file that nobody can open any more.
func (s *Store) checkFiles() error {
	for _, f := range s.health.files {
		info, err := os.Stat(f.path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			err = fmt.Errorf("%s was deleted or moved while it was open: put it back, or restore a copy and restart", f.path)
		case err != nil:
			err = fmt.Errorf("%s cannot be checked: %w", f.path, err)
		case !os.SameFile(info, f.info):
			err = fmt.Errorf("%s was replaced while it was open: restart to use the new file", f.path)
		}
		if err != nil {
			if !s.health.lost.Swap(true) {
				s.log.Error().Err(err).Msg("database file lost: no event is acknowledged and no reply is sent")
			}
			return err
		}
	}
	if s.health.lost.Load() && s.health.lost.Swap(false) {
		s.log.Info().Msg("database file is back")
	}
	return nil
}

// troubleError returns a store.TroubleError where it is known what to do about an error of
// SQLite, else the error itself.
func (s *Store) troubleError(err error) error {
	folder := filepath.Dir(s.path)
	if absolute, err := filepath.Abs(s.path); err == nil {
		folder = filepath.Dir(absolute)
	}
	var fix string
	switch codeOf(err) {
	case sqlite3.SQLITE_FULL:
		fix = "the disk is full: free space on " + folder
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		fix = "another process holds the database's lock: end the program that has " + s.path + " open"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		fix = "the file cannot be written: give the program's user the right to write " + s.path + " and its folder"
	case sqlite3.SQLITE_IOERR:
		fix = "the file system refuses: see whether " + folder + " is full, or its disk broken"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		fix = "the file is damaged: stop the program and restore a copy of " + s.path
	default:
		return err
	}
	return &store.TroubleError{Err: err, Fix: fix}
}

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
	if err := s.checkFiles(); err != nil {
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
		return fmt.Errorf("ping: %w", s.troubleError(err))
	}
	s.outbox.wrote()
	return nil
}
