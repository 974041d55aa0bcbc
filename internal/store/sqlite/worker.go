package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// pause tells how a lane continues after a worker has left it. The zero value is that of an
// empty lane.
type pause struct {
	// wait is how long it rests, and of the id of the effect that the rest is for, or 0.
	wait time.Duration
	of   int64
	// closed tells that an outcome of it is not recorded yet, and queued that it still has
	// something to do.
	closed, queued bool
}

// work performs the effects of a lane until it is empty or has to stop. The wait of the effect
// rested is over.
func (o *outbox) work(ctx context.Context, l lane, rested int64, p port.Performer) pause {
	for n := 0; ctx.Err() == nil; n++ {
		if !o.mayContinue(l, n) {
			return pause{queued: true}
		}
		i, ok, err := o.head(ctx, l)
		if err != nil {
			if ctx.Err() == nil {
				o.halt(ctx, err)
			}
			return pause{wait: errorWait}
		}
		if !ok {
			return pause{}
		}
		now := o.store.now()
		if wait := i.waits(now); wait > 0 && i.id != rested {
			return pause{wait: wait, of: i.id}
		}
		out := outcome{item: i, Result: i.Unreadable()}
		if out.Status == "" {
			out.Result = store.Perform(ctx, p, i.Task(i.owner, now))
		}
		out.at = o.store.now()
		if err := o.store.saveOutcome(ctx, out); err != nil {
			o.keepOutcome(l, out)
			o.halt(ctx, err)
			return pause{closed: true}
		}
		if out.Status == bot.Retry {
			return pause{wait: out.After, of: i.id, queued: true}
		}
	}
	return pause{}
}

// item is an effect as it stands in the database.
type item struct {
	store.Item
	id    int64
	owner bot.Owner
	// atOnce tells that it is due whatever the clock says. Otherwise rest is how long it was
	// told to wait, or 0 where it is due by the wall clock.
	atOnce bool
	rest   time.Duration
}

// waits returns how long it still has to wait. A clock that was set back does not make a rest
// longer.
func (i *item) waits(now time.Time) time.Duration {
	wait := i.Due.Sub(now)
	switch {
	case i.atOnce:
		return 0
	case i.rest > 0:
		return min(wait, i.rest)
	}
	return wait
}

// newItem returns an effect as it stands in the database just after it was saved.
func (s *Store) newItem(id int64, of bot.Ref, owner bot.Owner, effect bot.Effect, saved int64, trace port.Trace) item {
	at := time.UnixMicro(saved).UTC()
	return item{id: id, owner: owner, atOnce: true, Item: store.Item{Key: s.key(id), Of: of, Effect: effect, Saved: at, Due: at, Trace: trace}}
}

// key returns the key of an effect.
func (s *Store) key(id int64) string { return s.instance + "-" + strconv.FormatInt(id, 36) }

// selectItem reads items, with scanItem.
const selectItem = `SELECT e.id, e.body, e.fate, e.reason, e.waits, e.tries, e.saved, e.due, e.rest, e.ended, e.message, coalesce(e.trace, ''),
	c.owner, c.platform, c.space, c.channel, c.thread, c.person, r.said
	FROM effects e JOIN conversations c ON c.id = e.conversation LEFT JOIN replies r ON r.id = e.reply`

func (s *Store) scanItem(r row) (i item, err error) {
	var body, said []byte
	var saved, due, ended sql.NullInt64
	var rest int64
	var message string
	a := &i.Of.Address
	if err := r.Scan(&i.id, &body, &i.Status, &i.Reason, &i.Waits, &i.Tries, &saved, &due, &rest, &ended, &message, &i.Trace,
		&i.owner, &a.Platform, &a.Space, &a.Channel, &a.Thread, &i.Of.Person, &said); err != nil {
		return i, err
	}
	i.Key = s.key(i.id)
	i.Saved, i.Due, i.Ended = timeOf(saved), timeOf(due), timeOf(ended)
	i.rest = time.Duration(rest) * time.Microsecond
	if i.atOnce = due.Int64 == dueAtOnce; i.atOnce {
		i.Due = i.Saved
	}
	i.Decode(body, said)
	return i, nil
}

// head returns the first effect of a lane that waits. Unless the outbox trusts a prefetched
// one, the database tells which one that is, and who owns the conversation.
func (o *outbox) head(ctx context.Context, l lane) (i item, ok bool, err error) {
	if i, ok, trusted := o.trusted(l); trusted {
		return i, ok, nil
	}
	id := l.timer
	if id == 0 {
		var owner bot.Owner
		err = o.store.read.row(ctx, `SELECT e.id, c.owner FROM effects e JOIN conversations c ON c.id = e.conversation
			WHERE e.conversation = ? AND e.platform = ? AND e.channel = ? AND e.fate = '' AND e.kind = 'say' ORDER BY e.id LIMIT 1`,
			l.conversation, l.platform, l.channel).Scan(&id, &owner)
		if err == nil {
			if i, ok = o.takePrefetched(l, id); ok {
				i.owner = owner
				return i, true, nil
			}
		}
	}
	if err == nil {
		i, err = o.store.scanItem(o.store.read.row(ctx, selectItem+` WHERE e.id = ? AND e.fate = ''`, id))
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return i, false, nil
	case err != nil:
		return i, false, fmt.Errorf("read the next effect: %w", err)
	}
	return i, true, nil
}

// Effects lists what is or was to be done, oldest first.
func (s *Store) Effects(ctx context.Context, f store.Filter) ([]store.Item, error) {
	args := make([]any, len(f.Statuses), len(f.Statuses)+1)
	for n, status := range f.Statuses {
		args[n] = status
	}
	limit := f.Limit
	if limit == 0 {
		limit = -1
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(f.Statuses)), ", ")
	var items []store.Item
	err := s.read.each(ctx, func(r row) error {
		i, err := s.scanItem(r)
		items = append(items, i.Item)
		return err
	}, selectItem+` WHERE e.fate IN (`+marks+`) ORDER BY e.id LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list effects: %w", err)
	}
	return items, nil
}

// Retry puts an effect that has failed back in its place, as if it had just been saved. It
// fails with store.ErrNoItem if none has the key.
func (s *Store) Retry(ctx context.Context, key string) error {
	id, ok := strings.CutPrefix(key, s.instance+"-")
	n, err := strconv.ParseInt(id, 36, 64)
	if !ok || err != nil {
		return fmt.Errorf("%s: %w", key, store.ErrNoItem)
	}
	return s.writer.doThen(ctx, func(ctx context.Context, t *statements) error {
		done, err := t.exec(ctx, `UPDATE effects SET fate = '', reason = '', waits = 0, tries = 0, saved = ?, due = ?, rest = 0, ended = NULL
			WHERE id = ? AND fate = 'failed'`, micros(s.now()), dueAtOnce, n)
		switch {
		case err != nil:
			return fmt.Errorf("retry %s: %w", key, err)
		case done.changed == 0:
			return fmt.Errorf("%s: %w", key, store.ErrNoItem)
		}
		return nil
	}, s.outbox.invalidate)
}
