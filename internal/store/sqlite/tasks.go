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
	"aktivering/internal/store"
)

// work performs what a lane holds, until it is empty or has to rest; it returns
// until when.
func (o *outbox) work(ctx context.Context, l lane, p bot.Performer) (until time.Time) {
	for ctx.Err() == nil {
		i, ok, err := o.head(ctx, l)
		if err != nil {
			return o.fault(ctx, l, err)
		}
		now := o.store.now()
		switch {
		case !ok:
			return time.Time{}
		case i.Due.After(now):
			return i.Due
		}
		out := i.Unreadable()
		if out.Fate == "" {
			out = perform(ctx, p, i.task(now))
		}
		if err := o.store.settle(ctx, i, out); err != nil {
			return o.fault(ctx, l, err)
		}
		if out.Fate == bot.Again {
			return now.Add(out.After)
		}
	}
	return time.Time{}
}

// fault tells of a failure of the database; the lane is tried again.
func (o *outbox) fault(ctx context.Context, l lane, err error) time.Time {
	if ctx.Err() == nil {
		o.store.log.Error().Ctx(ctx).Err(err).Str("platform", string(l.platform)).Int64("conversation", l.conversation).Msg("outbox")
	}
	return o.store.now().Add(faultWait)
}

func perform(ctx context.Context, p bot.Performer, t bot.Task) bot.Outcome {
	ctx, cancel := context.WithTimeout(ctx, taskTimeout)
	defer cancel()
	return p.Perform(ctx, t)
}

// item is an effect as it stands in the database.
type item struct {
	store.Item
	id    int64
	owner bot.Owner
}

func (i item) task(now time.Time) bot.Task {
	return bot.Task{Key: i.Key, Of: i.Of, Effect: i.Effect, Owner: i.owner, Waits: i.Waits, Tries: i.Tries, Saved: i.Saved, Now: now}
}

// newItem is an effect as it stands in the database when it has just been saved.
func (s *Store) newItem(id int64, of bot.Ref, owner bot.Owner, effect bot.Effect, saved int64) item {
	at := time.UnixMicro(saved).UTC()
	return item{id: id, owner: owner, Item: store.Item{Key: s.key(id), Of: of, Effect: effect, Saved: at, Due: at}}
}

// key is that of an effect.
func (s *Store) key(id int64) string { return s.epoch + "-" + strconv.FormatInt(id, 36) }

// selectItem reads items, with scanItem.
const selectItem = `SELECT e.id, e.body, e.fate, e.reason, e.waits, e.tries, e.saved, e.due, e.ended, e.message,
	c.owner, c.platform, c.space, c.channel, c.thread, c.person
	FROM effects e JOIN conversations c ON c.id = e.conversation`

func (s *Store) scanItem(r row) (i item, err error) {
	var body []byte
	var saved, due, ended sql.NullInt64
	var message string
	a := &i.Of.Address
	if err := r.Scan(&i.id, &body, &i.Fate, &i.Reason, &i.Waits, &i.Tries, &saved, &due, &ended, &message,
		&i.owner, &a.Platform, &a.Space, &a.Channel, &a.Thread, &i.Of.Person); err != nil {
		return i, err
	}
	i.Key = s.key(i.id)
	i.Saved, i.Due, i.Ended = timeOf(saved), timeOf(due), timeOf(ended)
	i.Decode(body)
	return i, nil
}

// head returns the first effect of a lane that waits. The database tells which one
// that is, and who owns the conversation, unless the outbox is sure of it.
func (o *outbox) head(ctx context.Context, l lane) (i item, ok bool, err error) {
	if i, ok, sure := o.sure(l); sure {
		return i, ok, nil
	}
	id := l.timer
	if id == 0 {
		var owner bot.Owner
		err = o.store.read.row(ctx, `SELECT e.id, c.owner FROM effects e JOIN conversations c ON c.id = e.conversation
			WHERE e.conversation = ? AND e.platform = ? AND e.channel = ? AND e.fate = '' AND e.kind = 'say' ORDER BY e.id LIMIT 1`,
			l.conversation, l.platform, l.channel).Scan(&id, &owner)
		if err == nil {
			if i, ok = o.take(l, id); ok {
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

// settle records how a task ended. It is done before the next task of the lane,
// so that a crash repeats one task at most.
func (s *Store) settle(ctx context.Context, i item, out bot.Outcome) error {
	// What was done is recorded also when the program is to end.
	err := s.writer.do(context.WithoutCancel(ctx), func(ctx context.Context, t *statements) error {
		now := s.now()
		if out.Fate != bot.Again {
			_, err := t.exec(ctx, `UPDATE effects SET fate = ?, reason = ?, message = ?, ended = ? WHERE id = ? AND fate = ''`,
				out.Fate, out.Reason, out.Message, micros(now), i.id)
			return err
		}
		_, err := t.exec(ctx, `UPDATE effects SET due = ?, reason = ?, waits = waits + 1, tries = tries + ? WHERE id = ? AND fate = ''`,
			micros(now.Add(out.After)), out.Reason, out.Counts, i.id)
		return err
	})
	if err != nil {
		return fmt.Errorf("record how an effect ended: %w", err)
	}
	return nil
}

// Effects lists what is or was to be done, oldest first.
func (s *Store) Effects(ctx context.Context, f store.Filter) ([]store.Item, error) {
	args := make([]any, len(f.Fates), len(f.Fates)+1)
	for n, fate := range f.Fates {
		args[n] = fate
	}
	limit := f.Limit
	if limit == 0 {
		limit = -1
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(f.Fates)), ", ")
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

// Retry puts an effect that was given up back in its place, as if it had just
// been saved. It fails with store.ErrNoItem if none has the key.
func (s *Store) Retry(ctx context.Context, key string) error {
	id, ok := strings.CutPrefix(key, s.epoch+"-")
	n, err := strconv.ParseInt(id, 36, 64)
	if !ok || err != nil {
		return fmt.Errorf("%s: %w", key, store.ErrNoItem)
	}
	return s.writer.doThen(ctx, func(ctx context.Context, t *statements) error {
		now := micros(s.now())
		done, err := t.exec(ctx, `UPDATE effects SET fate = '', reason = '', waits = 0, tries = 0, saved = ?, due = ?, ended = NULL
			WHERE id = ? AND fate = 'failed'`, now, now, n)
		switch {
		case err != nil:
			return fmt.Errorf("put %s back: %w", key, err)
		case done.changed == 0:
			return fmt.Errorf("%s: %w", key, store.ErrNoItem)
		}
		return nil
	}, s.outbox.distrust)
}
