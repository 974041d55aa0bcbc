package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// plan is a decision and all that is made of it before it is saved: what takes long of a turn
// beside the database.
type plan struct {
	bot.Decision
	state   []byte // of the conversation, as JSON
	effects []plannedEffect
	err     error // why it cannot be saved
}

// plannedEffect is an effect as bot.EncodeEffectParts writes it, and the sum of what is said.
type plannedEffect struct {
	bot.Effect
	body, said []byte
	sum        [sha256.Size]byte
}

// newPlan decides one turn of a conversation.
func newPlan(before bot.Conversation, step port.Step) *plan {
	p := &plan{Decision: step(before)}
	if p.Conversation.Turn == before.Turn {
		return p // nothing of it is kept
	}
	if p.state, p.err = json.Marshal(&p.Conversation); p.err != nil {
		p.err = fmt.Errorf("write the conversation: %w", p.err)
		return p
	}
	p.effects = make([]plannedEffect, len(p.Effects))
	for n, effect := range p.Effects {
		e := &p.effects[n]
		e.Effect = effect
		if e.body, e.said, p.err = bot.EncodeEffectParts(effect); p.err != nil {
			return p
		}
		e.sum = sha256.Sum256(e.said)
	}
	return p
}

// draft is the plan of a turn that was made beside the writer, which makes one turn after the
// other, on the conversation as the writer will most likely find it.
type draft struct {
	plan *plan
	of   *knownConversation
	era  int64 // of the recent conversations, when it was begun
}

// on returns the plan if it is one for a conversation as it was loaded, else nil. A nil draft has
// none. The writer has checked the era.
func (d *draft) on(l loaded) *plan {
	if d == nil || d.of.id != l.id || d.of.Turn != l.Turn || d.of.KeySeen != l.KeySeen || d.of.PersonLanguage != l.PersonLanguage {
		return nil
	}
	return d.plan
}

// draft decides a turn before its transaction; nil where that has to wait for it. end must be
// called when the turn is made.
func (s *Store) draft(ctx context.Context, in event.Inbound, step port.Step) (d *draft, end func()) {
	ref := in.Ref()
	if !s.recent.begin(ref) {
		return nil, func() {}
	}
	end = func() { s.recent.end(ref) }
	defer func() {
		if recover() != nil { // the conversation may be another one; else the writer panics, too
			d = nil
		}
	}()
	d = &draft{era: s.recent.era.Load()}
	known, ok := s.recent.Get(ref)
	switch {
	case ok:
		d.of = known
	case s.recent.mayExist(ref):
		l, err := load(ctx, s.read, in, s.now(), nil)
		if err != nil || l.seen { // the writer tells
			return nil, end
		}
		d.of = &knownConversation{l.id, l.Conversation}
	default:
		d.of = new(knownConversation)
	}
	// What is not known is taken for new: the writer sees whether it is.
	d.plan = newPlan(d.of.Conversation, step)
	return d, end
}
