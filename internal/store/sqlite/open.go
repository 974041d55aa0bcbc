package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	_ "modernc.org/sqlite" // the driver "sqlite": pure Go, so that the binary is static

	"aktivering/internal/store"
)

// Open opens the database in a file, makes it if it is not there, and brings its
// schema up to date. It fails with a store.NewerError for a database of a later
// version.
func Open(ctx context.Context, path string, o Options) (_ *Store, err error) {
	s := &Store{path: path, now: o.Now, log: o.Log, leases: make(map[string]sighting)}
	s.health.log = o.Log
	defer func() { //nolint:contextcheck // Close has none
		if err != nil {
			_ = s.Close() // the first error says more
			err = fmt.Errorf("open %s: %w", path, troubleError(path, err))
		}
	}()
	if err := create(path); err != nil {
		return nil, placeError(path, err)
	}
	log, _ := os.Stat(path + "-wal") // nil, or of a process that runs or was killed
	if s.writes, err = sql.Open("sqlite", dsn(path, "immediate", writeCache, lockWait)); err != nil {
		return nil, err
	}
	s.writes.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writes, path); err != nil {
		return nil, placeError(path, err)
	}
	if s.reads, err = sql.Open("sqlite", dsn(path, "deferred", readCache, lockWait)+"&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	s.reads.SetMaxOpenConns(readers)
	s.reads.SetMaxIdleConns(readers)
	s.read = &statements{on: s.reads}
	if err := s.read.row(ctx, `SELECT value FROM meta WHERE name = 'epoch'`).Scan(&s.instance); err != nil {
		return nil, fmt.Errorf("read the instance id: %w", err)
	}
	if s.recent, err = newRecent(); err != nil {
		return nil, err
	}
	if s.replies, err = simplelru.NewLRU[[sha256.Size]byte, int64](maxCachedReplies, nil); err != nil {
		return nil, err
	}
	if s.health.files, err = openFiles(path); err != nil {
		return nil, err
	}
	s.health.writable = store.SharedCheck[error]{Do: s.tryWrite, Every: pingEvery, Now: time.Now}
	s.outbox = newOutbox(s, o.Workers)
	// A write that is rolled back must leave nothing in the caches.
	if s.writer, err = newWriter(ctx, s.writes, writerHooks{
		checkFiles: s.health.checkFiles, undone: s.discardCaches, foreign: s.discardForeign, also: s.outbox.writeSettled,
	}); err != nil {
		return nil, err
	}
	s.wal, err = newWAL(ctx, path, s.health.checkFiles, func(err error) {
		s.log.Warn().Err(err).Msg("the log of the database still holds erased words; emptying it is tried again")
	})
	if err != nil {
		return nil, err
	}
	if log != nil && log.Size() > 0 {
		s.wal.emptySoon() // what was erased may stand there
	}
	if err := s.indexEarlier(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Close ends the store. Nothing that Turn has promised is lost; what the outbox
// has not performed waits for the next start.
func (s *Store) Close() error {
	if s.indexing.stop != nil {
		s.indexing.stop()
		s.indexing.Wait()
	}
	var errs []error
	if s.wal != nil {
		errs = append(errs, s.wal.close())
	}
	if s.writer != nil {
		errs = append(errs, s.outbox.recordSettled(context.Background()), s.writer.close())
	}
	if s.read != nil {
		errs = append(errs, s.read.close())
	}
	for _, db := range []*sql.DB{s.reads, s.writes} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.serveLock != nil {
		errs = append(errs, s.serveLock.Unlock())
	}
	return errors.Join(errs...)
}

// create makes the file if it is not there, for its owner alone: it holds what
// people said. SQLite gives the files beside it the same mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return errors.Unwrap(err) // the path is told already
	}
	return f.Close()
}

// discardForeign forgets what another process may have changed: also conversations, as an id that
// it has removed can be given again.
func (s *Store) discardForeign() {
	s.discardStored()
	s.outbox.invalidate()
}

// discardStored forgets conversations and replies, when some may be gone.
func (s *Store) discardStored() {
	s.recent.Purge()
	s.replies.Purge()
}

// discardCaches forgets what writes that were rolled back may have left.
func (s *Store) discardCaches() {
	s.discardStored()
	clear(s.leases)
}
