package postgres

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// ending is how a task ended.
type ending struct {
	id int64
	// waits is how often the effect was put off before.
	waits   int
	outcome port.Result
	// at is when it ended, and due when it is to be tried again, by the database's
	// clock.
	at, due time.Time
}

// statement returns the statement that records an ending. Executed twice, it changes nothing.
func (e *ending) statement() (sql string, args []any) {
	out := e.outcome
	if out.Status != bot.Retry {
		return `UPDATE effects SET fate = $1, reason = $2, message = $3, ended = $4 WHERE id = $5 AND fate = ''`,
			[]any{out.Status, storable(out.Reason), storable(out.Message), e.at, e.id}
	}
	counts := 0
	if out.CountsAsFailure {
		counts = 1
	}
	return `UPDATE effects SET due = $1, reason = $2, waits = waits + 1, tries = tries + $3 WHERE id = $4 AND fate = '' AND waits = $5`,
		[]any{e.due, storable(out.Reason), counts, e.id, e.waits}
}
