// Package postgres keeps conversations in a PostgreSQL database that any number
// of processes share, and lets River's job queue perform their effects.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/rs/zerolog"

	"aktivering/bot"
)

// Options are what a store needs to know beside its database.
type Options struct {
	// Now tells the time.
	Now func() time.Time
	// Log takes what goes wrong in the background.
	Log zerolog.Logger
	// Bound are the platforms whose channels live in one process each, such as a
	// terminal. Only that process can serve them, so that their effects are not
	// handed to River. It is the same in all processes.
	Bound []bot.Platform
}

// Store is a bot.Store, bot.Outbox and bot.Leases in one schema of a database:
// the one that the connection's search_path names first.
type Store struct {
	pool   *pgxpool.Pool
	driver *riverpgxv5.Driver
	schema string
	epoch  string
	now    func() time.Time
	log    zerolog.Logger
	bound  []bot.Platform
	// jobs only inserts; each Run has a client that works.
	jobs    *river.Client[pgx.Tx]
	nudger  *nudger
	serving serving
}

// How many connections a process uses at most, unless the URL says otherwise, and
// at least: one listens, and one holds the lock while the schema is brought up to
// date by others.
const (
	mostConnections  = 16
	leastConnections = 4
)

// Open opens a database and brings its schema up to date. It fails with a
// store.NewerError for a database of a later version. No error of the store holds
// the URL's password.
func Open(ctx context.Context, url string, o Options) (_ *Store, err error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// Its text and its chain may hold the password.
		return nil, errors.New("open PostgreSQL: the URL cannot be read; it looks like postgres://user:password@host:5432/database")
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = mostConnections
	}
	config.MaxConns = max(config.MaxConns, leastConnections)
	for setting, value := range map[string]string{
		"application_name": "aktivering",
		// What a process locked that lost its network is free again soon.
		"idle_in_transaction_session_timeout": "10s",
	} {
		if _, ok := config.ConnConfig.RuntimeParams[setting]; !ok {
			config.ConnConfig.RuntimeParams[setting] = value
		}
	}
	name := nameOf(config.ConnConfig)

	s := &Store{now: o.Now, log: o.Log, bound: o.Bound, serving: newServing()}
	defer func() {
		if err != nil {
			_ = s.Close() // the first error says more
			err = fmt.Errorf("open %s: %w", name, err)
		}
	}()
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	s.driver = riverpgxv5.New(s.pool)
	if s.schema, err = schemaOf(ctx, s.pool); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, name); err != nil {
		return nil, err
	}
	if err := s.pool.QueryRow(ctx, `SELECT value FROM meta WHERE name = 'epoch'`).Scan(&s.epoch); err != nil {
		return nil, fmt.Errorf("read the epoch: %w", err)
	}
	if s.jobs, err = newInserter(s); err != nil {
		return nil, err
	}
	s.nudger = newNudger(context.WithoutCancel(ctx), s)
	return s, nil
}

// nameOf names a database for people.
func nameOf(c *pgx.ConnConfig) string {
	return "PostgreSQL " + net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database
}

func schemaOf(ctx context.Context, pool *pgxpool.Pool) (string, error) {
	var schema *string
	switch err := pool.QueryRow(ctx, `SELECT current_schema()`).Scan(&schema); {
	case err != nil:
		return "", err
	case schema == nil:
		return "", errors.New("no schema of the search_path exists: create one, or name another in the URL")
	}
	return *schema, nil
}

// Close ends the store, after Run has returned. Nothing that Turn has promised is
// lost; what the outbox has not performed waits for others, or the next start.
func (s *Store) Close() error {
	if s.nudger != nil {
		s.nudger.close()
	}
	if s.pool != nil {
		s.pool.Close()
	}
	return nil
}

// Ping reports whether the database can be read and written.
func (s *Store) Ping(ctx context.Context) error {
	var readOnly bool
	err := s.pool.QueryRow(ctx, `SELECT current_setting('transaction_read_only')::boolean`).Scan(&readOnly)
	switch {
	case err != nil:
		return fmt.Errorf("ping: %w", err)
	case readOnly:
		return errors.New("ping: the database can only be read")
	}
	return nil
}

// clean makes a text one that PostgreSQL can store: it takes neither NUL nor what
// is not UTF-8. What is JSON already needs none of it.
func clean[T ~string](text T) T {
	return T(strings.ReplaceAll(strings.ToValidUTF8(string(text), "\uFFFD"), "\x00", "\uFFFD"))
}

// timeOf reads a time; NULL is none.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

var (
	_ bot.Store  = (*Store)(nil)
	_ bot.Outbox = (*Store)(nil)
	_ bot.Leases = (*Store)(nil)
)
