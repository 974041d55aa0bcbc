// Package postgres is a store in a PostgreSQL database that any number of processes share.
// River's job queue performs the effects.
//
// The files need one another in one direction. pool, tx and codes reach the database; lane, effect,
// item, ending and attempt are what is saved and performed; ledger, places, handovers, serving and
// groups hold what this process has under way. They do not know [Store], which has them all. On it
// stand load and save, and turn and together, which make turns; jobs, worker, local, atonce,
// handover, keeper and reconcile, which perform effects, and outbox, which runs these. open joins
// them.
//
// What belongs here: SQL of PostgreSQL, its connections, River, and how processes share the
// work. Rules that hold for every store are in internal/store.
package postgres

import (
	"context"
	"fmt"
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
	recent    recent
	pace      pace
	// indexing is the work on cases of an earlier version.
	indexing struct {
		sync.WaitGroup
		stop context.CancelFunc
	}
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

var _ store.Store = (*Store)(nil)
