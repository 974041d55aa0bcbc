package memory

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/feed"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// DeskPlaces returns where desks work on the cases of a conversation, as port.Cases says.
func (s *Store) DeskPlaces(ctx context.Context, ref bot.Ref) ([]bot.Address, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	places := make(map[bot.Address]bool)
	for _, c := range s.db.cases {
		if c.of.ref == ref && c.Thread.Platform != "" {
			places[c.Thread] = true
		}
	}
	for at, of := range s.db.places {
		if of == ref {
			places[at] = true
		}
	}
	return slices.Collect(maps.Keys(places)), nil
}

// talksOf returns the conversations of a person, oldest first.
func (d *Database) talksOf(on bot.Platform, person string) (all []*conversation) {
	for ref, c := range d.conversations {
		if ref.Person == person && ref.Address.Platform == on {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *conversation) int { return cmp.Compare(a.number, b.number) })
	return all
}

// Export returns what is kept of a person, as port.Privacy says.
func (s *Store) Export(ctx context.Context, on bot.Platform, person string) (port.PersonalData, error) {
	data := port.PersonalData{Platform: on, Person: person}
	unlock, err := s.lock(ctx)
	if err != nil {
		return data, err
	}
	who := agent{on, person}
	data.Language, data.HadCases = s.db.languages[who].Lang, s.db.agents[who]
	all := s.db.talksOf(on, person)
	for _, c := range all {
		of := port.PersonalConversation{Of: c.ref}
		for _, k := range s.db.cases {
			if k.of == c {
				of.Cases = append(of.Cases, k.Summary)
			}
		}
		for _, l := range c.lines {
			if l.effect != nil {
				of.Effects = append(of.Effects, port.PersonalEffect{Effect: l.effect.effect, Status: l.effect.status, Saved: micros(l.effect.saved)})
			}
		}
		for r := range c.reports {
			of.Reports = append(of.Reports, r.subject)
		}
		slices.Sort(of.Reports)
		of.Reports = slices.Compact(of.Reports)
		data.Conversations = append(data.Conversations, of)
	}
	unlock()
	for i := range data.Conversations {
		c := &data.Conversations[i]
		if c.State, err = s.Conversation(ctx, c.Of); err != nil {
			return data, fmt.Errorf("export a conversation: %w", err)
		}
		if c.Entries, err = s.Transcript(ctx, c.Of); err != nil {
			return data, fmt.Errorf("export a conversation: %w", err)
		}
	}
	return data, nil
}

// FindPeople returns people by what they are called, as port.Privacy says.
func (s *Store) FindPeople(ctx context.Context, what string, most int) ([]port.KnownPerson, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	f := store.NewPeopleFinder(what)
	for ref, c := range s.db.conversations {
		state, err := c.decode()
		if err != nil {
			return nil, err
		}
		f.Add(port.KnownPerson{Platform: ref.Address.Platform, Person: ref.Person, Name: state.Name, Last: micros(c.changedAt)})
	}
	return f.Found(most), nil
}

// forgotten reports a conversation whose words were erased.
func (c *conversation) forgotten() bool {
	state, err := c.decode()
	return err == nil && state.Forgotten
}

// waits reports that something is still to be done in a conversation; timers count only where
// they are wanted.
func (d *Database) waits(c *conversation, timers bool) bool {
	return slices.ContainsFunc(d.waiting, func(e *effect) bool { return e.of == c && e.status == "" && (timers || !e.timer) })
}

// Remembered returns the conversations in which something is remembered, as port.Privacy says.
func (s *Store) Remembered(ctx context.Context, on bot.Platform, person string, most int) (refs []bot.Ref, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, c := range s.db.talksOf(on, person) {
		if len(refs) < most && !c.forgotten() {
			refs = append(refs, c.ref)
		}
	}
	return refs, nil
}

// Erase removes the rest that is kept of a person, as port.Privacy says.
func (s *Store) Erase(ctx context.Context, on bot.Platform, person string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	delete(s.db.languages, agent{on, person})
	maps.DeleteFunc(s.db.keyParts, func(who keySender, _ keyParts) bool { return who.platform == on && who.person == person })
	for _, c := range s.db.talksOf(on, person) {
		if c.forgotten() && !s.db.waits(c, false) {
			s.db.remove(c)
		}
	}
	s.db.eraseVisitor(person)
	s.db.signals.Send(feed.Signal{Visitor: person})
	return nil
}

// eraseAll erases what lists and the search know of a conversation.
func (d *Database) eraseAll(c *conversation) {
	c.reports, c.concerned = nil, nil
	for _, k := range d.cases {
		if k.of == c {
			k.Name, k.Language, k.Codes, k.Article = "", "", nil, ""
		}
	}
	for _, l := range c.lines {
		if l.effect != nil {
			l.effect.reason = ""
		}
	}
}

// remove removes a conversation with all that belongs to it.
func (d *Database) remove(c *conversation) {
	delete(d.conversations, c.ref)
	d.removeLines(c, func(*line) bool { return true })
	of := func(e *effect) bool { return e.of == c }
	d.effects, d.waiting = slices.DeleteFunc(d.effects, of), slices.DeleteFunc(d.waiting, of)
	d.cases = slices.DeleteFunc(d.cases, func(k *caseRow) bool { return k.of == c })
	maps.DeleteFunc(d.places, func(_ bot.Address, ref bot.Ref) bool { return ref == c.ref })
}

// removeLines removes events of a conversation, and returns how many.
func (d *Database) removeLines(c *conversation, which func(*line) bool) (removed int) {
	gone := func(l *line) bool { return l.of == c && l.effect == nil && which(l) }
	for _, l := range c.lines {
		if gone(l) {
			delete(d.events, l.key)
			removed++
		}
	}
	c.lines, d.heard = slices.DeleteFunc(c.lines, gone), slices.DeleteFunc(d.heard, gone)
	return removed
}

// removeEffects removes effects of a conversation that have ended, and returns how many.
func (d *Database) removeEffects(c *conversation, which func(*line) bool) (removed int) {
	gone := make(map[*effect]bool)
	c.lines = slices.DeleteFunc(c.lines, func(l *line) bool {
		is := l.effect != nil && l.effect.status != "" && which(l)
		if is {
			gone[l.effect] = true
		}
		return is
	})
	d.effects = slices.DeleteFunc(d.effects, func(e *effect) bool { return gone[e] })
	return len(gone)
}

// Prune removes what is old, as port.Privacy says.
func (s *Store) Prune(ctx context.Context, now time.Time, keep port.Retention) (p port.Pruned, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return p, err
	}
	defer unlock()
	cut := store.CutoffsOf(now, keep)
	for _, c := range slices.Collect(maps.Values(s.db.conversations)) {
		if c.latest != nil && c.latest.State != bot.CaseClosed {
			continue
		}
		s.db.prune(c, cut, &p)
	}
	maps.DeleteFunc(s.db.languages, func(who agent, l language) bool {
		return l.changed.Before(cut.Transcripts) && len(s.db.talksOf(who.platform, who.id)) == 0
	})
	maps.DeleteFunc(s.db.leases, func(_ string, l lease) bool { return l.until.Before(now.Add(-store.LeaseKept)) })
	return p, nil
}

// prune removes what is old of a conversation without an open case.
func (d *Database) prune(c *conversation, cut store.Cutoffs, p *port.Pruned) {
	p.Effects += d.removeEffects(c, func(l *line) bool { return l.effect.ended.Before(cut.Effects) })
	var kept []*caseRow
	for _, k := range d.cases {
		switch {
		case k.of != c:
		case k.ClosedAt.IsZero() || !k.ClosedAt.Before(cut.Cases):
			kept = append(kept, k)
		default:
			d.removeCase(k, p)
		}
	}
	p.Lines += d.removeLines(c, func(l *line) bool {
		return l.At.Before(cut.Transcripts) && !slices.ContainsFunc(kept, func(k *caseRow) bool { return k.Has(l.Entry) })
	})
	if c.forgotten() {
		if c.changedAt.Before(cut.Forgotten) && !d.waits(c, false) {
			d.remove(c)
			p.Conversations++
		}
	} else if c.changedAt.Before(cut.Transcripts) && c.ref.Person != "" && len(kept) == 0 && !d.waits(c, true) {
		d.remove(c)
		p.Conversations++
	}
}

// removeCase removes a case with what was said in it.
func (d *Database) removeCase(k *caseRow, p *port.Pruned) {
	c := k.of
	p.Cases++
	p.Lines += d.removeLines(c, func(l *line) bool { return k.Has(l.Entry) })
	p.Effects += d.removeEffects(c, func(l *line) bool { return k.Has(l.Entry) })
	d.cases = slices.DeleteFunc(d.cases, func(other *caseRow) bool { return other == k })
	if c.latest != k {
		return
	}
	c.latest = nil
	if state, err := c.decode(); err == nil && state.Case != nil && state.Case.Opened == k.Opened {
		state.Case = nil
		if written, err := json.Marshal(state); err == nil { // it was read, and has less now
			c.state = written
		}
	}
}
