package postgres

import (
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

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

// scanItem reads an item of a store with an instance id.
func scanItem(row pgx.Row, instance string) (i item, err error) {
	var body []byte
	var ended *time.Time
	a := &i.Of.Address
	if err := row.Scan(&i.id, &i.kind, &body, &i.Status, &i.Reason, &i.Waits, &i.Tries, &i.Saved, &i.Due, &ended, &i.Trace,
		&i.owner, &a.Platform, &a.Space, &a.Channel, &a.Thread, &i.Of.Person); err != nil {
		return i, err
	}
	i.Key = instance + "-" + strconv.FormatInt(i.id, 36)
	i.Saved, i.Due, i.Ended = i.Saved.UTC(), i.Due.UTC(), timeOf(ended)
	i.Decode(body, nil)
	return i, nil
}

// isDue picks the effects of a platform and channel, or of all channels for an
// empty one, that can be performed at a time of the database's: those that nothing
// of their lane comes before. What was never put off is due whatever the clock says:
// it may have been set back.
const isDue = `e.fate = '' AND e.platform = $1 AND ($2 = '' OR e.channel = $2) AND (e.due <= $3 OR e.kind = 'say' AND e.waits = 0)
	AND (e.kind = 'wake' OR NOT EXISTS (SELECT FROM effects f
		WHERE f.conversation = e.conversation AND f.platform = e.platform AND f.channel = e.channel
		AND f.fate = '' AND f.kind = 'say' AND f.id < e.id))`
