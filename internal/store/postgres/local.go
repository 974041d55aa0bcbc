package postgres

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// maxFound is how many effects of a channel one search finds.
const maxFound = 64

// localWorker performs the effects of channels that only this process reaches. It needs no
// queue: no other process takes these effects, and their table tells which ones wait.
type localWorker struct {
	store     *Store
	performer port.Performer
	// tasks is the context of tasks.
	tasks context.Context
	under sync.WaitGroup

	mu     sync.Mutex
	active map[int64]bool // by the effect's id
}

// serveLocal performs the effects of local places until ctx ends.
func (s *Store) serveLocal(ctx context.Context, p port.Performer, places []bot.Address) {
	// Tasks under way outlive ctx by a moment.
	tasks, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	l := &localWorker{store: s, performer: p, tasks: tasks, active: make(map[int64]bool)}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		for _, at := range places {
			if err := withTimeout(ctx, writeTimeout, func(ctx context.Context) error { return l.search(ctx, at) }); err != nil && ctx.Err() == nil {
				s.log.Error().Ctx(ctx).Err(err).Str("platform", string(at.Platform)).Msg("cannot search for due effects")
			}
		}
		select {
		case <-ctx.Done():
		case <-s.serving.news:
		case <-tick.C:
		}
	}
	patience := time.AfterFunc(store.StopTimeout, stop)
	defer patience.Stop()
	l.under.Wait()
}

// search begins each task that is due at a place and not under way.
func (l *localWorker) search(ctx context.Context, at bot.Address) error {
	// A task that ends during the search may still be found, and is over.
	under := l.underway()
	rows, err := l.store.pool.Query(ctx, selectTask+` WHERE `+isDue+` ORDER BY e.id LIMIT $4`,
		at.Platform, at.Channel, l.store.clock.Now(), maxFound)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (item, error) { return scanItem(row, l.store.instance) })
	if err != nil {
		return err
	}
	for _, i := range found {
		if !under[i.id] {
			l.begin(i)
		}
	}
	return nil
}

func (l *localWorker) underway() map[int64]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.active)
}

func (l *localWorker) begin(i item) {
	l.mu.Lock()
	l.active[i.id] = true
	l.mu.Unlock()
	l.under.Go(func() {
		defer func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			delete(l.active, i.id)
		}()
		if e := l.do(&i); e != nil {
			time.AfterFunc(e.outcome.After, l.store.serving.signal)
		}
	})
}

// do performs an effect and records how it ended, or records how it ended before.
func (l *localWorker) do(i *item) *ending {
	s := l.store
	e, ok := s.ledger.take(i.id)
	if !ok {
		return nil
	}
	recorded := false
	defer func() { s.ledger.leave(i.id, recorded) }()
	if e == nil {
		e = s.perform(l.tasks, l.performer, i)
		s.ledger.end(i.id, e)
	}
	err := s.record(l.tasks, i.Key, func(ctx context.Context) error { return s.settle(ctx, e) })
	recorded = err == nil
	return e
}

// settle records how a task ended, also if Run is about to end.
func (s *Store) settle(ctx context.Context, e *ending) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	sql, args := e.statement()
	if _, err := s.pool.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("record how an effect ended: %w", err)
	}
	return nil
}
