package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot/event"
	"aktivering/internal/store"
)

// queueKeyParts adds to a batch what keeps how many groups of a key a person has sent.
func queueKeyParts(batch *pgx.Batch, in event.Inbound, seen, now int, at time.Time) {
	if !store.UpdatesKeyParts(in.Event, seen, now) {
		return
	}
	a := in.From
	of := []any{in.Person.ID, a.Channel, a.Space, a.Platform}
	if now == 0 {
		batch.Queue(`DELETE FROM key_parts WHERE person = $1 AND channel = $2 AND space = $3 AND platform = $4`, of...)
	} else {
		batch.Queue(`INSERT INTO key_parts (person, channel, space, platform, seen, until) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person, channel, space, platform) DO UPDATE SET seen = excluded.seen, until = excluded.until`,
			append(of, now, at.Add(store.KeepKeyParts))...)
	}
	// Those that others save at the same time are left to a later turn.
	batch.Queue(`DELETE FROM key_parts WHERE (person, channel, space, platform) IN
		(SELECT person, channel, space, platform FROM key_parts WHERE until <= $1 ORDER BY until LIMIT 100 FOR UPDATE SKIP LOCKED)`, at)
}
