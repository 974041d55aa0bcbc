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

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
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

func (l lane) of() lane { return l }

// How long jobs wait for others.
const (
	// busyPause is for an effect that this process performs already, and olderPause for a
	// process of an earlier version that works on the conversation.
	busyPause  = time.Second
	olderPause = 2 * time.Second
	// lostPause is the time between two checks of whether another process has ended a job.
	lostPause = 2 * time.Second
)

// errLost means that another process took a job over because this one seemed to be dead.
var errLost = errors.New("the job was taken over")

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

// perform performs an effect.
func (s *Store) perform(ctx context.Context, p port.Performer, i *item) *ending {
	out := i.Unreadable()
	if out.Status == "" {
		out = store.Perform(ctx, p, i.task(s.now()))
	}
	return &ending{id: i.id, waits: i.Waits, outcome: out, at: s.now(), due: s.clock.Now().Add(out.After)}
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
	err := s.within(ctx, func(t tx) error {
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

// head is the query for the first effect of a lane that waits.
func (l lane) head() (sql string, args []any) {
	if l.Timer != 0 {
		return selectTask + ` WHERE e.id = $1 AND e.fate = ''`, []any{l.Timer}
	}
	return selectTask + ` WHERE e.conversation = $1 AND e.platform = $2 AND e.channel = $3 AND e.fate = '' AND e.kind = 'say' ORDER BY e.id LIMIT 1`,
		[]any{l.Conversation, l.Platform, l.Channel}
}

func (s *Store) scanHead(row pgx.Row) (*item, error) {
	i, err := s.scanItem(row)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &i, err
}

// item is an effect as it stands in the database, with its owner.
type item struct {
	store.Item
	id    int64
	kind  string
	owner bot.Owner
	// Of one that is handed over: its lane, how it ended where that is known, and what is called when
	// that is recorded, or can not be.
	lane     lane
	ended    *ending
	recorded func(ok bool)
}

// task is the effect as it is given to a performer at a time.
func (i *item) task(now time.Time) port.Task {
	// The database's time is known to about a millisecond: a timer must not fire before its
	// time.
	if wake, ok := i.Effect.(bot.SetTimer); ok && now.Before(wake.At) && wake.At.Sub(now) < time.Second {
		now = wake.At
	}
	return i.Task(i.owner, now)
}

// wait returns how long an effect is not due yet, at a time of the database's. An effect that
// was never put off is due whatever the clock says: it may have been set back.
func (i *item) wait(now time.Time) time.Duration {
	if i.kind == kindSay && i.Waits == 0 {
		return 0
	}
	return i.Due.Sub(now)
}

// selectTask reads items, with scanItem.
const selectTask = `SELECT e.id, e.kind, e.body, e.fate, e.reason, e.waits, e.tries, e.saved, e.due, e.ended, coalesce(e.trace, ''),
	c.owner, c.platform, c.space, c.channel, c.thread, c.person
	FROM effects e JOIN conversations c ON c.id = e.conversation`

func (s *Store) scanItem(row pgx.Row) (i item, err error) {
	var body []byte
	var ended *time.Time
	a := &i.Of.Address
	if err := row.Scan(&i.id, &i.kind, &body, &i.Status, &i.Reason, &i.Waits, &i.Tries, &i.Saved, &i.Due, &ended, &i.Trace,
		&i.owner, &a.Platform, &a.Space, &a.Channel, &a.Thread, &i.Of.Person); err != nil {
		return i, err
	}
	i.Key = s.instance + "-" + strconv.FormatInt(i.id, 36)
	i.Saved, i.Due, i.Ended = i.Saved.UTC(), i.Due.UTC(), timeOf(ended)
	i.Decode(body, nil)
	return i, nil
}
