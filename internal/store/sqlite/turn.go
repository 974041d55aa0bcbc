package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"aktivering/bot"
)

// Turn makes one turn of a conversation, as bot.Store says. Turns follow one
// another also between conversations: a step takes microseconds.
func (s *Store) Turn(ctx context.Context, in bot.Inbound, step bot.Step) error {
	var due []dueItem
	err := s.writer.do(ctx, func(ctx context.Context, t *statements) (err error) {
		due, err = s.turn(ctx, t, in, step)
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	s.outbox.hand(due)
	return nil
}

// turn makes a turn within a transaction, and returns what is due after it.
func (s *Store) turn(ctx context.Context, t *statements, in bot.Inbound, step bot.Step) ([]dueItem, error) {
	if in.Key != "" {
		var one int
		switch err := t.row(ctx, `SELECT 1 FROM heard WHERE key = ? AND platform = ?`, in.Key, in.From.Platform).Scan(&one); {
		case err == nil:
			return nil, nil
		case !errors.Is(err, sql.ErrNoRows):
			return nil, fmt.Errorf("look for the key: %w", err)
		}
	}
	id, before, err := scanConversation(t.row(ctx, selectConversation, refArgs(in.Ref())...), s.recent.Get)
	if err != nil {
		return nil, err
	}
	after, effects := step(before)
	if after.Turn == before.Turn {
		return nil, nil
	}
	if id, err = s.save(ctx, t, id, in.Ref(), after); err != nil {
		return nil, err
	}
	if err := s.saveCase(ctx, t, id, before.Case, after.Case); err != nil {
		return nil, err
	}
	s.recent.Add(id, after)
	entry := bot.EntryOf(before, in)
	_, err = t.exec(ctx, `INSERT INTO heard (conversation, platform, key, turn, at, kind, text) VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?)`,
		id, in.From.Platform, in.Key, after.Turn, micros(entry.At), entry.Kind, entry.Text)
	if err != nil {
		return nil, fmt.Errorf("save what was heard: %w", err)
	}
	return s.saveEffects(ctx, t, id, in, after.Turn, effects)
}

// selectConversation reads a conversation for scanConversation, by refArgs.
const selectConversation = `SELECT id, turn, state FROM conversations
	WHERE person = ? AND channel = ? AND thread = ? AND space = ? AND platform = ?`

func refArgs(ref bot.Ref) []any {
	a := ref.Address
	return []any{ref.Person, a.Channel, a.Thread, a.Space, a.Platform}
}

// scanConversation reads a conversation; one that is not there has the id 0. What
// is known as it was at the turn that the database tells is not read again.
func scanConversation(r row, known func(id int64) (bot.Conversation, bool)) (id int64, c bot.Conversation, err error) {
	var turn int
	var state []byte
	switch err := r.Scan(&id, &turn, &state); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, c, nil
	case err != nil:
		return 0, c, fmt.Errorf("load the conversation: %w", err)
	}
	if c, ok := known(id); ok && c.Turn == turn {
		return id, c, nil
	}
	if err := json.Unmarshal(state, &c); err != nil {
		return 0, c, fmt.Errorf("read the conversation: %w", err)
	}
	return id, c, nil
}

func (s *Store) save(ctx context.Context, t *statements, id int64, ref bot.Ref, c bot.Conversation) (int64, error) {
	state, err := json.Marshal(c)
	if err != nil {
		return 0, fmt.Errorf("write the conversation: %w", err)
	}
	now := micros(s.now())
	if id != 0 {
		_, err := t.exec(ctx, `UPDATE conversations SET owner = ?, turn = ?, state = ?, changed = ? WHERE id = ?`,
			c.Owner, c.Turn, string(state), now, id)
		if err != nil {
			return 0, fmt.Errorf("save the conversation: %w", err)
		}
		return id, nil
	}
	made, err := t.exec(ctx, `INSERT INTO conversations (owner, turn, state, created, changed, person, channel, thread, space, platform)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append([]any{c.Owner, c.Turn, string(state), now, now}, refArgs(ref)...)...)
	if err != nil {
		return 0, fmt.Errorf("save a new conversation: %w", err)
	}
	return made.id, nil
}

// saveEffects saves what a turn brings about, and returns what is due now.
func (s *Store) saveEffects(ctx context.Context, t *statements, id int64, in bot.Inbound, turn int, effects []bot.Effect) ([]dueItem, error) {
	now := micros(s.now())
	var due []dueItem
	for _, effect := range effects {
		body, err := bot.EncodeEffect(effect)
		if err != nil {
			return nil, err
		}
		kind, to, at := kindSay, bot.Place(effect, in.From), now
		if wake, ok := effect.(bot.Wake); ok {
			kind, at = kindWake, micros(wake.At)
		}
		made, err := t.exec(ctx, `INSERT INTO effects (conversation, turn, kind, platform, channel, body, saved, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			id, turn, kind, to.Platform, to.Channel, string(body), now, at)
		if err != nil {
			return nil, fmt.Errorf("save an effect: %w", err)
		}
		if kind == kindSay {
			due = append(due, dueItem{
				lane: lane{conversation: id, place: place{to.Platform, to.Channel}},
				item: s.newItem(made.id, in.Ref(), effect, now),
			})
		}
	}
	return due, nil
}

// The kinds of effects.
const (
	kindSay  = "say" // all that is done in turn at one place
	kindWake = "wake"
)
