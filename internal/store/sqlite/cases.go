package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// saveCase saves what lists show of a case, where a turn changes that.
func (s *Store) saveCase(ctx context.Context, t *statements, conversation int64, ref bot.Ref, c store.CaseChange) error {
	if !c.Saved {
		return nil
	}
	k := c.Case
	a := k.Thread
	var err error
	switch {
	case c.New:
		// What the case before did not take is what led to this one.
		if _, err = t.exec(ctx, `UPDATE cases SET last_turn = ? WHERE conversation = ? AND last_turn IS NULL`, k.Opened-1, conversation); err != nil {
			break
		}
		_, err = t.exec(ctx, `INSERT INTO cases (conversation, opened, person_platform, first_turn, indexed, opened_at, desk,
				state, since, platform, space, channel, thread, agent, agent_name, closed_at, closing, person_at, agent_at, urgent)
			VALUES (?1, ?2, ?3, max(?2 - ?4, 1 + coalesce((SELECT max(last_turn) FROM cases WHERE conversation = ?1), 0)), 1, ?5, ?6,
				?7, ?5, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)`,
			conversation, k.Opened, ref.Address.Platform, store.MaxLead, micros(k.QueuedAt), k.Desk,
			k.State, a.Platform, a.Space, a.Channel, a.Thread, k.Agent.ID, k.Agent.Name, nullMicros(k.ClosedAt), k.Closing, nullMicros(k.LastPersonAt), nullMicros(k.LastAgentAt), k.Urgent)
	case c.Times:
		_, err = t.exec(ctx, `UPDATE cases SET person_at = ?1, agent_at = ?2, answered_at = coalesce(answered_at, ?2) WHERE conversation = ?3 AND opened = ?4`,
			nullMicros(k.LastPersonAt), nullMicros(k.LastAgentAt), conversation, k.Opened)
	default:
		_, err = t.exec(ctx, `UPDATE cases SET desk = ?, state = ?, since = ?, platform = ?, space = ?, channel = ?, thread = ?, agent = ?, agent_name = ?,
				closed_at = ?, closing = ?, person_at = ?, agent_at = ?, answered_at = coalesce(answered_at, ?), urgent = ?, last_turn = nullif(?, 0) WHERE conversation = ? AND opened = ?`,
			k.Desk, k.State, micros(k.QueuedAt), a.Platform, a.Space, a.Channel, a.Thread, k.Agent.ID, k.Agent.Name,
			nullMicros(k.ClosedAt), k.Closing, nullMicros(k.LastPersonAt), nullMicros(k.LastAgentAt), nullMicros(k.LastAgentAt), k.Urgent, c.Last, conversation, k.Opened)
	}
	if err == nil && c.Facts {
		err = saveFacts(ctx, t, conversation, k)
	}
	if err == nil && c.NewAgent {
		_, err = t.exec(ctx, `INSERT INTO agents (id, platform) VALUES (?, ?) ON CONFLICT DO NOTHING`, k.Agent.ID, a.Platform)
	}
	if left := c.Left; err == nil && left.Thread != "" {
		_, err = t.exec(ctx, `INSERT INTO case_places (thread, channel, space, platform, conversation) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			left.Thread, left.Channel, left.Space, left.Platform, conversation)
	}
	if err != nil {
		return fmt.Errorf("save the case: %w", err)
	}
	return nil
}

// saveFacts saves what the conversation knows of a case.
func saveFacts(ctx context.Context, t *statements, conversation int64, k caselist.Summary) error {
	_, err := t.exec(ctx, `UPDATE cases SET name = ?, language = ?, codes = ?, article = ? WHERE conversation = ? AND opened = ?`,
		k.Name, k.Language, store.CodeList(k.Codes), k.Article, conversation, k.Opened)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM case_codes WHERE number = (SELECT number FROM cases WHERE conversation = ? AND opened = ?)`, conversation, k.Opened); err != nil {
		return err
	}
	for _, code := range k.Codes {
		_, err := t.exec(ctx, `INSERT INTO case_codes (number, code, opened_at) SELECT number, ?, opened_at FROM cases WHERE conversation = ? AND opened = ?
			ON CONFLICT DO NOTHING`, int64(code), conversation, k.Opened)
		if err != nil {
			return err
		}
	}
	return nil
}

// CaseNumber returns a case's number, as port.Cases says.
func (s *Store) CaseNumber(ctx context.Context, ref bot.Ref, opened int) (number int, err error) {
	err = s.read.row(ctx, `SELECT number FROM cases WHERE opened = ? AND conversation =
		(SELECT id FROM conversations WHERE person = ? AND channel = ? AND thread = ? AND space = ? AND platform = ?)`,
		append([]any{opened}, refArgs(ref)...)...).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("read the number of a case: %w", err)
	}
	return number, nil
}

// selectRef reads a conversation's ref, with scanRef.
const selectRef = `SELECT c.platform, c.space, c.channel, c.thread, c.person FROM conversations c `

func scanRef(r row) (ref bot.Ref, err error) {
	a := &ref.Address
	err = r.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &ref.Person)
	return ref, err
}

// CaseAt returns the conversation whose case is worked on at an address.
func (s *Store) CaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error) {
	if at.Thread == "" {
		return bot.Ref{}, false, nil
	}
	ref, err := scanRef(s.read.row(ctx, selectRef+`JOIN cases ON cases.conversation = c.id
		WHERE cases.thread = ? AND cases.channel = ? AND cases.space = ? AND cases.platform = ? AND cases.thread <> ''
		AND cases.opened = (SELECT max(newer.opened) FROM cases newer WHERE newer.conversation = cases.conversation) LIMIT 1`,
		at.Thread, at.Channel, at.Space, at.Platform))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for the case: %w", err)
	}
	return ref, true, nil
}

// FormerCaseAt returns the conversation whose case was worked on at an address.
func (s *Store) FormerCaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error) {
	if at.Thread == "" {
		return bot.Ref{}, false, nil
	}
	ref, err := scanRef(s.read.row(ctx, selectRef+`WHERE c.id = coalesce(
			(SELECT conversation FROM case_places WHERE thread = ?1 AND channel = ?2 AND space IN (?3, '') AND platform = ?4),
			(SELECT conversation FROM cases WHERE thread = ?1 AND channel = ?2 AND space IN (?3, '') AND platform = ?4 AND thread <> ''))`,
		at.Thread, at.Channel, at.Space, at.Platform))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for a case that was there: %w", err)
	}
	return ref, true, nil
}

// CaseByNumber returns the conversation that opened the case of a number.
func (s *Store) CaseByNumber(ctx context.Context, number int) (bot.Ref, bool, error) {
	ref, err := scanRef(s.read.row(ctx, selectRef+`JOIN cases ON cases.conversation = c.id WHERE cases.number = ?`, number))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for case %d: %w", number, err)
	}
	return ref, true, nil
}

// AgentsAt returns who had cases of a desk, as port.Cases says.
func (s *Store) AgentsAt(ctx context.Context, desk string, limit int) (agents []bot.Agent, err error) {
	err = s.read.each(ctx, func(r row) error {
		var a bot.Agent
		var latest int
		err := r.Scan(&a.ID, &a.Name, &latest) // the name is that of the latest
		agents = append(agents, a)
		return err
	}, `SELECT agent, agent_name, max(number) FROM cases WHERE agent <> '' AND desk = ? GROUP BY agent ORDER BY max(number) DESC LIMIT ?`, desk, limit)
	if err != nil {
		return nil, fmt.Errorf("look for the agents of a desk: %w", err)
	}
	return agents, nil
}

// FirstAnswers returns when people were answered first, as port.Waits says.
func (s *Store) FirstAnswers(ctx context.Context, desk string, since time.Time, limit int) (answers []port.FirstAnswer, err error) {
	err = s.read.each(ctx, func(r row) error {
		var asked, answered int64
		err := r.Scan(&asked, &answered)
		answers = append(answers, port.FirstAnswer{Asked: time.UnixMicro(asked).UTC(), Answered: time.UnixMicro(answered).UTC()})
		return err
	}, `SELECT opened_at, answered_at FROM cases WHERE desk = ? AND answered_at >= ? ORDER BY answered_at DESC LIMIT ?`, desk, micros(since), limit)
	if err != nil {
		return nil, fmt.Errorf("look for first answers: %w", err)
	}
	return answers, nil
}

// Queue returns the conversations that wait.
func (s *Store) Queue(ctx context.Context, limit int) ([]bot.Ref, error) {
	refs, err := s.refs(ctx, selectRef+`JOIN cases ON cases.conversation = c.id WHERE cases.state = 'queued' ORDER BY urgent DESC, since, number LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	return refs, nil
}

// OpenChannels returns where people and agents speak with one another.
func (s *Store) OpenChannels(ctx context.Context, on bot.Platform, limit int) ([]port.OpenChannel, error) {
	channels, err := s.channels(ctx, `SELECT c.platform, c.space, c.channel, c.thread, c.person, since FROM cases JOIN conversations c ON c.id = cases.conversation
			WHERE cases.state <> 'closed' AND c.platform = ?1
		UNION SELECT c.platform, coalesce(json_extract(c.state, '$.direct.space'), ''), coalesce(json_extract(c.state, '$.direct.channel'), ''), coalesce(json_extract(c.state, '$.direct.thread'), ''), c.person, since FROM cases JOIN conversations c ON c.id = cases.conversation
			WHERE cases.state <> 'closed' AND c.platform = ?1 AND json_extract(c.state, '$.direct') IS NOT NULL
		UNION SELECT platform, space, channel, thread, '', since FROM cases WHERE state <> 'closed' AND platform = ?1 AND thread <> ''
		ORDER BY since DESC LIMIT ?2`, on, limit)
	if err != nil {
		return nil, fmt.Errorf("look for open cases: %w", err)
	}
	return channels, nil
}

// Recent returns where people were heard lately.
func (s *Store) Recent(ctx context.Context, on bot.Platform, since, before time.Time, limit int) ([]port.OpenChannel, error) {
	channels, err := s.channels(ctx, `WITH lately AS (
			SELECT conversation, max(at) AS last, max(CASE WHEN at < ?4 THEN at END) AS early
			FROM (SELECT conversation, kind, at FROM heard ORDER BY id DESC LIMIT ?1) h
			WHERE kind IN ('opened', 'said', 'edited', 'deleted', 'picked') AND at >= ?3 GROUP BY conversation),
		places AS (
			SELECT c.platform, c.space, c.channel, c.thread, last, early FROM lately JOIN conversations c ON c.id = conversation WHERE c.platform = ?2
			UNION ALL SELECT c.platform, coalesce(json_extract(c.state, '$.direct.space'), ''), coalesce(json_extract(c.state, '$.direct.channel'), ''), coalesce(json_extract(c.state, '$.direct.thread'), ''), last, early
				FROM lately JOIN conversations c ON c.id = conversation WHERE c.platform = ?2 AND json_extract(c.state, '$.direct') IS NOT NULL)
		SELECT platform, space, channel, thread, '', coalesce(max(early), ?4) FROM places
		GROUP BY platform, space, channel, thread ORDER BY max(last) DESC LIMIT ?5`,
		store.MaxRecent, on, micros(since), micros(before), limit)
	if err != nil {
		return nil, fmt.Errorf("look for recent conversations: %w", err)
	}
	return channels, nil
}

func (s *Store) channels(ctx context.Context, query string, args ...any) (list []port.OpenChannel, err error) {
	err = s.read.each(ctx, func(r row) error {
		var t port.OpenChannel
		var since int64
		a := &t.At
		err := r.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &t.Person, &since)
		t.Since = time.UnixMicro(since).UTC()
		list = append(list, t)
		return err
	}, query, args...)
	return list, err
}

// ConversationsAt returns the conversations at an address.
func (s *Store) ConversationsAt(ctx context.Context, at bot.Address) ([]bot.Ref, error) {
	refs, err := s.refs(ctx, selectRef+`WHERE c.channel = ? AND c.thread = ? AND c.space = ? AND c.platform = ? ORDER BY c.changed DESC LIMIT ?`,
		at.Channel, at.Thread, at.Space, at.Platform, store.MaxAt)
	if err != nil {
		return nil, fmt.Errorf("look for people: %w", err)
	}
	return refs, nil
}

func (s *Store) refs(ctx context.Context, query string, args ...any) (refs []bot.Ref, err error) {
	err = s.read.each(ctx, func(r row) error {
		ref, err := scanRef(r)
		refs = append(refs, ref)
		return err
	}, query, args...)
	return refs, err
}

// HasHadCase reports whether somebody has had a case.
func (s *Store) HasHadCase(ctx context.Context, desk bot.Platform, id string) (is bool, err error) {
	if err := s.read.row(ctx, `SELECT EXISTS (SELECT 1 FROM agents WHERE id = ? AND platform = ?)`, id, desk).Scan(&is); err != nil {
		return false, fmt.Errorf("look for an agent: %w", err)
	}
	return is, nil
}

// RelayedMessages returns the messages by which a message was relayed.
func (s *Store) RelayedMessages(ctx context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) (ids []bot.MessageID, found bool, err error) {
	if source == "" {
		return nil, false, nil
	}
	err = s.read.each(ctx, func(r row) error {
		var message bot.MessageID
		var body []byte
		if err := r.Scan(&message, &body); err != nil {
			return err
		}
		effect, err := bot.DecodeEffect(body)
		if err != nil {
			return nil //nolint:nilerr // one that cannot be read relayed nothing that is known
		}
		if store.SourceOf(effect) != source {
			return nil
		}
		found = true
		if message != "" && !slices.Contains(ids, message) {
			ids = append(ids, message)
		}
		return nil
	}, `SELECT message, body FROM effects WHERE kind = 'say' AND fate = 'done' AND platform = ?1 AND instr(body, ?2) > 0 AND conversation =
		(SELECT id FROM conversations WHERE person = ?3 AND channel = ?4 AND thread = ?5 AND space = ?6 AND platform = ?7) ORDER BY id`,
		append([]any{to, store.InBody(source)}, refArgs(ref)...)...)
	if err != nil {
		return nil, false, fmt.Errorf("look for a relayed message: %w", err)
	}
	return ids, found, nil
}
