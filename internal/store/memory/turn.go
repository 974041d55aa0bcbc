package memory

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Turn makes one turn of a conversation, as port.Store says. All turns follow one another.
func (s *Store) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	if s.db.outdated(in) {
		return true, nil
	}
	_, _, err = s.turn(ctx, in, step)
	return false, err
}

// turn makes a turn of an event that is not to be dropped, with the database locked. It returns the decision and its effects as they
// were saved; no effects of what is not kept.
func (s *Store) turn(ctx context.Context, in event.Inbound, step port.Step) (*bot.Decision, []*effect, error) {
	known := s.db.conversations[in.Ref()]
	before, err := known.decode()
	if err != nil {
		return nil, nil, fmt.Errorf("memory: %w", err)
	}
	before.KeySeen, before.PersonLanguage = s.keySeen(in.From, in.Person.ID), s.db.languageOf(in.Ref())
	d := step(before)
	after := d.Conversation
	kept := after.Turn != before.Turn
	// All that can fail comes before the first change.
	state, err := json.Marshal(after)
	if err != nil {
		return nil, nil, fmt.Errorf("memory: write the conversation: %w", err)
	}
	saved := make([]bot.Effect, len(d.Effects))
	for i, e := range d.Effects {
		if saved[i], err = copied(e); err != nil {
			return nil, nil, fmt.Errorf("memory: %w", err)
		}
	}
	if eraser, ok := store.NewEraser(in.Event, kept, d.Effects); ok && known != nil {
		if err := known.erase(eraser); err != nil {
			return nil, nil, fmt.Errorf("memory: %w", err)
		}
		if eraser.All {
			s.db.eraseAll(known)
		}
	}
	s.saveChange(in)
	if !kept {
		return nil, nil, nil
	}
	if known == nil {
		known = &conversation{ref: in.Ref(), number: int64(s.db.talks + 1)}
		s.db.talks++
		s.db.conversations[in.Ref()] = known
	}
	s.db.turns++
	known.state, known.owner, known.turn, known.changed, known.direct = state, after.Owner, after.Turn, s.db.turns, after.Direct
	known.changedAt = s.now()
	if after.PersonLanguage != before.PersonLanguage && in.Person.ID != "" {
		s.db.languages[agent{in.From.Platform, in.Person.ID}] = language{after.PersonLanguage, s.now()}
	}
	s.db.saveCase(known, store.CaseChangeOf(before, after))
	s.saveKeyParts(in, before.KeySeen, after.KeySeen)
	known.saveReports(in, &before, &d)
	if in.Key != "" {
		s.db.events[eventKey{in.From.Platform, in.Key}] = true
	}
	entry := d.Entry
	entry.Turn, entry.At = after.Turn, entry.At.Truncate(time.Microsecond).UTC()
	l := &line{of: known, Entry: entry, outcome: d.Outcome}
	if in.Key != "" {
		l.key = eventKey{in.From.Platform, in.Key}
	}
	known.lines, s.db.heard = append(known.lines, l), append(s.db.heard, l)
	effects := s.saveEffects(ctx, known, in, saved)
	s.db.announce()
	return &d, effects, nil
}

// outdated reports an event that was seen before, or that tells of a message as it was before
// a change or its removal.
func (d *Database) outdated(in event.Inbound) bool {
	if in.Key != "" && d.events[eventKey{in.From.Platform, in.Key}] {
		return true
	}
	known := store.KnownOf(in)
	c, ok := d.changes[message{place{known.At.Platform, known.At.Channel}, known.Message}]
	return ok && known.Message != "" && (c.Removed || !c.At.Before(known.Changed))
}

// saveChange keeps that an event changes or removes a message, in case that something older
// comes later. The event is not outdated, so that what was kept before is older.
func (s *Store) saveChange(in event.Inbound) {
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
func (s *Store) keySeen(at bot.Address, person string) int {
	parts := s.db.keyParts[senderOf(at, person)]
	if !parts.until.After(s.now()) {
		return 0
	}
	return parts.seen
}

// saveKeyParts keeps how many groups of a key a person has sent.
func (s *Store) saveKeyParts(in event.Inbound, seen, now int) {
	if !store.UpdatesKeyParts(in.Event, seen, now) {
		return
	}
	for who, parts := range s.db.keyParts {
		if !parts.until.After(s.now()) {
			delete(s.db.keyParts, who)
		}
	}
	if who := senderOf(in.From, in.Person.ID); now == 0 {
		delete(s.db.keyParts, who)
	} else {
		s.db.keyParts[who] = keyParts{now, s.now().Add(store.KeepKeyParts)}
	}
}

func senderOf(a bot.Address, person string) keySender {
	return keySender{a.Platform, a.Space, a.Channel, person}
}

// saveEffects saves what a turn brings about.
func (s *Store) saveEffects(ctx context.Context, c *conversation, in event.Inbound, effects []bot.Effect) []*effect {
	all := make([]*effect, 0, len(effects))
	for _, e := range effects {
		to := store.Destination(e, in.From)
		saved := &effect{
			id: s.db.saved + 1, of: c, effect: e, to: place{to.Platform, to.Channel},
			saved: s.now(), due: s.now(), ready: s.steady(), trace: port.TraceOf(ctx),
		}
		if timer, ok := e.(bot.SetTimer); ok {
			saved.timer, saved.wake, saved.due = true, timer.At, timer.At
		}
		s.db.saved++
		s.db.effects, s.db.waiting = append(s.db.effects, saved), append(s.db.waiting, saved)
		c.lines = append(c.lines, &line{
			of: c, effect: saved, Entry: bot.Entry{Turn: c.turn, At: saved.saved, Kind: bot.EntryReplied},
		})
		all = append(all, saved)
	}
	return all
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
func (c *conversation) erase(eraser *store.Eraser) error {
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
		case eraser.All && l.effect == nil:
			l.Entry, l.outcome = eraser.Entry(l.Entry), bot.Outcome{}
		case l.effect == nil && l.Message == eraser.Message:
			l.Entry = eraser.Entry(l.Entry)
		}
	}
	return nil
}
