package sqlite

import (
	"context"
	"fmt"

	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Turn makes one turn of a conversation, as port.Store says.
func (s *Store) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	made, err := s.make(ctx, in, step, nil)
	return made.dropped, err
}

// make makes one turn. The effect that hand takes of it is not given to the outbox.
func (s *Store) make(ctx context.Context, in event.Inbound, step port.Step, hand *claim) (made saved, err error) {
	if err := ctx.Err(); err != nil {
		return made, fmt.Errorf("sqlite: %w", err)
	}
	ahead, end := s.draft(ctx, in, step)
	defer end()
	trace := port.TraceOf(ctx)
	err = s.writer.doThen(ctx, func(ctx context.Context, t *statements) (err error) {
		made, err = s.turn(port.WithTrace(ctx, trace), t, in, step, ahead, hand)
		return err
	}, func() {
		s.outbox.drop(made.erased)
		s.outbox.prefetch(made)
		if made.emptyLog {
			s.wal.emptySoon()
		}
	})
	if err != nil {
		return made, fmt.Errorf("sqlite: %w", err)
	}
	return made, nil
}

// turn makes a turn within a transaction. The decision is the one made ahead where that holds.
func (s *Store) turn(ctx context.Context, t *statements, in event.Inbound, step port.Step, ahead *draft, hand *claim) (made saved, err error) {
	hand.release() // of a try that was undone
	if ahead != nil && ahead.era != s.recent.era.Load() {
		ahead = nil
	}
	var have *knownConversation
	if ahead != nil {
		have = ahead.of
	} else {
		have, _ = s.recent.Get(in.Ref())
	}
	l, err := load(ctx, t, in, s.now(), have)
	if err != nil || l.seen {
		return saved{dropped: l.seen}, err
	}
	p := ahead.on(l)
	if p == nil {
		p = newPlan(l.Conversation, step)
	}
	if p.err != nil {
		return made, p.err
	}
	d, after := &p.Decision, &p.Conversation
	kept := after.Turn != l.Turn
	if made.erased, made.emptyLog, err = s.erase(ctx, t, l.id, in.Event, kept, d.Effects); err != nil {
		return made, err
	}
	if err := s.saveChange(ctx, t, in); err != nil || !kept {
		return made, err
	}
	id, err := s.save(ctx, t, l.id, in.Ref(), after, p.state)
	if err != nil {
		return made, err
	}
	change := store.CaseChangeOf(l.Conversation, *after)
	if err := s.saveCase(ctx, t, id, in.Ref(), change); err != nil {
		return made, err
	}
	if err := s.saveKeyParts(ctx, t, in, l.KeySeen, after.KeySeen); err != nil {
		return made, err
	}
	if err := s.savePerson(ctx, t, in, &l.Conversation, after); err != nil {
		return made, err
	}
	if err := saveReports(ctx, t, id, in, &l.Conversation, d); err != nil {
		return made, err
	}
	s.recent.Add(in.Ref(), &knownConversation{id, *after})
	if err := saveHeard(ctx, t, id, in, d); err != nil {
		return made, err
	}
	line := d.Entry
	line.Turn = after.Turn
	if err := s.saveWords(ctx, t, id, change, line); err != nil {
		return made, err
	}
	made.complete, made.ownerChanged = !l.waits, after.Owner != l.Owner
	if made.due, err = s.saveEffects(ctx, t, id, in, after, p.effects); err != nil {
		return made, err
	}
	if !l.waits {
		hand.take(in.From, d, &made)
	}
	return made, nil
}
