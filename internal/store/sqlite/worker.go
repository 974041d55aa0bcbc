package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// errorWait is how long a lane waits that could not be read.
const errorWait = time.Second

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
		i, err = scanItem(o.store.read.row(ctx, selectItem+` WHERE e.id = ? AND e.fate = ''`, id), o.store.instance)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return i, false, nil
	case err != nil:
		return i, false, fmt.Errorf("read the next effect: %w", err)
	}
	return i, true, nil
}
