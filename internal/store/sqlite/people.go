package sqlite

import (
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// selectLanguage reads the language that a person chose, by the person and the platform; empty
// where they chose none.
const selectLanguage = `coalesce((SELECT language FROM people WHERE person = ? AND platform = ?), '')`

// savePerson keeps the language that a person chose.
func (s *Store) savePerson(ctx context.Context, t *statements, in bot.Inbound, before, after bot.Conversation) error {
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
	err = s.read.each(context.WithoutCancel(ctx), func(r row) error {
		var c port.PersonConversation
		a := &c.Of.Address
		err := r.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &c.Of.Person, &c.Open)
		list = append(list, c)
		return err
	}, `SELECT platform, space, channel, thread, person, since IS NOT NULL FROM
			(SELECT c.*, (SELECT max(since) FROM cases WHERE conversation = c.id AND state <> 'closed') AS since
			FROM conversations c WHERE c.person = ? AND c.platform = ?)
		ORDER BY since DESC, changed DESC, id DESC LIMIT ?`, person, on, store.MaxAt) // NULL is the least
	if err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	return list, nil
}
