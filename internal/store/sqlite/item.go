package sqlite

import (
	"database/sql"
	"strconv"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

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
func newItem(instance string, id int64, of bot.Ref, owner bot.Owner, effect bot.Effect, saved int64, trace port.Trace) item {
	at := time.UnixMicro(saved).UTC()
	return item{id: id, owner: owner, atOnce: true, Item: store.Item{Key: keyOf(instance, id), Of: of, Effect: effect, Saved: at, Due: at, Trace: trace}}
}

// keyOf returns the key of an effect of a store with an instance id.
func keyOf(instance string, id int64) string { return instance + "-" + strconv.FormatInt(id, 36) }

// selectItem reads items, with scanItem.
const selectItem = `SELECT e.id, e.body, e.fate, e.reason, e.waits, e.tries, e.saved, e.due, e.rest, e.ended, e.message, coalesce(e.trace, ''),
	c.owner, c.platform, c.space, c.channel, c.thread, c.person, r.said
	FROM effects e JOIN conversations c ON c.id = e.conversation LEFT JOIN replies r ON r.id = e.reply`

// scanItem reads an item of a store with an instance id.
func scanItem(r row, instance string) (i item, err error) {
	var body, said []byte
	var saved, due, ended sql.NullInt64
	var rest int64
	var message string
	a := &i.Of.Address
	if err := r.Scan(&i.id, &body, &i.Status, &i.Reason, &i.Waits, &i.Tries, &saved, &due, &rest, &ended, &message, &i.Trace,
		&i.owner, &a.Platform, &a.Space, &a.Channel, &a.Thread, &i.Of.Person, &said); err != nil {
		return i, err
	}
	i.Key = keyOf(instance, i.id)
	i.Saved, i.Due, i.Ended = timeOf(saved), timeOf(due), timeOf(ended)
	i.rest = time.Duration(rest) * time.Microsecond
	if i.atOnce = due.Int64 == dueAtOnce; i.atOnce {
		i.Due = i.Saved
	}
	i.Decode(body, said)
	return i, nil
}

// dueAtOnce is the due time of an effect that waits for no time: it is due also when the clock
// was set back.
const dueAtOnce = 0

// The kinds of effects.
const (
	kindSay  = "say" // all that is performed in order at one place
	kindWake = "wake"
)

// outcome is how a task ended.
type outcome struct {
	item
	port.Result
	at time.Time
}
