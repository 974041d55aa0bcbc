package sqlite

import (
	"context"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// save saves a conversation after a turn, and returns its id.
func (s *Store) save(ctx context.Context, t *statements, id int64, ref bot.Ref, c *bot.Conversation, state []byte) (int64, error) {
	now := micros(s.now())
	if id != 0 {
		_, err := t.exec(ctx, `UPDATE conversations SET owner = ?, turn = ?, state = CAST(? AS TEXT), changed = ? WHERE id = ?`,
			c.Owner, c.Turn, state, now, id)
		if err != nil {
			return 0, fmt.Errorf("save the conversation: %w", err)
		}
		return id, nil
	}
	a := ref.Address
	made, err := t.exec(ctx, `INSERT INTO conversations (owner, turn, state, created, changed, person, channel, thread, space, platform)
		VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?)`, c.Owner, c.Turn, state, now, now, ref.Person, a.Channel, a.Thread, a.Space, a.Platform)
	if err != nil {
		return 0, fmt.Errorf("save a new conversation: %w", err)
	}
	return made.id, nil
}

// saveEffects saves what a turn brings about, and returns what is due now.
func (s *Store) saveEffects(ctx context.Context, t *statements, id int64, in event.Inbound, after *bot.Conversation, effects []plannedEffect) ([]dueItem, error) {
	now, trace := micros(s.now()), port.TraceOf(ctx)
	var due []dueItem
	for _, e := range effects {
		reply, err := s.saveReply(ctx, t, e.said, e.sum)
		if err != nil {
			return nil, err
		}
		kind, to, at := kindSay, store.Destination(e.Effect, in.From), int64(dueAtOnce)
		if wake, ok := e.Effect.(bot.SetTimer); ok {
			kind, at = kindWake, micros(wake.At)
		}
		made, err := t.exec(ctx, `INSERT INTO effects (conversation, turn, kind, platform, channel, body, reply, saved, due, trace) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, nullif(?, ''))`,
			id, after.Turn, kind, to.Platform, to.Channel, e.body, reply, now, at, trace)
		if err != nil {
			return nil, fmt.Errorf("save an effect: %w", err)
		}
		if kind == kindSay {
			due = append(due, dueItem{
				lane: lane{conversation: id, place: place{to.Platform, to.Channel}},
				item: newItem(s.instance, made.id, in.Ref(), after.Owner, e.Effect, now, trace),
			})
		}
	}
	return due, nil
}
