package sqlite

import (
	"context"

	"aktivering/bot"
)

// scan searches the database for due effects. The first scan of a Run also looks for those
// that rest, so that setting the clock does not change how long they do.
func (o *outbox) scan(ctx context.Context) error {
	// Without its file, no outcome could be recorded.
	if err := o.store.health.checkFiles(); err != nil {
		o.halt(ctx, err)
		return nil
	}
	o.mu.Lock()
	first := !o.scanned
	o.mu.Unlock()
	now := micros(o.store.now())
	for _, at := range o.serves {
		if err := o.find(ctx, at.Platform, `due <= ?`, now); err != nil {
			return err
		}
		if !first {
			continue
		}
		if err := o.find(ctx, at.Platform, `rest > 0 AND due > ?`, now); err != nil {
			return err
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.scanned = true
	o.changed.Broadcast()
	return nil
}

// find enqueues the lanes of a platform's effects that meet a condition.
func (o *outbox) find(ctx context.Context, on bot.Platform, condition string, now int64) error {
	var due, id int64
	for more := true; more; {
		var lanes []lane
		err := o.store.read.each(ctx, func(r row) error {
			l := lane{place: place{platform: on}}
			var kind string
			if err := r.Scan(&id, &due, &l.conversation, &kind, &l.channel); err != nil {
				return err
			}
			if kind == kindWake {
				l.timer = id
			}
			lanes = append(lanes, l)
			return nil
		}, `SELECT id, due, conversation, kind, channel FROM effects
			WHERE fate = '' AND platform = ? AND `+condition+` AND (due, id) > (?, ?) ORDER BY due, id LIMIT 500`,
			on, now, due, id)
		if err != nil {
			return err
		}
		o.enqueue(lanes)
		more = len(lanes) > 0
	}
	return nil
}
