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
	"aktivering/internal/store"
)

// worker does River's jobs of a kind: it performs what waits in their lanes.
type worker[A laneArgs] struct {
	river.WorkerDefaults[A]
	store     *Store
	performer bot.Performer
	ending    <-chan struct{}
}

// laneArgs are the arguments of a job.
type laneArgs interface {
	river.JobArgs
	of() lane
}

func (l lane) of() lane { return l }

// NextRetry tells when a job is tried again that failed without an outcome, or
// whose process died.
func (w *worker[A]) NextRetry(job *river.Job[A]) time.Time {
	return time.Now().Add(min(time.Second<<min(len(job.Errors), 6), mendEvery))
}

// Work performs what waits in a lane, until it is empty or has to rest, or until
// others should have their turn.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) error {
	l, began := job.Args.of(), time.Now()
	complete := func(ctx context.Context, t pgx.Tx) error {
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, t, job)
		if errors.Is(err, rivertype.ErrNotFound) { // somebody has removed it
			return nil
		}
		return err
	}
	i, err := w.store.head(ctx, l)
	if err == nil && i == nil {
		i, err = w.store.advance(ctx, l, nil, complete)
	}
	for n := 0; err == nil && i != nil; n++ {
		now := w.store.now()
		switch {
		case i.Due.After(now):
			return river.JobSnooze(i.Due.Sub(now))
		case w.ends() || n == mostTasks || time.Since(began) > mostWork:
			return river.JobSnooze(0)
		}
		out := i.Unreadable()
		if out.Fate == "" {
			out = perform(ctx, w.performer, i.task(now))
		}
		i, err = w.store.advance(ctx, l, &ending{id: i.id, outcome: out, at: w.store.now()}, complete)
	}
	return err
}

// ends reports that Run is to end.
func (w *worker[A]) ends() bool {
	select {
	case <-w.ending:
		return true
	default:
		return false
	}
}

func perform(ctx context.Context, p bot.Performer, t bot.Task) bot.Outcome {
	ctx, cancel := context.WithTimeout(ctx, taskTimeout)
	defer cancel()
	return p.Perform(ctx, t)
}

// ending is how a task ended.
type ending struct {
	id      int64
	outcome bot.Outcome
	at      time.Time
}

// statement records an ending.
func (e *ending) statement() (sql string, args []any) {
	out := e.outcome
	if out.Fate != bot.Again {
		return `UPDATE effects SET fate = $1, reason = $2, message = $3, ended = $4 WHERE id = $5 AND fate = ''`,
			[]any{out.Fate, clean(out.Reason), clean(out.Message), e.at, e.id}
	}
	counts := 0
	if out.Counts {
		counts = 1
	}
	return `UPDATE effects SET due = $1, reason = $2, waits = waits + 1, tries = tries + $3 WHERE id = $4 AND fate = ''`,
		[]any{e.at.Add(out.After), clean(out.Reason), counts, e.id}
}

// advance records how the last task of a lane ended, if there was one, and returns
// the next effect that waits; when there is none, it completes the lane's job.
// That is done before the next task is begun, so that a crash repeats one task at
// most.
//
// It is one transaction, and it has the conversation to itself: a turn that adds
// an effect either is seen here, or comes after the job was completed and then
// inserts a new one. Otherwise it could find the job running still, and leave to
// it what it no longer looks for.
func (s *Store) advance(ctx context.Context, l lane, e *ending, complete func(context.Context, pgx.Tx) error) (*item, error) {
	// An outcome is recorded even if Run is to end.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	var next *item
	err := s.within(ctx, func(t tx) error {
		var batch pgx.Batch
		batch.Queue(begin)
		batch.Queue(`SELECT FROM conversations WHERE id = $1 FOR UPDATE`, l.Conversation)
		if e != nil {
			sql, args := e.statement()
			batch.Queue(sql, args...)
		}
		sql, args := l.head()
		batch.Queue(sql, args...).QueryRow(func(row pgx.Row) (err error) {
			next, err = s.scanHead(row)
			return err
		})
		if err := t.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		if next == nil {
			if err := complete(ctx, t); err != nil {
				return fmt.Errorf("complete the job: %w", err)
			}
		}
		return t.Commit(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("record how an effect ended: %w", err)
	}
	return next, nil
}

// head reads the first effect of a lane that waits; nil is none.
func (s *Store) head(ctx context.Context, l lane) (*item, error) {
	sql, args := l.head()
	i, err := s.scanHead(s.pool.QueryRow(ctx, sql, args...))
	if err != nil {
		return nil, fmt.Errorf("read the next effect: %w", err)
	}
	return i, nil
}

// head is the query for the first effect of a lane that waits.
func (l lane) head() (sql string, args []any) {
	if l.Timer != 0 {
		return selectTask + ` WHERE e.id = $1 AND e.fate = ''`, []any{l.Timer}
	}
	return selectTask + ` WHERE e.conversation = $1 AND e.platform = $2 AND e.fate = '' AND e.kind = 'say' ORDER BY e.id LIMIT 1`,
		[]any{l.Conversation, l.Platform}
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
	owner bot.Owner
}

func (i *item) task(now time.Time) bot.Task {
	return bot.Task{Key: i.Key, Of: i.Of, Effect: i.Effect, Owner: i.owner, Waits: i.Waits, Tries: i.Tries, Saved: i.Saved, Now: now}
}

// selectTask reads items, with scanItem.
const selectTask = `SELECT e.id, e.body, e.fate, e.reason, e.waits, e.tries, e.saved, e.due, e.ended,
	c.owner, c.platform, c.space, c.channel, c.thread, c.person
	FROM effects e JOIN conversations c ON c.id = e.conversation`

func (s *Store) scanItem(row pgx.Row) (i item, err error) {
	var body []byte
	var ended *time.Time
	a := &i.Of.Address
	if err := row.Scan(&i.id, &body, &i.Fate, &i.Reason, &i.Waits, &i.Tries, &i.Saved, &i.Due, &ended,
		&i.owner, &a.Platform, &a.Space, &a.Channel, &a.Thread, &i.Of.Person); err != nil {
		return i, err
	}
	i.Key = s.epoch + "-" + strconv.FormatInt(i.id, 36)
	i.Saved, i.Due, i.Ended = i.Saved.UTC(), i.Due.UTC(), timeOf(ended)
	i.Decode(body)
	return i, nil
}
