package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store"
)

// Conversation returns what is remembered of a conversation, the zero
// Conversation where nothing is.
func (s *Store) Conversation(ctx context.Context, ref bot.Ref) (bot.Conversation, error) {
	in := event.Inbound{From: ref.Address, Person: event.Person{ID: ref.Person}}
	era := s.recent.era.Load()
	have, _ := s.recent.Get(ref) // a page asks again and again for what was just saved
	l, err := load(ctx, s.read, in, s.now(), have)
	if err == nil && s.recent.era.Load() != era {
		l, err = load(ctx, s.read, in, s.now(), nil)
	}
	return l.Clone(), err
}

// Latest returns the conversation that a person took part in last, the zero
// Address and Conversation where there is none.
func (s *Store) Latest(ctx context.Context, platform bot.Platform, space, person string) (at bot.Address, c bot.Conversation, err error) {
	if c.PersonLanguage, err = s.personLanguage(ctx, platform, person); err != nil {
		return at, c, err
	}
	var state []byte
	err = s.read.row(ctx, `SELECT platform, space, channel, thread, state FROM conversations
		WHERE person = ? AND platform = ? AND space = ? ORDER BY changed DESC, id DESC LIMIT 1`, person, platform, space).
		Scan(&at.Platform, &at.Space, &at.Channel, &at.Thread, &state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
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
	var entries []bot.Entry
	// What was heard in a turn comes before what was said to it.
	const query = `
		WITH c AS (SELECT id FROM conversations WHERE person = ? AND channel = ? AND thread = ? AND space = ? AND platform = ?)
		SELECT turn, 0 AS part, id, at, kind, text, '' AS body, '' AS fate, NULL AS said FROM heard WHERE conversation = (SELECT id FROM c)
		UNION ALL
		SELECT turn, 1, e.id, saved, ?, reason, body, fate, r.said FROM effects e LEFT JOIN replies r ON r.id = e.reply
		WHERE conversation = (SELECT id FROM c) AND kind = 'say'
		ORDER BY turn, part, id`
	err := s.read.each(ctx, func(r row) error {
		var e bot.Entry
		var part, id int64
		var at sql.NullInt64
		var body, said []byte
		if err := r.Scan(&e.Turn, &part, &id, &at, &e.Kind, &e.Text, &body, &e.Status, &said); err != nil {
			return err
		}
		e.At = timeOf(at)
		if e.Kind != bot.EntryReplied || store.DecodeReply(&e, body, said) {
			entries = append(entries, e)
		}
		return nil
	}, query, append(refArgs(ref), bot.EntryReplied)...)
	if err != nil {
		return nil, fmt.Errorf("read the transcript: %w", err)
	}
	return slices.Clip(entries), nil
}

// Counts tells how much the store holds.
func (s *Store) Counts(ctx context.Context) (c store.Counts, err error) {
	var since sql.NullInt64
	err = s.read.row(ctx, `SELECT (SELECT count(*) FROM conversations),
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
