package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Turn makes one turn of a conversation, as port.Store says.
func (s *Store) Turn(ctx context.Context, in bot.Inbound, step port.Step) (dropped bool, err error) {
	made, err := s.make(ctx, in, step, nil)
	return made.dropped, err
}

// make makes one turn. The effect that hand takes of it is not given to the outbox.
func (s *Store) make(ctx context.Context, in bot.Inbound, step port.Step, hand *claim) (made saved, err error) {
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

// saved tells the outbox of a turn.
type saved struct {
	// dropped tells that the event's key was seen before; then there is nothing else.
	dropped bool
	due     []dueItem
	// handed is what is not left to the outbox.
	handed *dueItem
	// complete tells that due is all of the conversation that waits to be said, and
	// ownerChanged that its owner is another one now.
	complete, ownerChanged bool
	// erased are effects of earlier turns whose words are gone, and emptyLog tells that the
	// log of the database may hold what was erased.
	erased   []int64
	emptyLog bool
}

// turn makes a turn within a transaction. The decision is the one made ahead where that holds.
func (s *Store) turn(ctx context.Context, t *statements, in bot.Inbound, step port.Step, ahead *draft, hand *claim) (made saved, err error) {
	hand.release() // of a try that was undone
	if ahead != nil && ahead.era != s.recent.era.Load() {
		ahead = nil
	}
	var have knownConversation
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
	d, after := p.Decision, p.Conversation
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
	change := store.CaseChangeOf(l.Conversation, after)
	if err := s.saveCase(ctx, t, id, in.Ref(), change); err != nil {
		return made, err
	}
	if err := s.saveKeyParts(ctx, t, in, l.KeySeen, after.KeySeen); err != nil {
		return made, err
	}
	if err := s.savePerson(ctx, t, in, l.Conversation, after); err != nil {
		return made, err
	}
	if err := saveReports(ctx, t, id, in, &l.Conversation, &d); err != nil {
		return made, err
	}
	s.recent.Add(in.Ref(), knownConversation{id, after})
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
		hand.take(in.From, &d, &made)
	}
	return made, nil
}

func refArgs(ref bot.Ref) []any {
	a := ref.Address
	return []any{ref.Person, a.Channel, a.Thread, a.Space, a.Platform}
}

// loaded is what a turn begins with.
type loaded struct {
	// seen tells that the event's key was seen before, or that it tells of a message as
	// it was before a change or its removal; then there is nothing else.
	seen bool
	// id is the conversation's, 0 where there is none yet.
	id int64
	bot.Conversation
	// waits tells that something waits to be said to the person.
	waits bool
}

// load reads a conversation. Its state is not read where have is the same turn.
func load(ctx context.Context, t *statements, in bot.Inbound, now time.Time, have knownConversation) (l loaded, err error) {
	known := store.KnownOf(in)
	var id sql.NullInt64
	var state []byte
	var keySeen int
	var language bot.Lang
	defer func() { l.KeySeen, l.PersonLanguage = keySeen, language }()
	a, ref := in.From, in.Ref()
	err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM heard WHERE key = nullif(?, '') AND platform = ?)
			OR EXISTS (SELECT 1 FROM removed WHERE message = nullif(?, '') AND channel = ? AND platform = ? AND coalesce(changed >= ?, TRUE)), `+selectKeyParts+`, `+selectLanguage+`, c.id, CASE WHEN c.id = ? AND c.turn = ? THEN NULL ELSE c.state END,
			EXISTS (SELECT 1 FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say')
		FROM (SELECT 1) LEFT JOIN conversations c ON c.person = ? AND c.channel = ? AND c.thread = ? AND c.space = ? AND c.platform = ?`,
		in.Key, a.Platform, known.Message, known.At.Channel, known.At.Platform, micros(known.Changed),
		in.Person.ID, a.Channel, a.Space, a.Platform, micros(now), // of selectKeyParts
		in.Person.ID, a.Platform, have.id, have.Turn,
		ref.Person, ref.Address.Channel, ref.Address.Thread, ref.Address.Space, ref.Address.Platform).Scan(&l.seen, &keySeen, &language, &id, &state, &l.waits)
	switch {
	case err != nil:
		return l, fmt.Errorf("load the conversation: %w", err)
	case l.seen || !id.Valid:
		return l, nil
	}
	l.id = id.Int64
	if state == nil {
		l.Conversation = have.Conversation
		return l, nil
	}
	if err := json.Unmarshal(state, &l.Conversation); err != nil {
		return l, fmt.Errorf("read the conversation: %w", err)
	}
	return l, nil
}

func (s *Store) save(ctx context.Context, t *statements, id int64, ref bot.Ref, c bot.Conversation, state []byte) (int64, error) {
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
func (s *Store) saveEffects(ctx context.Context, t *statements, id int64, in bot.Inbound, after bot.Conversation, effects []plannedEffect) ([]dueItem, error) {
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
				item: s.newItem(made.id, in.Ref(), after.Owner, e.Effect, now, trace),
			})
		}
	}
	return due, nil
}

// dueAtOnce is the due time of an effect that waits for no time: it is due also when the clock
// was set back.
const dueAtOnce = 0

// The kinds of effects.
const (
	kindSay  = "say" // all that is performed in order at one place
	kindWake = "wake"
)
