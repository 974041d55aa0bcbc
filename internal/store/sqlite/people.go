package sqlite

import (
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// selectLanguage reads the language that a person chose, by the person and the platform; empty
// where they chose none.
const selectLanguage = `coalesce((SELECT language FROM people WHERE person = ? AND platform = ?), '')`

// savePerson keeps the language that a person chose.
func (s *Store) savePerson(ctx context.Context, t *statements, in event.Inbound, before, after *bot.Conversation) error {
	if after.PersonLanguage == before.PersonLanguage || in.Person.ID == "" {
		return nil
	}
	_, err := t.exec(ctx, `INSERT INTO people (platform, person, language, changed) VALUES (?, ?, ?, ?)
		ON CONFLICT (person, platform) DO UPDATE SET language = excluded.language, changed = excluded.changed`,
		in.From.Platform, in.Person.ID, after.PersonLanguage, micros(s.now()))
	if err != nil {
		return fmt.Errorf("save the language of a person: %w", err)
	}
	return nil
}

// personLanguage returns the language that a person chose; empty where they chose none.
func (s *Store) personLanguage(ctx context.Context, on bot.Platform, person string) (l bot.Lang, err error) {
	if err := s.read.row(ctx, `SELECT `+selectLanguage, person, on).Scan(&l); err != nil {
		return "", fmt.Errorf("read the language of a person: %w", err)
	}
	return l, nil
}

// ConversationsOf returns the conversations of a person.
func (s *Store) ConversationsOf(ctx context.Context, on bot.Platform, person string) (list []port.PersonConversation, err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	// It ends by itself soon; each event in private asks, and a context that can end would cost two
	// goroutines to watch it.
	ctx = context.WithoutCancel(ctx)
	read := func(query string) error {
		list = nil
		return s.read.each(ctx, func(r row) error {
			c := port.PersonConversation{Of: bot.Ref{Address: bot.Address{Platform: on}, Person: person}}
			a := &c.Of.Address
			err := r.Scan(&a.Space, &a.Channel, &a.Thread, &c.Open)
			list = append(list, c)
			return err
		}, query, person, on, store.MaxAt)
	}
	// Most people have one at most, which stands in the index: its row, which is long, is not read.
	if err = read(firstConversations); err == nil && len(list) > 1 {
		err = read(latestConversations)
	}
	if err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	return list, nil
}

// What ConversationsOf reads: two of a person's conversations in any order, or all of them in its
// order, by the person, the platform and the most that are wanted.
const (
	firstConversations = `SELECT space, channel, thread, EXISTS (SELECT 1 FROM cases WHERE conversation = c.id AND state <> 'closed')
		FROM conversations c WHERE person = ?1 AND platform = ?2 LIMIT min(?3, 2)`
	latestConversations = `SELECT space, channel, thread, since IS NOT NULL FROM
			(SELECT c.*, (SELECT max(since) FROM cases WHERE conversation = c.id AND state <> 'closed') AS since
			FROM conversations c WHERE c.person = ?1 AND c.platform = ?2)
		ORDER BY since DESC, changed DESC, id DESC LIMIT ?3` // NULL is the least
)
