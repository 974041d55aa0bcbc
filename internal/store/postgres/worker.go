package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

// worker works on River's jobs of one kind: it performs what waits in their lanes.
type worker[A laneArgs] struct {
	river.WorkerDefaults[A]
	*working
}

// working is what the workers of one Run share.
type working struct {
	store  *Store
	keeper *keeper
	// sender tells when no new task is to begin, and shares its room with the workers.
	*sender
	// When recording ends, outcomes that could not be recorded stay in the ledger.
	recording context.Context //nolint:containedctx // River gives each job one of its own, which may end before
}

// laneArgs are the arguments of a job.
type laneArgs interface {
	river.JobArgs
	of() lane
}

// A job ends after maxTasks, or after maxWork, so that others have their turn.
// Nothing else limits it: while the outcome of a task cannot be recorded, the job
// continues, and nobody else may have it; see keeper.
const (
	maxTasks = 100
	maxWork  = 4 * time.Second
)

// How long jobs wait for others.
const (
	// olderPause is for a process of an earlier version that works on the conversation.
	olderPause = 2 * time.Second
	// lostPause is the time between two checks of whether another process has ended a job.
	lostPause = 2 * time.Second
)

// run is a job that is worked on.
type run struct {
	lane
	id       int64
	process  string
	complete func(context.Context, pgx.Tx) error
	began    time.Time
	tasks    int
}

// NextRetry returns when a job is tried again that failed without an outcome.
func (w *worker[A]) NextRetry(job *river.Job[A]) time.Time {
	return w.store.clock.Now().Add(min(time.Second<<min(len(job.Errors), 6), w.store.pace.reconcile))
}

// Work performs what waits in a lane, until it is empty or has to rest, or until
// others should have their turn.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) (err error) {
	s := w.store
	panicked := true
	done := s.ledger.work(job.ID)
	defer func() { done(panicked || err != nil) }()
	err = w.work(ctx, job)
	panicked = false
	return err
}

func (w *worker[A]) work(ctx context.Context, job *river.Job[A]) error {
	s := w.store
	r := &run{lane: job.Args.of(), id: job.ID, process: s.id, began: time.Now(), complete: func(ctx context.Context, t pgx.Tx) error {
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, t, job)
		if errors.Is(err, rivertype.ErrNotFound) { // somebody has removed it
			return nil
		}
		return err
	}}
	if r.Timer == 0 {
		if job.Queue == olderQueue(r.Platform) {
			return s.splitOlder(ctx, r)
		}
		leave, later := s.places.enter(r.place())
		if leave == nil {
			return river.JobSnooze(later)
		}
		defer leave()
		leave, ok := w.enter(ctx, r.Platform)
		if !ok {
			return river.JobSnooze(busyPause)
		}
		defer leave()
	}
	i, err := s.head(ctx, r)
	if err == nil && i == nil {
		i, err = s.advance(ctx, r, nil)
	}
	for err == nil && i != nil {
		i, err = w.do(ctx, r, i)
	}
	if errors.Is(err, errLost) {
		s.log.Warn().Ctx(ctx).Int64("job", r.id).Msg("a job was taken over by another process")
		return s.awaitOther(ctx, r)
	}
	return err
}

// do performs an effect and records how it ended, or only records that if it was performed
// before. It returns the next effect.
func (w *worker[A]) do(ctx context.Context, r *run, i *item) (next *item, err error) {
	s := w.store
	if i.Reason == reasonHanded && s.handovers.awaitEnd(ctx, i, busyPause) {
		return s.head(ctx, r)
	}
	ended, ok := s.ledger.take(i.id)
	if !ok {
		return nil, river.JobSnooze(busyPause)
	}
	recorded := false
	defer func() { s.ledger.leave(i.id, recorded) }()
	if ended == nil {
		if pause, ok := w.pause(ctx, r, i); ok {
			return nil, river.JobSnooze(pause)
		}
		if !w.keeper.trusted() {
			return s.regain(ctx, w.keeper, r)
		}
		r.tasks++
		ended = s.perform(ctx, w.performer, i)
		s.ledger.end(i.id, ended)
	}
	// River ends ctx as soon as one of its own parts fails.
	recording, give := context.WithCancel(context.WithoutCancel(ctx))
	defer give()
	defer context.AfterFunc(w.recording, give)() //nolint:contextcheck // its end counts, and ctx has the values
	err = s.record(recording, i.Key, func(ctx context.Context) (err error) {
		next, err = s.advance(ctx, r, ended)
		return err
	})
	recorded = err == nil || errors.Is(err, errLost)
	return next, err
}

// pause reports whether the lane has to wait, and for how long, or let others have their
// turn.
func (w *worker[A]) pause(ctx context.Context, r *run, i *item) (time.Duration, bool) {
	if wait := i.wait(w.store.clock.Now()); wait > 0 {
		if i.Reason == reasonHanded { // it is mostly over long before
			wait = min(wait, busyPause)
		}
		return wait, true
	}
	return 0, w.ends() || ctx.Err() != nil || r.tasks >= maxTasks || time.Since(r.began) > maxWork
}

// regain waits until others know that this process lives, and reads the lane again.
func (s *Store) regain(ctx context.Context, k *keeper, r *run) (*item, error) {
	for !k.trusted() {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lostPause):
		}
	}
	return s.head(ctx, r)
}

// awaitOther waits until a job that was taken over is not running any more. Otherwise River
// would record how this run ended as the end of the other process's run.
func (s *Store) awaitOther(ctx context.Context, r *run) error {
	for {
		running, err := s.runs(ctx, r.id)
		if err == nil && !running {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lostPause):
		}
	}
}

// runs reports whether a job is running.
func (s *Store) runs(ctx context.Context, job int64) (running bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM river_job WHERE id = $1 AND state = 'running')`, job).Scan(&running)
	return running, err
}

// ends reports whether Run is about to end.
func (w *working) ends() bool {
	return w.ending.Err() != nil
}

// isMine selects whether a job is worked on by a process, or has been removed.
const isMine = `SELECT coalesce((SELECT state = 'running' AND attempted_by[cardinality(attempted_by)] = $2 FROM river_job WHERE id = $1), true)`

// advance records how the last task of a lane ended, if there was one, and returns the next
// effect that waits. If there is none, it completes the lane's job. The next task begins only
// afterwards, so that a crash repeats at most one task.
//
// It is one transaction that locks the conversation: a turn that adds an effect is either seen
// here, or comes after the job was completed and inserts a new one. Without the lock, the turn
// could find the job still running and insert none, when the job no longer looks for effects.
func (s *Store) advance(ctx context.Context, r *run, e *ending) (*item, error) {
	// An outcome is recorded even if Run is about to end.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	var next *item
	var mine bool
	err := s.pool.within(ctx, func(t tx) error {
		var batch pgx.Batch
		batch.Queue(begin)
		batch.Queue(`SELECT FROM conversations WHERE id = $1 FOR UPDATE`, r.Conversation)
		if e != nil {
			sql, args := e.statement()
			batch.Queue(sql, args...)
		}
		batch.Queue(isMine, r.id, r.process).QueryRow(func(row pgx.Row) error { return row.Scan(&mine) })
		sql, args := r.head()
		batch.Queue(sql, args...).QueryRow(func(row pgx.Row) (err error) {
			next, err = s.scanHead(row)
			return err
		})
		if err := t.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		if next == nil && mine {
			if err := r.complete(ctx, t); err != nil {
				return fmt.Errorf("complete the job: %w", err)
			}
		}
		return t.Commit(ctx)
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("record how an effect ended: %w", err)
	case !mine:
		return nil, errLost
	}
	return next, nil
}

// head reads the first effect of a lane that waits; nil is none.
func (s *Store) head(ctx context.Context, r *run) (i *item, err error) {
	var mine, older bool
	var batch pgx.Batch
	batch.Queue(isMine, r.id, r.process).QueryRow(func(row pgx.Row) error { return row.Scan(&mine) })
	if r.Timer == 0 {
		batch.Queue(`SELECT EXISTS (SELECT FROM river_job WHERE state = 'running' AND queue = $1 AND args->>'conversation' = $2)`,
			olderQueue(r.Platform), strconv.FormatInt(r.Conversation, 10)).QueryRow(func(row pgx.Row) error { return row.Scan(&older) })
	}
	sql, args := r.head()
	batch.Queue(sql, args...).QueryRow(func(row pgx.Row) (err error) {
		i, err = s.scanHead(row)
		return err
	})
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	switch err := s.pool.batch(ctx, &batch); {
	case err != nil:
		return nil, fmt.Errorf("read the next effect: %w", err)
	case !mine:
		return nil, errLost
	case older:
		return nil, river.JobSnooze(olderPause)
	}
	return i, nil
}

func (s *Store) scanHead(row pgx.Row) (*item, error) {
	i, err := scanItem(row, s.instance)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &i, err
}
