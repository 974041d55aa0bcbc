package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/internal/store"
)

// Conversation returns what is remembered of a conversation, the zero
// Conversation where nothing is.
func (s *Store) Conversation(ctx context.Context, ref bot.Ref) (bot.Conversation, error) {
	_, c, err := scanConversation(s.pool.QueryRow(ctx, selectConversation, refArgs(ref)...))
	if err == nil {
		c.PersonLanguage, err = s.personLanguage(ctx, ref.Address.Platform, ref.Person)
	}
	return c, err
}

// Latest returns the conversation that a person took part in last, the zero
// Address and Conversation where there is none.
func (s *Store) Latest(ctx context.Context, platform bot.Platform, space, person string) (at bot.Address, c bot.Conversation, err error) {
	if c.PersonLanguage, err = s.personLanguage(ctx, platform, person); err != nil {
		return at, c, err
	}
	var state []byte
	err = s.pool.QueryRow(ctx, `SELECT platform, space, channel, thread, state FROM conversations
		WHERE person = $1 AND platform = $2 AND space = $3 ORDER BY changed DESC, id DESC LIMIT 1`, person, platform, space).
		Scan(&at.Platform, &at.Space, &at.Channel, &at.Thread, &state)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return at, c, nil
	case err != nil:
		return at, c, fmt.Errorf("look for the latest conversation: %w", err)
	}
	if err := json.Unmarshal(state, &c); err != nil {
		return at, c, fmt.Errorf("read the conversation: %w", err)
	}
	return at, c, nil
}

// Transcript returns all that was said in a conversation, in order.
func (s *Store) Transcript(ctx context.Context, ref bot.Ref) ([]bot.Entry, error) {
	// What was heard in a turn comes before what was said to it.
	rows, err := s.pool.Query(ctx, `
		WITH c AS (SELECT id FROM conversations WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5)
		SELECT turn, 0 AS part, id, at, kind, text, NULL::json, '' FROM heard WHERE conversation = (SELECT id FROM c)
		UNION ALL
		SELECT turn, 1, id, saved, $6, reason, body, fate FROM effects WHERE conversation = (SELECT id FROM c) AND kind = 'say'
		ORDER BY turn, part, id`,
		append(refArgs(ref), bot.EntryReplied)...)
	if err != nil {
		return nil, fmt.Errorf("read the transcript: %w", err)
	}
	var entries []bot.Entry
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (bot.Entry, error) {
		e, shown, err := scanEntry(row)
		if shown {
			entries = append(entries, e)
		}
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the transcript: %w", err)
	}
	return entries, nil
}

// scanEntry reads an entry, and whether it is something that the person did or was
// shown.
func scanEntry(row pgx.CollectableRow) (e bot.Entry, shown bool, err error) {
	var part, id int64
	var at time.Time
	var body []byte
	if err := row.Scan(&e.Turn, &part, &id, &at, &e.Kind, &e.Text, &body, &e.Status); err != nil {
		return e, false, err
	}
	e.At = at.UTC()
	return e, e.Kind != bot.EntryReplied || store.DecodeReply(&e, body, nil), nil
}

// Counts tells how much the store holds.
func (s *Store) Counts(ctx context.Context) (c store.Counts, err error) {
	var since *time.Time
	err = s.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM conversations),
		(SELECT count(*) FROM effects WHERE fate = '' AND kind = 'say'), (SELECT count(*) FROM effects WHERE fate = 'failed'),
		(SELECT count(*) FROM cases WHERE state = 'queued'), (SELECT count(*) FROM cases WHERE state <> 'closed' AND state = 'claimed'),
		(SELECT count(*) FROM cases WHERE state <> 'closed' AND state = 'snoozed'), (SELECT min(since) FROM cases WHERE state = 'queued')`).
		Scan(&c.Conversations, &c.Waiting, &c.Failed, &c.Queued, &c.Claimed, &c.Snoozed, &since)
	c.QueuedSince = timeOf(since)
	if err != nil {
		return c, fmt.Errorf("count: %w", err)
	}
	return c, nil
}
