package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// queuePerson adds to a batch what keeps the language that a person chose.
func queuePerson(batch *pgx.Batch, in event.Inbound, before, after bot.Conversation, at time.Time) {
	if after.PersonLanguage == before.PersonLanguage || in.Person.ID == "" {
		return
	}
	batch.Queue(`INSERT INTO people (platform, person, language, changed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person, platform) DO UPDATE SET language = excluded.language, changed = excluded.changed`,
		in.From.Platform, in.Person.ID, storable(string(after.PersonLanguage)), at)
}

// personLanguage returns the language that a person chose; empty where they chose none.
func (s *Store) personLanguage(ctx context.Context, on bot.Platform, person string) (l bot.Lang, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce((SELECT language FROM people WHERE person = $1 AND platform = $2), '')`, storable(person), on).Scan(&l)
	if err != nil {
		return "", fmt.Errorf("read the language of a person: %w", err)
	}
	return l, nil
}

// ConversationsOf returns the conversations of a person.
func (s *Store) ConversationsOf(ctx context.Context, on bot.Platform, person string) ([]port.PersonConversation, error) {
	rows, err := s.pool.Query(ctx, `SELECT c.platform, c.space, c.channel, c.thread, c.person, open.since IS NOT NULL
		FROM conversations c LEFT JOIN LATERAL (SELECT max(since) AS since FROM cases WHERE conversation = c.id AND state <> 'closed') open ON true
		WHERE c.person = $1 AND c.platform = $2 ORDER BY open.since DESC NULLS LAST, c.changed DESC, c.id DESC LIMIT $3`, storable(person), on, store.MaxAt)
	if err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c port.PersonConversation, err error) {
		a := &c.Of.Address
		return c, row.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &c.Of.Person, &c.Open)
	})
	if err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	return list, nil
}
