package sqlite

import (
	"context"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// DeskPlaces returns where desks work on the cases of a conversation, as port.Cases says.
func (s *Store) DeskPlaces(ctx context.Context, ref bot.Ref) (places []bot.Address, err error) {
	err = s.read.each(ctx, func(r row) error {
		var a bot.Address
		err := r.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread)
		places = append(places, a)
		return err
	}, `WITH c AS (SELECT id FROM conversations WHERE person = ? AND channel = ? AND thread = ? AND space = ? AND platform = ?)
		SELECT platform, space, channel, thread FROM cases WHERE conversation = (SELECT id FROM c) AND platform <> ''
		UNION SELECT platform, space, channel, thread FROM case_places WHERE conversation = (SELECT id FROM c)`, refArgs(ref)...)
	if err != nil {
		return nil, fmt.Errorf("look for the places of cases: %w", err)
	}
	return places, nil
}

// Export returns what is kept of a person, as port.Privacy says.
func (s *Store) Export(ctx context.Context, on bot.Platform, person string) (d port.PersonalData, err error) {
	d.Platform, d.Person = on, person
	if d.Language, err = s.personLanguage(ctx, on, person); err != nil {
		return d, err
	}
	if d.HadCases, err = s.HasHadCase(ctx, on, person); err != nil {
		return d, err
	}
	refs, err := s.refs(ctx, selectRef+`WHERE c.person = ? AND c.platform = ? ORDER BY c.id`, person, on)
	if err != nil {
		return d, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	for _, ref := range refs {
		c, err := s.exportConversation(ctx, ref)
		if err != nil {
			return d, fmt.Errorf("export a conversation: %w", err)
		}
		d.Conversations = append(d.Conversations, c)
	}
	return d, nil
}

func (s *Store) exportConversation(ctx context.Context, ref bot.Ref) (c port.PersonalConversation, err error) {
	c.Of = ref
	if c.State, err = s.Conversation(ctx, ref); err != nil {
		return c, err
	}
	if c.Entries, err = s.Transcript(ctx, ref); err != nil {
		return c, err
	}
	const of = ` = (SELECT id FROM conversations WHERE person = ? AND channel = ? AND thread = ? AND space = ? AND platform = ?) `
	err = s.read.each(ctx, func(r row) error {
		k, err := scanCase(r)
		c.Cases = append(c.Cases, k)
		return err
	}, `SELECT `+store.CaseColumns+` FROM cases k JOIN conversations c ON c.id = k.conversation WHERE k.conversation`+of+`ORDER BY k.number`, refArgs(ref)...)
	if err != nil {
		return c, err
	}
	err = s.read.each(ctx, func(r row) error {
		var body, said []byte
		var e port.PersonalEffect
		var saved int64
		if err := r.Scan(&body, &said, &e.Status, &saved); err != nil {
			return err
		}
		e.Saved = time.UnixMicro(saved).UTC()
		e.Effect, _ = bot.DecodeEffectParts(body, said) // one that cannot be read is exported as such
		c.Effects = append(c.Effects, e)
		return nil
	}, `SELECT e.body, r.said, e.fate, e.saved FROM effects e LEFT JOIN replies r ON r.id = e.reply WHERE e.conversation`+of+`ORDER BY e.id`, refArgs(ref)...)
	if err != nil {
		return c, err
	}
	err = s.read.each(ctx, func(r row) error {
		var subject string
		err := r.Scan(&subject)
		c.Reports = append(c.Reports, subject)
		return err
	}, `SELECT DISTINCT subject FROM reports WHERE conversation`+of+`ORDER BY subject`, refArgs(ref)...)
	return c, err
}

// FindPeople returns people by what they are called, as port.Privacy says.
func (s *Store) FindPeople(ctx context.Context, what string, most int) ([]port.KnownPerson, error) {
	f := store.NewPeopleFinder(what)
	err := s.read.each(ctx, func(r row) error {
		var p port.KnownPerson
		var changed int64
		err := r.Scan(&p.Platform, &p.Person, &p.Name, &changed)
		p.Last = time.UnixMicro(changed).UTC()
		f.Add(p)
		return err
	}, `SELECT platform, person, coalesce(json_extract(state, '$.name'), ''), changed FROM conversations`)
	if err != nil {
		return nil, fmt.Errorf("look for people: %w", err)
	}
	return f.Found(most), nil
}

// Remembered returns the conversations in which something is remembered, as port.Privacy says.
func (s *Store) Remembered(ctx context.Context, on bot.Platform, person string, most int) ([]bot.Ref, error) {
	refs, err := s.refs(ctx, selectRef+`WHERE c.person = ? AND c.platform = ? AND json_extract(c.state, '$.forgotten') IS NULL ORDER BY c.id LIMIT ?`, person, on, most)
	if err != nil {
		return nil, fmt.Errorf("look for the conversations of a person: %w", err)
	}
	return refs, nil
}

// Erase removes the rest that is kept of a person, as port.Privacy says.
func (s *Store) Erase(ctx context.Context, on bot.Platform, person string) error {
	err := s.removing(ctx, func(ctx context.Context, t *statements) (int, error) {
		if _, err := t.exec(ctx, `DELETE FROM people WHERE person = ? AND platform = ?`, person, on); err != nil {
			return 0, err
		}
		if _, err := t.exec(ctx, `DELETE FROM key_parts WHERE person = ? AND platform = ?`, person, on); err != nil {
			return 0, err
		}
		done, err := t.exec(ctx, `DELETE FROM conversations WHERE person = ? AND platform = ? AND json_extract(state, '$.forgotten') = 1
			AND NOT EXISTS (SELECT 1 FROM effects e WHERE e.conversation = conversations.id AND e.fate = '' AND e.kind = 'say')`, person, on)
		return int(done.changed), err
	})
	if err != nil {
		return fmt.Errorf("erase a person: %w", err)
	}
	return s.EraseVisitor(ctx, person)
}

// removing makes a write that removes rows for good: their bytes are overwritten, the log is
// emptied, and nothing of them stays in the caches.
func (s *Store) removing(ctx context.Context, do func(context.Context, *statements) (removed int, err error)) error {
	removed := 0
	return s.writer.doThen(ctx, func(ctx context.Context, t *statements) error {
		if err := t.secure(ctx); err != nil {
			return err
		}
		n, err := do(ctx, t)
		removed = n
		s.discardStored() // also for the writes that follow in the transaction
		return err
	}, func() {
		if removed > 0 {
			s.discardStored() // the id of what is gone can be given again, and a draft may have read it until now
			s.outbox.invalidate()
			s.wal.emptySoon()
		}
	})
}
