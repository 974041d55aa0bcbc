package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"aktivering/bot"
)

// How the outbox works.
const (
	// mostAtOnce is how many lanes of a platform are worked on at a time, and
	// mostTimers how many timers.
	mostAtOnce = 64
	mostTimers = 16
	// taskTimeout is how long one task may take, and graceful how long those under
	// way may go on when Run is to end.
	taskTimeout = 10 * time.Second
	graceful    = 3 * time.Second
	// A job ends after mostTasks, or when it has worked for mostWork, so that
	// others have their turn. Its last task and the record of it may take some
	// more time, but no longer than jobTimeout; only after that, when its process
	// must be dead, the job is given to another one.
	mostTasks   = 100
	mostWork    = 4 * time.Second
	jobTimeout  = 15 * time.Second
	rescueAfter = 20 * time.Second
	// pollEvery is how often queues are searched for what nobody told of, and
	// pollTimers the same for timers, which are told of.
	pollEvery  = time.Second
	pollTimers = 3 * time.Second
	// fetchEvery is how long queues rest at least between two searches.
	fetchEvery = 10 * time.Millisecond
	// mendEvery is how often jobs are made that are missing.
	mendEvery = time.Minute
	// keepCompleted is how long River keeps jobs that are done.
	keepCompleted = 5 * time.Minute
)

// serving is what one Run serves.
type serving struct {
	mu sync.Mutex
	at []bot.Address // nil without a Run
	// news is signalled when a bound platform may have something to do.
	news chan struct{}
}

func newServing() serving { return serving{news: make(chan struct{}, 1)} }

func (s *serving) poke() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

func (s *serving) begin(at []bot.Address) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at != nil {
		return errors.New("postgres: the outbox runs already")
	}
	s.at = append(make([]bot.Address, 0, len(at)), at...)
	return nil
}

func (s *serving) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = nil
}

// places returns what is served; it is false without a Run.
func (s *serving) places() ([]bot.Address, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at, s.at != nil
}

// Run performs what p serves, as bot.Outbox says: whole platforms through River,
// and channels of bound platforms by itself.
func (s *Store) Run(ctx context.Context, p bot.Performer) error {
	whole, bound, err := s.split(p.Serves())
	if err != nil {
		return err
	}
	if err := s.serving.begin(p.Serves()); err != nil {
		return err
	}
	defer s.serving.end()
	var all sync.WaitGroup
	defer all.Wait()
	if len(whole) > 0 {
		client, err := s.newWorker(p, whole, ctx.Done())
		if err != nil {
			return err
		}
		// River stops when ctx ends, and leaves its jobs their time.
		if err := client.Start(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("postgres: start the job queue: %w", err)
		}
		all.Go(func() { <-client.Stopped() })
		all.Go(func() { s.keepMending(ctx, whole) })
	}
	if len(bound) > 0 {
		all.Go(func() { s.serveBound(ctx, p, bound) })
	}
	<-ctx.Done()
	return nil
}

// split tells whole platforms from channels of bound ones.
func (s *Store) split(places []bot.Address) (whole []bot.Platform, bound []bot.Address, err error) {
	for _, at := range places {
		switch alone := at.Channel != ""; {
		case alone != s.isBound(at.Platform):
			return nil, nil, fmt.Errorf("postgres: %s is served as a whole or by channel, and the options say the opposite", at.Platform)
		case alone:
			bound = append(bound, bot.Address{Platform: at.Platform, Channel: clean(at.Channel)})
		default:
			whole = append(whole, at.Platform)
		}
	}
	return whole, bound, nil
}

// newWorker returns a client that does the jobs of platforms, and begins no new
// task when ending is closed.
func (s *Store) newWorker(p bot.Performer, platforms []bot.Platform, ending <-chan struct{}) (*river.Client[pgx.Tx], error) {
	queues := make(map[string]river.QueueConfig)
	for _, platform := range platforms {
		l := lane{Platform: platform}
		queues[deliver{l}.InsertOpts().Queue] = river.QueueConfig{MaxWorkers: mostAtOnce}
		queues[wake{l}.InsertOpts().Queue] = river.QueueConfig{MaxWorkers: mostTimers, FetchPollInterval: pollTimers}
	}
	workers := river.NewWorkers()
	if err := errors.Join(
		river.AddWorkerSafely(workers, &worker[deliver]{store: s, performer: p, ending: ending}),
		river.AddWorkerSafely(workers, &worker[wake]{store: s, performer: p, ending: ending}),
	); err != nil {
		return nil, fmt.Errorf("postgres: the job queue: %w", err)
	}
	client, err := river.NewClient(s.driver, &river.Config{
		ID:                          "aktivering-" + rand.Text(),
		Logger:                      riverLogger(s.log),
		ErrorHandler:                faults{s.log},
		Schema:                      s.schema,
		Queues:                      queues,
		Workers:                     workers,
		FetchCooldown:               fetchEvery,
		FetchPollInterval:           pollEvery,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		SoftStopTimeout:             graceful,
		CompletedJobRetentionPeriod: keepCompleted,
	})
	if err != nil {
		return nil, fmt.Errorf("postgres: the job queue: %w", err)
	}
	return client, nil
}

// drainEvery is how often Drain looks.
const drainEvery = 20 * time.Millisecond

// Drain waits until nothing that Run serves is due. A task under way is due until
// its outcome is recorded.
func (s *Store) Drain(ctx context.Context) error {
	tick := time.NewTicker(drainEvery)
	defer tick.Stop()
	for {
		due, err := s.anyDue(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return fmt.Errorf("postgres: %w", err)
		case !due:
			return nil
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// anyDue reports whether something that Run serves is due; without Run something
// may be.
func (s *Store) anyDue(ctx context.Context) (bool, error) {
	places, running := s.serving.places()
	if !running {
		return true, nil
	}
	for _, at := range places {
		var due bool
		err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM effects e WHERE `+isDue+`)`,
			at.Platform, clean(at.Channel), s.now()).Scan(&due)
		if err != nil || due {
			return due, err
		}
	}
	return false, nil
}

// isDue picks the effects of a platform and channel, or of all channels for an
// empty one, that can be performed at a time: those that nothing of their lane
// comes before.
const isDue = `e.fate = '' AND e.platform = $1 AND ($2 = '' OR e.channel = $2) AND e.due <= $3
	AND (e.kind = 'wake' OR NOT EXISTS (SELECT FROM effects f
		WHERE f.conversation = e.conversation AND f.platform = e.platform AND ($2 = '' OR f.channel = $2)
		AND f.fate = '' AND f.kind = 'say' AND f.id < e.id))`
