package memory

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Turn makes one turn of a conversation, as port.Store says. All turns follow one another.
func (s *Store) Turn(ctx context.Context, in bot.Inbound, step port.Step) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if s.db.outdated(in) {
		return nil
	}
	known := s.db.conversations[in.Ref()]
	before, err := known.decode()
	if err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	before.KeySeen = s.keySeen(in.Ref())
	d := step(before)
	after := d.Conversation
	kept := after.Turn != before.Turn
	// All that can fail comes before the first change.
	state, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("memory: write the conversation: %w", err)
	}
	saved := make([]bot.Effect, len(d.Effects))
	for i, e := range d.Effects {
		if saved[i], err = copied(e); err != nil {
			return fmt.Errorf("memory: %w", err)
		}
	}
	if eraser, ok := bot.NewEraser(in.Event, kept, d.Effects); ok && known != nil {
		if err := known.erase(eraser); err != nil {
			return fmt.Errorf("memory: %w", err)
		}
	}
	s.saveChange(in)
	if !kept {
		return nil
	}
	if known == nil {
		known = &conversation{ref: in.Ref()}
		s.db.conversations[in.Ref()] = known
	}
	s.db.turns++
	known.state, known.owner, known.turn, known.changed = state, after.Owner, after.Turn, s.db.turns
	s.db.saveCase(known, store.CaseChangeOf(before, after))
	s.saveKeyParts(in, before.KeySeen, after.KeySeen)
	if in.Key != "" {
		s.db.events[eventKey{in.From.Platform, in.Key}] = true
	}
	entry := d.Entry
	entry.Turn, entry.At = after.Turn, entry.At.Truncate(time.Microsecond).UTC()
	l := &line{of: known, Entry: entry, outcome: d.Outcome}
	known.lines, s.db.heard = append(known.lines, l), append(s.db.heard, l)
	s.saveEffects(known, in, saved)
	s.db.announce()
	return nil
}

// outdated reports an event that was seen before, or that tells of a message as it was before
// a change or its removal.
func (d *Database) outdated(in bot.Inbound) bool {
	if in.Key != "" && d.events[eventKey{in.From.Platform, in.Key}] {
		return true
	}
	known := store.KnownOf(in)
	c, ok := d.changes[message{place{known.At.Platform, known.At.Channel}, known.Message}]
	return ok && known.Message != "" && (c.Removed || !c.At.Before(known.Changed))
}

// saveChange keeps that an event changes or removes a message, in case that something older
// comes later. The event is not outdated, so that what was kept before is older.
func (s *Store) saveChange(in bot.Inbound) {
	c, ok := in.Change()
	if !ok {
		return
	}
	now, at := s.now(), in.MessageAt()
	m := message{place{at.Platform, at.Channel}, c.Message}
	c.At = c.At.Truncate(time.Microsecond)
	if _, known := s.db.changes[m]; !known {
		s.db.changeOrder = append(s.db.changeOrder, m)
	}
	s.db.changes[m] = change{c, now}
	s.db.forgetChanges(now)
}

// keySeen returns how many groups of a key somebody has sent.
func (s *Store) keySeen(ref bot.Ref) int {
	parts := s.db.keyParts[senderOf(ref)]
	if !parts.until.After(s.now()) {
		return 0
	}
	return parts.seen
}

// saveKeyParts keeps how many groups of a key a person has sent.
func (s *Store) saveKeyParts(in bot.Inbound, seen, now int) {
	if !store.UpdatesKeyParts(in.Event, seen, now) {
		return
	}
	for who, parts := range s.db.keyParts {
		if !parts.until.After(s.now()) {
			delete(s.db.keyParts, who)
		}
	}
	if who := senderOf(in.Ref()); now == 0 {
		delete(s.db.keyParts, who)
	} else {
		s.db.keyParts[who] = keyParts{now, s.now().Add(store.KeepKeyParts)}
	}
}

func senderOf(ref bot.Ref) keySender {
	a := ref.Address
	return keySender{a.Platform, a.Space, a.Channel, ref.Person}
}

// saveEffects saves what a turn brings about.
func (s *Store) saveEffects(c *conversation, in bot.Inbound, effects []bot.Effect) {
	for _, e := range effects {
		to := store.Destination(e, in.From)
		saved := &effect{
			id: len(s.db.effects) + 1, of: c, effect: e, to: place{to.Platform, to.Channel},
			saved: s.now(), due: s.now(), ready: s.steady(),
		}
		if timer, ok := e.(bot.SetTimer); ok {
			saved.timer, saved.wake, saved.due = true, timer.At, timer.At
		}
		s.db.effects, s.db.waiting = append(s.db.effects, saved), append(s.db.waiting, saved)
		c.lines = append(c.lines, &line{
			of: c, effect: saved, Entry: bot.Entry{Turn: c.turn, At: saved.saved, Kind: bot.EntryReplied},
		})
	}
}

// copied is an effect as it is read after it was written. It shares nothing with the one
// given.
func copied(e bot.Effect) (bot.Effect, error) {
	body, err := bot.EncodeEffect(e)
	if err != nil {
		return nil, err
	}
	return bot.DecodeEffect(body)
}

// erase takes the words of a message that an event changes or removes out of all that is kept
// of a conversation. An error leaves all as it was.
func (c *conversation) erase(eraser *bot.Eraser) error {
	without := make(map[*effect]bot.Effect)
	for _, l := range c.lines {
		if l.effect == nil {
			continue
		}
		e, held := eraser.Effect(l.effect.effect, l.effect.status == "")
		if !held {
			continue
		}
		var err error
		if without[l.effect], err = copied(e); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	for _, l := range c.lines {
		switch e, ok := without[l.effect]; {
		case ok:
			l.effect.effect = e
		case l.effect == nil && l.Message == eraser.Message:
			l.Entry = eraser.Entry(l.Entry)
		}
	}
	return nil
}
