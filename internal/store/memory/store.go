package memory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Options are what a store needs to know. The zero value is ready to use.
type Options struct {
	// Now is the wall clock: timers are due by it. nil is the system's.
	Now func() time.Time
	// Steady is a clock that nobody sets, which waits and leases are measured by. nil is
	// the system's.
	Steady func() time.Time
	// Workers is how many effects of a platform are performed at a time, where that is not
	// to be store.MaxPerPlatform.
	Workers map[bot.Platform]int
}

// Store is a store.Store on a [Database]. It is safe for concurrent use.
type Store struct {
	db          *Database
	now, steady func() time.Time
	limits      map[bot.Platform]int
	// closed tells that Close was called, and serving is what Run serves, nil without one.
	// The database's mutex guards both, and working and workingAt, which count the
	// effects that this store performs, and handed, those that it has handed over.
	closed    bool
	serving   []bot.Address
	working   map[bot.Platform]int
	workingAt map[place]int
	handed    map[*effect]struct{}
}

// Open opens a database; nil is a new one.
func Open(db *Database, o Options) *Store {
	if db == nil {
		db = NewDatabase()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Steady == nil {
		o.Steady = time.Now
	}
	return &Store{
		db: db, now: o.Now, steady: o.Steady, limits: o.Workers,
		working: make(map[bot.Platform]int), workingAt: make(map[place]int),
		handed: make(map[*effect]struct{}),
	}
}

var errClosed = errors.New("the store is closed")

// lock locks the database until unlock. It fails if ctx has ended or the store is closed.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	s.db.mu.Lock()
	if err = ctx.Err(); err == nil && s.closed {
		err = errClosed
	}
	if err != nil {
		s.db.mu.Unlock()
		return nil, fmt.Errorf("memory: %w", err)
	}
	return s.db.mu.Unlock, nil
}

// Ping fails after Close.
func (s *Store) Ping(ctx context.Context) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	unlock()
	return nil
}

// Close ends the store. The database stays.
func (s *Store) Close() error {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	s.closed = true
	for e := range s.handed {
		e.begun = false
	}
	clear(s.handed)
	if s.db.server == s {
		s.db.server = nil
	}
	s.db.announce()
	return nil
}

// LockExclusive makes this store the only one that serves from the database, until Close.
func (s *Store) LockExclusive() error {
	unlock, err := s.lock(context.Background())
	if err != nil {
		return err
	}
	defer unlock()
	if s.db.server != nil && s.db.server != s {
		return &store.BusyError{What: "another store serves from this database", Fix: "close that one first"}
	}
	s.db.server = s
	return nil
}

// Counts tells how much the database holds.
func (s *Store) Counts(ctx context.Context) (c store.Counts, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return c, err
	}
	defer unlock()
	c.Conversations = len(s.db.conversations)
	for _, k := range s.db.cases {
		switch k.State {
		case bot.CaseQueued:
			c.Queued++
			if c.QueuedSince.IsZero() || k.QueuedAt.Before(c.QueuedSince) {
				c.QueuedSince = k.QueuedAt
			}
		case bot.CaseClaimed:
			c.Claimed++
		case bot.CaseSnoozed:
			c.Snoozed++
		case bot.CaseClosed:
		}
	}
	for _, e := range s.db.effects {
		switch {
		case e.status == "" && !e.timer:
			c.Waiting++
		case e.status == bot.Failed:
			c.Failed++
		}
	}
	return c, nil
}

var (
	_ store.Exclusive    = (*Store)(nil)
	_ port.HandoverStore = (*Store)(nil)
)
