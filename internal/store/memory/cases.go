package memory

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// saveCase saves what lists show of a case, if it is new or has changed.
func (d *Database) saveCase(c *conversation, change store.CaseChange) {
	if !change.Saved {
		return
	}
	is := change.Case
	is.QueuedAt, is.ClosedAt = micros(is.QueuedAt), micros(is.ClosedAt)
	is.LastPersonAt, is.LastAgentAt = micros(is.LastPersonAt), micros(is.LastAgentAt)
	if change.New {
		first := 1
		if c.latest != nil {
			if c.latest.Last == 0 {
				c.latest.Last = is.Opened - 1
			}
			first = c.latest.Last + 1
		}
		d.numbers++
		c.latest = &caseRow{of: c}
		c.latest.Number = d.numbers
		d.cases = append(d.cases, c.latest)
		c.latest.First = max(first, is.Opened-store.MaxLead)
		is.OpenedAt = is.QueuedAt
	} else {
		is.OpenedAt = c.latest.OpenedAt
	}
	if !change.Facts {
		was := c.latest.Summary
		is.Name, is.Language, is.Codes, is.Article = was.Name, was.Language, was.Codes, was.Article
	}
	is.Number, is.Ref, is.Codes = c.latest.Number, c.ref, slices.Clone(is.Codes)
	c.latest.Summary, c.latest.Last = is, change.Last
	if c.latest.answered.IsZero() {
		c.latest.answered = is.LastAgentAt
	}
	if change.Left.Thread != "" {
		d.places[change.Left] = c.ref
	}
	if is.Agent.ID != "" {
		d.agents[agent{is.Thread.Platform, is.Agent.ID}] = true
	}
}

// micros is a time as databases keep it.
func micros(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Truncate(time.Microsecond).UTC()
}

// Conversation returns what is remembered of a conversation.
func (s *Store) Conversation(ctx context.Context, ref bot.Ref) (c bot.Conversation, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return c, err
	}
	defer unlock()
	c, err = s.db.conversations[ref].decode()
	c.KeySeen, c.PersonLanguage = s.keySeen(ref.Address, ref.Person), s.db.languageOf(ref)
	return c, err
}

// Latest returns the conversation that a person took part in last.
func (s *Store) Latest(ctx context.Context, platform bot.Platform, space, person string) (at bot.Address, c bot.Conversation, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return at, c, err
	}
	defer unlock()
	var latest *conversation
	for ref, of := range s.db.conversations {
		if ref.Person == person && ref.Address.Platform == platform && ref.Address.Space == space && (latest == nil || of.changed > latest.changed) {
			latest, at = of, ref.Address
		}
	}
	c, err = latest.decode()
	c.PersonLanguage = s.db.languages[agent{platform, person}].Lang
	return at, c, err
}

// languageOf returns the language that a person chose; empty where they chose none.
func (d *Database) languageOf(ref bot.Ref) bot.Lang {
	return d.languages[agent{ref.Address.Platform, ref.Person}].Lang
}

// places are the addresses where a conversation takes place.
func (c *conversation) places() []bot.Address {
	if c.direct == (bot.Address{}) {
		return []bot.Address{c.ref.Address}
	}
	return []bot.Address{c.ref.Address, c.direct}
}

// ConversationsOf returns the conversations of a person.
func (s *Store) ConversationsOf(ctx context.Context, on bot.Platform, person string) (list []port.PersonConversation, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	var all []*conversation
	for ref, c := range s.db.conversations {
		if ref.Person == person && ref.Address.Platform == on {
			all = append(all, c)
		}
	}
	// since is when the open case came into the queue; zero without one.
	since := func(c *conversation) (at time.Time) {
		if c.latest != nil && c.latest.State != bot.CaseClosed {
			at = c.latest.QueuedAt
		}
		return at
	}
	slices.SortFunc(all, func(a, b *conversation) int {
		return cmp.Or(since(b).Compare(since(a)), cmp.Compare(b.changed, a.changed))
	})
	for _, c := range all[:min(store.MaxAt, len(all))] {
		list = append(list, port.PersonConversation{Of: c.ref, Open: !since(c).IsZero()})
	}
	return list, nil
}

// Transcript returns all that was said in a conversation, in order.
func (s *Store) Transcript(ctx context.Context, ref bot.Ref) (entries []bot.Entry, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	c := s.db.conversations[ref]
	if c == nil {
		return nil, nil
	}
	for _, l := range c.lines {
		e := l.Entry
		if l.effect != nil {
			say, ok := l.effect.effect.(bot.SendReply)
			if !ok || say.ToDesk {
				continue // nothing that the person was shown
			}
			e.Reply, e.Text, e.Status = &say.Reply, l.effect.reason, l.effect.status
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// CaseNumber returns a case's number, as port.Cases says.
func (s *Store) CaseNumber(ctx context.Context, ref bot.Ref, opened int) (int, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	i := slices.IndexFunc(s.db.cases, func(c *caseRow) bool { return c.of.ref == ref && c.Opened == opened })
	if i < 0 {
		return 0, errors.New("memory: no case was opened in that turn")
	}
	return s.db.cases[i].Number, nil
}

// CaseByNumber returns the conversation that opened the case of a number.
func (s *Store) CaseByNumber(ctx context.Context, number int) (bot.Ref, bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return bot.Ref{}, false, err
	}
	defer unlock()
	i := slices.IndexFunc(s.db.cases, func(c *caseRow) bool { return c.Number == number })
	if i < 0 {
		return bot.Ref{}, false, nil
	}
	return s.db.cases[i].of.ref, true, nil
}

// CaseAt returns the conversation whose case is worked on at an address.
func (s *Store) CaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil || at.Thread == "" {
		if err == nil {
			unlock()
		}
		return bot.Ref{}, false, err
	}
	defer unlock()
	for _, c := range s.db.cases {
		if c.Thread == at && c.of.latest == c {
			return c.of.ref, true, nil
		}
	}
	return bot.Ref{}, false, nil
}

// FormerCaseAt returns the conversation whose case was worked on at an address.
func (s *Store) FormerCaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return bot.Ref{}, false, err
	}
	defer unlock()
	anywhere := at
	anywhere.Space = ""
	for _, place := range []bot.Address{at, anywhere} {
		if place.Thread == "" {
			break
		}
		if ref, ok := s.db.places[place]; ok {
			return ref, true, nil
		}
		for _, c := range s.db.cases {
			if c.Thread == place {
				return c.of.ref, true, nil
			}
		}
	}
	return bot.Ref{}, false, nil
}

// Queue returns the conversations that wait.
func (s *Store) Queue(ctx context.Context, limit int) (refs []bot.Ref, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	var queued []*caseRow
	for _, c := range s.db.cases {
		if c.State == bot.CaseQueued {
			queued = append(queued, c)
		}
	}
	slices.SortStableFunc(queued, before)
	for _, c := range queued[:min(limit, len(queued))] {
		refs = append(refs, c.of.ref)
	}
	return refs, nil
}

// OpenChannels returns where people and agents speak with one another.
func (s *Store) OpenChannels(ctx context.Context, on bot.Platform, limit int) ([]port.OpenChannel, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	open := make(map[port.OpenChannel]bool)
	for _, c := range s.db.cases {
		if c.State == bot.CaseClosed {
			continue
		}
		if at := c.of.ref.Address; at.Platform == on {
			open[port.OpenChannel{At: at, Person: c.of.ref.Person, Since: c.QueuedAt}] = true
			if direct := c.of.direct; direct.Platform == on {
				open[port.OpenChannel{At: direct, Person: c.of.ref.Person, Since: c.QueuedAt}] = true
			}
		}
		if c.Thread.Platform == on && c.Thread.Thread != "" {
			open[port.OpenChannel{At: c.Thread, Since: c.QueuedAt}] = true
		}
	}
	return latestOf(slices.Collect(maps.Keys(open)), limit), nil
}

// latestOf returns the latest channels, at most so many.
func latestOf(channels []port.OpenChannel, limit int) []port.OpenChannel {
	slices.SortFunc(channels, func(a, b port.OpenChannel) int {
		return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(a.At.Channel, b.At.Channel), cmp.Compare(a.At.Thread, b.At.Thread))
	})
	return channels[:min(limit, len(channels))]
}

// Recent returns where people were heard lately.
func (s *Store) Recent(ctx context.Context, on bot.Platform, since, before time.Time, limit int) ([]port.OpenChannel, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	// latest is by when somebody was heard last, and early by when before the time given.
	latest, early := make(map[bot.Address]time.Time), make(map[bot.Address]time.Time)
	for _, l := range s.db.heard[max(0, len(s.db.heard)-store.MaxRecent):] {
		switch {
		case l.of.ref.Address.Platform != on || l.At.Before(since):
		case !slices.Contains([]bot.EntryKind{bot.EntryStarted, bot.EntryMessage, bot.EntryEdited, bot.EntryDeleted, bot.EntryChoice}, l.Kind):
		default:
			for _, at := range l.of.places() {
				if l.At.After(latest[at]) {
					latest[at] = l.At
				}
				if l.At.Before(before) && l.At.After(early[at]) {
					early[at] = l.At
				}
			}
		}
	}
	var channels []port.OpenChannel
	for at, last := range latest {
		channels = append(channels, port.OpenChannel{At: at, Since: last})
	}
	channels = latestOf(channels, limit)
	for i := range channels {
		channels[i].Since = before.UTC()
		if t, ok := early[channels[i].At]; ok {
			channels[i].Since = t
		}
	}
	return channels, nil
}

// HasHadCase reports whether somebody has had a case.
func (s *Store) HasHadCase(ctx context.Context, desk bot.Platform, id string) (bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	return s.db.agents[agent{desk, id}], nil
}

// ConversationsAt returns the conversations at an address, those that changed last first.
func (s *Store) ConversationsAt(ctx context.Context, at bot.Address) (refs []bot.Ref, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	var there []*conversation
	for ref, c := range s.db.conversations {
		if ref.Address == at {
			there = append(there, c)
		}
	}
	slices.SortFunc(there, func(a, b *conversation) int { return cmp.Compare(b.changed, a.changed) })
	for _, c := range there[:min(store.MaxAt, len(there))] {
		refs = append(refs, c.ref)
	}
	return refs, nil
}

// WriterOf returns the conversation at an address in which a message was heard.
func (s *Store) WriterOf(ctx context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return bot.Ref{}, false, err
	}
	defer unlock()
	for _, l := range s.db.heard {
		if id != "" && l.Message == id && l.of.ref.Address == at {
			return l.of.ref, true, nil
		}
	}
	return bot.Ref{}, false, nil
}

// RelayedMessages returns the messages by which a message was relayed.
func (s *Store) RelayedMessages(ctx context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) (ids []bot.MessageID, found bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	c := s.db.conversations[ref]
	if c == nil || source == "" {
		return nil, false, nil
	}
	for _, l := range c.lines {
		e := l.effect
		if e == nil || e.status != bot.Done || e.to.platform != to || store.SourceOf(e.effect) != source {
			continue
		}
		found = true
		if e.message != "" && !slices.Contains(ids, e.message) {
			ids = append(ids, e.message)
		}
	}
	return ids, found, nil
}
