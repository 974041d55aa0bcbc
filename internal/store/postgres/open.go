package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"aktivering/internal/store"
)

// Open opens a database and brings its schema up to date. It fails with a
// store.NewerError for a database of a later version. No error of the store holds
// the URL's password.
func Open(ctx context.Context, url string, o Options) (_ *Store, err error) {
	config, err := poolConfig(url)
	if err != nil {
		return nil, err
	}
	name := nameOf(config.ConnConfig)
	recent, err := newRecent()
	if err != nil {
		return nil, err
	}

	s := &Store{
		id: "aktivering-" + rand.Text(), now: o.Now, log: o.Log, local: o.Local, workers: o.Workers,
		ledger: newLedger(), places: newPlaces(), serving: newServing(), recent: recent,
		pinging: make(chan struct{}, 1), pace: usualPace(),
	}
	s.groups = newGroups(&s.handovers, s.together)
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
	s.notifier = newNotifier(context.WithoutCancel(ctx), s.driver, s.schema, s.log)
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
