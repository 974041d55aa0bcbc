// Package sqlite is a store in one SQLite file. It saves turns, and performs their effects in
// this process.
//
// What belongs here: SQL of SQLite, its connections and files, and the outbox worker. Rules
// that hold for every store are in internal/store.
package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/rs/zerolog"
	_ "modernc.org/sqlite" // the driver "sqlite": pure Go, so that the binary is static

	"aktivering/bot"
	"aktivering/internal/store"
)

// Options configure a store.
type Options struct {
	// Now tells the time.
	Now func() time.Time
	// Log takes errors of background work.
	Log zerolog.Logger
	// Workers is how many lanes of a platform are worked on at a time, where that is
	// not to be store.MaxPerPlatform.
	Workers map[bot.Platform]int
}

// Store is a store.Store in one file. Several processes may open the file, but only one may
// serve platforms from it (see LockExclusive).
type Store struct {
	path   string
	now    func() time.Time
	log    zerolog.Logger
	reads  *sql.DB
	read   *statements // on reads
	writes *sql.DB
	writer *writer
	wal    *wal
	recent *recentConversations
	// replies are the ids of what replies say, by the sum of it. Only the writer uses it.
	replies *simplelru.LRU[[sha256.Size]byte, int64]
	// leases are those that this process has read or written, by name. Only the writer uses
	// them.
	leases    map[string]sighting
	outbox    *outbox
	instance  string       // begins the keys of effects; another one in each database
	serveLock *flock.Flock // nil until LockExclusive
	health    health
	// signals tells those who follow the feeds of visitors.
	signals store.Signals
	// indexing is the work on cases of an earlier version.
	indexing struct {
		sync.WaitGroup
		stop context.CancelFunc
	}
}

// How many conversations and ids of replies are cached.
const (
	maxCachedConversations = 512
	maxCachedReplies       = 2048
)

// How much of the file each connection keeps in memory, in KiB: the one that writes
// what it changes again and again, the others little.
const (
	writeCache = 4000
	readCache  = 500
)

// lockWait is how long a write waits for another process that writes.
const lockWait = 5 * time.Second

// readers is how many reads may go on at a time beside the one write.
const readers = 4

// Open opens the database in a file, makes it if it is not there, and brings its
// schema up to date. It fails with a store.NewerError for a database of a later
// version.
func Open(ctx context.Context, path string, o Options) (_ *Store, err error) {
	s := &Store{path: path, now: o.Now, log: o.Log, leases: make(map[string]sighting)}
	defer func() { //nolint:contextcheck // Close has none
		if err != nil {
			_ = s.Close() // the first error says more
			err = fmt.Errorf("open %s: %w", path, s.troubleError(err))
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
		checkFiles: s.checkFiles, undone: s.discardCaches, foreign: s.discardForeign, also: s.outbox.writeSettled,
	}); err != nil {
		return nil, err
	}
	s.wal, err = newWAL(ctx, path, s.checkFiles, func(err error) {
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

// create makes the file if it is not there, for its owner alone: it holds what
// people said. SQLite gives the files beside it the same mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return errors.Unwrap(err) // the path is told already
	}
	return f.Close()
}

// dsn names a file and the settings of every connection to it. In WAL mode reads
// and the write do not wait for each other, and FULL makes a committed turn
// outlast a power failure. What is deleted or moved is zeroed where it stood, in pages that
// are written anyway: it may be erased later where it stands now. A checkpoint writes each page once, however often it has
// changed: a log of 8 MB has it write fewer than SQLite's usual 4. A larger one would
// have what comes meanwhile wait longer.
func dsn(path, lock string, cache int, wait time.Duration) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return (&url.URL{Scheme: "file", Path: path}).String() +
		"?_pragma=busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(FAST)&_pragma=cache_size(-" + strconv.Itoa(cache) + ")&_pragma=wal_autocheckpoint(2000)&_txlock=" + lock
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

// micros is how times stand in the database.
func micros(t time.Time) int64 { return t.UnixMicro() }

// nullMicros is micros, and NULL of no time.
func nullMicros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: micros(t), Valid: !t.IsZero()}
}

// timeOf reads what nullMicros wrote.
func timeOf(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}

var _ store.Exclusive = (*Store)(nil)
