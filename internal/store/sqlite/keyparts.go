package sqlite

import (
	"context"
	"fmt"

	"aktivering/bot/event"
	"aktivering/internal/store"
)

// selectKeyParts reads how many groups of a key a person has sent, by keyPartsArgs and the
// time.
const selectKeyParts = `coalesce((SELECT seen FROM key_parts WHERE person = ? AND channel = ? AND space = ? AND platform = ? AND until > ?), 0)`

func keyPartsArgs(in event.Inbound) []any {
	a := in.From
	return []any{in.Person.ID, a.Channel, a.Space, a.Platform}
}

// saveKeyParts keeps how many groups of a key a person has sent.
func (s *Store) saveKeyParts(ctx context.Context, t *statements, in event.Inbound, seen, now int) error {
	if !store.UpdatesKeyParts(in.Event, seen, now) {
		return nil
	}
	at := s.now()
	_, err := t.exec(ctx, `DELETE FROM key_parts WHERE until <= ?`, micros(at))
	switch {
	case err != nil:
	case now == 0:
		_, err = t.exec(ctx, `DELETE FROM key_parts WHERE person = ? AND channel = ? AND space = ? AND platform = ?`, keyPartsArgs(in)...)
	default:
		_, err = t.exec(ctx, `INSERT INTO key_parts (person, channel, space, platform, seen, until) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (person, channel, space, platform) DO UPDATE SET seen = excluded.seen, until = excluded.until`,
			append(keyPartsArgs(in), now, micros(at.Add(store.KeepKeyParts)))...)
	}
	if err != nil {
		return fmt.Errorf("save the parts of a key: %w", err)
	}
	return nil
}
