package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// How the outbox works.
const (
	// maxTimers is how many timers of a platform are worked on at a time.
	maxTimers = 16
	// pollEvery is how often queues are searched for jobs that no notification told of,
	// and pollTimers the same for timers.
	pollEvery  = time.Second
	pollTimers = 3 * time.Second
	// pollOlder is how often the queues of earlier versions are searched, and
	// olderWorkers how many of their jobs are split at a time.
	pollOlder    = 10 * time.Second
	olderWorkers = 2
	// River is started again after minRestart, and after maxRestart at most.
	minRestart = 500 * time.Millisecond
	maxRestart = 10 * time.Second
	// fetchEvery is the shortest time between two searches of a queue.
	fetchEvery = 10 * time.Millisecond
	// keepCompleted is how long River keeps jobs that are done.
	keepCompleted = 5 * time.Minute
)

// Run performs what p serves, as port.Outbox says: whole platforms through River,
// and channels of local platforms by itself.
func (s *Store) Run(ctx context.Context, p port.Performer) error {
	whole, local, err := s.split(p.Serves())
	if err != nil {
		return err
	}
	if err := s.serving.begin(p.Serves(), len(whole) > 0); err != nil {
		return err
	}
	defer s.serving.end()
	var all sync.WaitGroup
	defer all.Wait()
	if len(whole) > 0 {
		if _, err := s.newWorker(new(working), whole); err != nil { // whatever the database does
			return err
		}
		d, stop := s.newSender(ctx, p, whole)
		all.Go(func() { s.serveQueues(ctx, d, whole) })
		all.Go(func() {
			<-ctx.Done()
			stop()
		})
	}
	if len(local) > 0 {
		all.Go(func() { s.serveLocal(ctx, p, local) })
	}
	<-ctx.Done()
	return nil
}

// serveQueues lets River work on the queues of platforms until ctx ends, and starts it again
// when the database or River fails.
func (s *Store) serveQueues(ctx context.Context, d *sender, platforms []bot.Platform) {
	var queues []string
	for _, platform := range platforms {
		queues = append(queues, queuesOf(platform)...)
	}
	k := newKeeper(s, queues)
	var others sync.WaitGroup
	defer others.Wait()
	// The heartbeat continues until the last task has ended, and outcomes are recorded for as
	// long as tasks may go on.
	heartbeats, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	recording, give := context.WithCancel(heartbeats)
	defer give()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(store.StopTimeout, give) })()
	if !s.retryUntilDone(ctx, "start the outbox", k.heartbeat) {
		return
	}
	others.Go(func() { k.run(heartbeats) })
	others.Go(func() { s.keepReconciling(ctx, platforms) })
	s.retryUntilDone(ctx, "start the job queue", func(ctx context.Context) error {
		if err := k.reclaim(ctx); err != nil {
			return err
		}
		client, err := s.newWorker(&working{store: s, keeper: k, sender: d, recording: recording}, platforms)
		if err != nil {
			return err
		}
		// River stops when ctx ends, and leaves its jobs their time.
		if err := client.Start(ctx); err != nil {
			return err
		}
		s.serving.started(true)
		defer s.serving.started(false)
		<-client.Stopped()
		if ctx.Err() == nil {
			return errors.New("it has stopped by itself")
		}
		return nil
	})
}

// retryUntilDone calls do until it succeeds; it returns false if ctx ends before.
func (s *Store) retryUntilDone(ctx context.Context, what string, do func(context.Context) error) bool {
	for wait := minRestart; ; wait = min(2*wait, maxRestart) {
		err := do(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err() == nil
		}
		s.log.Error().Ctx(ctx).Err(err).Dur("again_in", wait).Msg(what)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
	}
}

// split separates whole platforms from channels of local ones.
func (s *Store) split(places []bot.Address) (whole []bot.Platform, local []bot.Address, err error) {
	for _, at := range places {
		switch alone := at.Channel != ""; {
		case alone != s.isLocal(at.Platform):
			return nil, nil, fmt.Errorf("postgres: %s is served as a whole or by channel, and the options say the opposite", at.Platform)
		case alone:
			local = append(local, bot.Address{Platform: at.Platform, Channel: storable(at.Channel)})
		default:
			whole = append(whole, at.Platform)
		}
	}
	return whole, local, nil
}

// newWorker returns a River client that works on the jobs of platforms.
func (s *Store) newWorker(w *working, platforms []bot.Platform) (*river.Client[pgx.Tx], error) {
	queues := make(map[string]river.QueueConfig)
	for _, platform := range platforms {
		l := lane{Platform: platform}
		queues[deliver{l}.InsertOpts().Queue] = river.QueueConfig{MaxWorkers: s.atOnce(platform)}
		queues[wake{l}.InsertOpts().Queue] = river.QueueConfig{MaxWorkers: maxTimers, FetchPollInterval: pollTimers}
		queues[olderQueue(platform)] = river.QueueConfig{MaxWorkers: olderWorkers, FetchPollInterval: pollOlder}
	}
	workers := river.NewWorkers()
	if err := errors.Join(
		river.AddWorkerSafely(workers, &worker[deliver]{working: w}),
		river.AddWorkerSafely(workers, &worker[wake]{working: w}),
	); err != nil {
		return nil, fmt.Errorf("postgres: the job queue: %w", err)
	}
	client, err := river.NewClient(boundedDriver{s.driver}, &river.Config{
		ID:                          s.id,
		Logger:                      riverLogger(s.log),
		ErrorHandler:                errorHandler{s.log},
		Schema:                      s.schema,
		Queues:                      queues,
		Workers:                     workers,
		FetchCooldown:               fetchEvery,
		FetchPollInterval:           pollEvery,
		JobTimeout:                  -1, // none, so that River takes no job from a process; the keeper does
		SoftStopTimeout:             store.StopTimeout,
		CompletedJobRetentionPeriod: keepCompleted,
		// What wakes a job is compared with the database's clock.
		Test: river.TestConfig{Time: &s.clock},
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
		var due bool
		err := withTimeout(ctx, writeTimeout, func(ctx context.Context) (err error) {
			due, err = s.anyDue(ctx)
			return err
		})
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
	if !running || s.handovers.any() {
		return true, nil
	}
	for _, at := range places {
		var due bool
		err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM effects e WHERE `+isDue+`)`,
			at.Platform, storable(at.Channel), s.clock.Now()).Scan(&due)
		if err != nil || due {
			return due, err
		}
	}
	return false, nil
}

// OldestDue returns for how long the oldest effect is due, as store.Store says: by the
// database's clock, and 0 without a Run. It fails while Run could not start its work.
func (s *Store) OldestDue(ctx context.Context) (oldest time.Duration, err error) {
	if s.serving.down() {
		return 0, errDown
	}
	oldest = s.handovers.oldest()
	places, _ := s.serving.places()
	for _, at := range places {
		var due *time.Time
		err := s.pool.QueryRow(ctx, `SELECT min(e.due) FROM effects e WHERE `+isDue, at.Platform, storable(at.Channel), s.clock.Now()).Scan(&due)
		if err != nil {
			return 0, fmt.Errorf("look for the oldest reply: %w", err)
		}
		if due != nil {
			oldest = max(oldest, s.clock.Now().Sub(*due))
		}
	}
	return oldest, nil
}

var errDown = errors.New("the outbox has not started: the database does not let it")
