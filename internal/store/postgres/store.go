// Package postgres is a store in a PostgreSQL database that any number of processes share.
// River's job queue performs the effects.
//
// What belongs here: SQL of PostgreSQL, its connections, River, and how processes share the
// work. Rules that hold for every store are in internal/store.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/internal/store"
)

// Options configure a store.
type Options struct {
	// Now tells the time.
	Now func() time.Time
	// Log takes errors of background work.
	Log zerolog.Logger
	// Local are the platforms whose channels live in one process each, such as a
	// terminal. Only that process can serve them, so that their effects are not
	// handed to River. It is the same in all processes.
	Local []bot.Platform
	// Workers is how many lanes of a platform are worked on at a time, where that is
	// not to be store.MaxPerPlatform.
	Workers map[bot.Platform]int
}

// Store is a store.Store in one schema of a database: the first one in the connection's
// search_path.
type Store struct {
	pool     *pool
	driver   *riverpgxv5.Driver
	schema   string
	instance string
	// id names this process to the others that share the database.
	id      string
	now     func() time.Time
	clock   clock
	log     zerolog.Logger
	local   []bot.Platform
	workers map[bot.Platform]int
	ledger  *ledger
	places  *places
	// pinging is held by whoever pings, and pinged is when that succeeded last.
	pinging chan struct{}
	pinged  time.Time
	closed  atomic.Bool
	// jobs only inserts; each Run has a client that works.
	jobs     *river.Client[pgx.Tx]
	notifier *notifier
	serving  serving
	// handovers are the effects that were handed over.
	handovers handovers
	groups    *groups
	pace      pace
	// indexing is the work on cases of an earlier version.
	indexing struct {
		sync.WaitGroup
		stop context.CancelFunc
	}
}

// Open opens a database and brings its schema up to date. It fails with a
// store.NewerError for a database of a later version. No error of the store holds
// the URL's password.
func Open(ctx context.Context, url string, o Options) (_ *Store, err error) {
	config, err := poolConfig(url)
	if err != nil {
		return nil, err
	}
	name := nameOf(config.ConnConfig)

	s := &Store{
		id: "aktivering-" + rand.Text(), now: o.Now, log: o.Log, local: o.Local, workers: o.Workers,
		ledger: newLedger(), places: newPlaces(), serving: newServing(),
		pinging: make(chan struct{}, 1), pace: usualPace(),
	}
	s.groups = newGroups(s)
	s.handovers.recorded = s.groups.begin
	defer func() {
		if err != nil {
			_ = s.Close() // the first error says more
			err = fmt.Errorf("open %s: %w", name, troubleError(misplaced(err)))
		}
	}()
	if s.pool, err = newPool(ctx, config, o.Log); err != nil {
		return nil, err
	}
	s.driver = riverpgxv5.New(s.pool.Pool)
	if s.schema, err = s.readSchema(ctx); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, name); err != nil {
		return nil, err
	}
	if err := s.pool.QueryRow(ctx, `SELECT value FROM meta WHERE name = 'epoch'`).Scan(&s.instance); err != nil {
		return nil, fmt.Errorf("read the instance id: %w", err)
	}
	if s.jobs, err = newInserter(s); err != nil {
		return nil, err
	}
	if err := s.indexEarlier(ctx); err != nil {
		return nil, err
	}
	s.notifier = newNotifier(context.WithoutCancel(ctx), s)
	return s, nil
}

// nameOf names a database for people.
func nameOf(c *pgx.ConnConfig) string {
	return "PostgreSQL " + net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database
}

// readSchema reads the schema's name and the database's clock.
func (s *Store) readSchema(ctx context.Context) (string, error) {
	var schema *string
	var now time.Time
	asked := time.Now()
	switch err := s.pool.QueryRow(ctx, `SELECT current_schema(), clock_timestamp()`).Scan(&schema, &now); {
	case err != nil:
		return "", err
	case schema == nil:
		return "", errors.New("no schema of the search_path exists: create one, or name another in the URL")
	}
	s.clock.set(now, asked)
	return *schema, nil
}

// Close ends the store, after Run has returned. Nothing that Turn has promised is
// lost; what the outbox has not performed waits for others, or the next start.
func (s *Store) Close() error {
	s.closed.Store(true)
	s.awaitHanded(store.StopTimeout)
	if s.indexing.stop != nil {
		s.indexing.stop()
		s.indexing.Wait()
	}
	if s.notifier != nil {
		s.notifier.close()
	}
	if s.pool != nil {
		s.pool.Close()
	}
	return nil
}

// pingEvery is how long a successful ping holds for others.
const pingEvery = time.Second

// Ping reports whether the database can be written: it commits a row, at most once in
// pingEvery, whoever asks.
func (s *Store) Ping(ctx context.Context) error {
	select {
	case s.pinging <- struct{}{}:
		defer func() { <-s.pinging }()
	case <-ctx.Done():
		return fmt.Errorf("ping: %w", ctx.Err())
	}
	if !s.pinged.IsZero() && time.Since(s.pinged) < pingEvery && !s.closed.Load() {
		return nil
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO meta (name, value) VALUES ('ping', now()::text)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
	if err != nil {
		return fmt.Errorf("ping: %w", troubleError(err))
	}
	s.pinged = time.Now()
	return nil
}

// storable returns a text that PostgreSQL can store: it takes neither NUL nor invalid UTF-8.
// JSON needs none of it.
func storable[T ~string](text T) T {
	return T(strings.ReplaceAll(strings.ToValidUTF8(string(text), "\uFFFD"), "\x00", "\uFFFD"))
}

// timeOf reads a time; NULL is none.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

var _ store.Store = (*Store)(nil)
