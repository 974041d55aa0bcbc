package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// queueCase adds to a batch what saves what lists show of a case, where a turn changes that.
func queueCase(batch *pgx.Batch, conversation int64, ref bot.Ref, c store.CaseChange) {
	if !c.Saved {
		return
	}
	k := c.Case
	a := k.Thread
	args := []any{conversation, k.Opened, nullTime(k.LastPersonAt), nullTime(k.LastAgentAt)}
	all := append(slices.Clone(args), k.State, k.QueuedAt, a.Platform, storable(a.Space), storable(a.Channel), storable(a.Thread),
		storable(k.Agent.ID), storable(k.Agent.Name), nullTime(k.ClosedAt), k.Closing, storable(k.Desk), k.Urgent)
	switch {
	case c.New:
		// What the case before did not take is what led to this one.
		batch.Queue(`UPDATE cases SET last_turn = $2::bigint - 1 WHERE conversation = $1 AND last_turn IS NULL`, conversation, k.Opened)
		batch.Queue(`INSERT INTO cases (conversation, opened, person_at, agent_at, state, since, platform, space, channel, thread, agent, agent_name, closed_at, closing, desk, urgent,
				opened_at, indexed, person_platform, first_turn)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $6, true, $17,
				greatest($2::bigint - $18::bigint, 1 + coalesce((SELECT max(last_turn) FROM cases WHERE conversation = $1), 0)))`,
			append(all, ref.Address.Platform, store.MaxLead)...)
	case c.Times:
		batch.Queue(`UPDATE cases SET person_at = $3, agent_at = $4, answered_at = coalesce(answered_at, $4) WHERE conversation = $1 AND opened = $2`, args...)
	default:
		batch.Queue(`UPDATE cases SET person_at = $3, agent_at = $4, answered_at = coalesce(answered_at, $4), state = $5, since = $6, platform = $7, space = $8, channel = $9, thread = $10,
				agent = $11, agent_name = $12, closed_at = $13, closing = $14, desk = $15, urgent = $16, last_turn = nullif($17, 0) WHERE conversation = $1 AND opened = $2`,
			append(all, c.Last)...)
	}
	if c.Facts {
		queueFacts(batch, conversation, k)
	}
	if left := c.Left; left.Thread != "" {
		batch.Queue(`INSERT INTO case_places (thread, channel, space, platform, conversation) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			storable(left.Thread), storable(left.Channel), storable(left.Space), left.Platform, conversation)
	}
	if c.NewAgent {
		batch.Queue(`INSERT INTO agents (id, platform) VALUES ($1, $2) ON CONFLICT DO NOTHING`, storable(k.Agent.ID), a.Platform)
	}
}

// queueFacts adds to a batch what saves what the conversation knows of a case.
func queueFacts(batch *pgx.Batch, conversation int64, k caselist.Summary) {
	codes := make([]int64, len(k.Codes))
	for i, c := range k.Codes {
		codes[i] = int64(c)
	}
	batch.Queue(`UPDATE cases SET name = $3, language = $4, codes = $5, article = $6 WHERE conversation = $1 AND opened = $2`,
		conversation, k.Opened, storable(k.Name), k.Language, store.CodeList(k.Codes), storable(k.Article))
	batch.Queue(`DELETE FROM case_codes WHERE number = (SELECT number FROM cases WHERE conversation = $1 AND opened = $2) AND code <> ALL ($3::bigint[])`,
		conversation, k.Opened, codes)
	batch.Queue(`INSERT INTO case_codes (number, code, opened_at) SELECT k.number, code, k.opened_at FROM cases k, unnest($3::bigint[]) code
		WHERE k.conversation = $1 AND k.opened = $2 ON CONFLICT DO NOTHING`, conversation, k.Opened, codes)
}

// CaseNumber returns a case's number, as port.Cases says.
func (s *Store) CaseNumber(ctx context.Context, ref bot.Ref, opened int) (number int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT number FROM cases WHERE opened = $6 AND conversation =
		(SELECT id FROM conversations WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5)`,
		append(refArgs(ref), opened)...).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("read the number of a case: %w", err)
	}
	return number, nil
}

// selectRef reads a conversation's ref, with scanRef.
const selectRef = `SELECT c.platform, c.space, c.channel, c.thread, c.person FROM conversations c `

func scanRef(row pgx.Row) (ref bot.Ref, err error) {
	a := &ref.Address
	err = row.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &ref.Person)
	return ref, err
}

// CaseAt returns the conversation whose case is worked on at an address.
func (s *Store) CaseAt(ctx context.Context, at bot.Address) (bot.Ref, bool, error) {
	if at.Thread == "" {
		return bot.Ref{}, false, nil
	}
	ref, err := scanRef(s.pool.QueryRow(ctx, selectRef+`JOIN cases ON cases.conversation = c.id
		WHERE cases.thread = $1 AND cases.channel = $2 AND cases.space = $3 AND cases.platform = $4 AND cases.thread <> ''
		AND cases.opened = (SELECT max(newer.opened) FROM cases newer WHERE newer.conversation = cases.conversation) LIMIT 1`,
		storable(at.Thread), storable(at.Channel), storable(at.Space), at.Platform))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
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
	ref, err := scanRef(s.pool.QueryRow(ctx, selectRef+`WHERE c.id = coalesce(
			(SELECT conversation FROM case_places WHERE thread = $1 AND channel = $2 AND space IN ($3, '') AND platform = $4 LIMIT 1),
			(SELECT conversation FROM cases WHERE thread = $1 AND channel = $2 AND space IN ($3, '') AND platform = $4 AND thread <> '' LIMIT 1))`,
		storable(at.Thread), storable(at.Channel), storable(at.Space), at.Platform))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for a case that was there: %w", err)
	}
	return ref, true, nil
}

// CaseByNumber returns the conversation that opened the case of a number.
func (s *Store) CaseByNumber(ctx context.Context, number int) (bot.Ref, bool, error) {
	ref, err := scanRef(s.pool.QueryRow(ctx, selectRef+`JOIN cases ON cases.conversation = c.id WHERE cases.number = $1`, number))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for case %d: %w", number, err)
	}
	return ref, true, nil
}

// AgentsAt returns who had cases of a desk, as port.Cases says.
func (s *Store) AgentsAt(ctx context.Context, desk string, limit int) ([]bot.Agent, error) {
	rows, err := s.pool.Query(ctx, `SELECT agent, agent_name FROM (
			SELECT DISTINCT ON (agent) agent, agent_name, number FROM cases WHERE agent <> '' AND desk = $1 ORDER BY agent, number DESC) latest
		ORDER BY number DESC LIMIT $2`, storable(desk), limit)
	if err == nil {
		var agents []bot.Agent
		agents, err = pgx.CollectRows(rows, pgx.RowToStructByPos[bot.Agent])
		if err == nil {
			return agents, nil
		}
	}
	return nil, fmt.Errorf("look for the agents of a desk: %w", err)
}

// FirstAnswers returns when people were answered first, as port.Waits says.
func (s *Store) FirstAnswers(ctx context.Context, desk string, since time.Time, limit int) ([]port.FirstAnswer, error) {
	rows, err := s.pool.Query(ctx, `SELECT opened_at, answered_at FROM cases WHERE desk = $1 AND answered_at >= $2 ORDER BY answered_at DESC LIMIT $3`,
		storable(desk), since, limit)
	if err == nil {
		var answers []port.FirstAnswer
		answers, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a port.FirstAnswer, err error) {
			err = row.Scan(&a.Asked, &a.Answered)
			a.Asked, a.Answered = a.Asked.UTC(), a.Answered.UTC()
			return a, err
		})
		if err == nil {
			return answers, nil
		}
	}
	return nil, fmt.Errorf("look for first answers: %w", err)
}

// Queue returns the conversations that wait.
func (s *Store) Queue(ctx context.Context, limit int) ([]bot.Ref, error) {
	refs, err := s.refs(ctx, selectRef+`JOIN cases ON cases.conversation = c.id WHERE cases.state = 'queued' ORDER BY urgent DESC, since, number LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	return refs, nil
}

// OpenChannels returns where people and agents speak with one another.
func (s *Store) OpenChannels(ctx context.Context, on bot.Platform, limit int) ([]port.OpenChannel, error) {
	channels, err := s.channels(ctx, `SELECT c.platform, c.space, c.channel, c.thread, c.person, since FROM cases JOIN conversations c ON c.id = cases.conversation
			WHERE cases.state <> 'closed' AND c.platform = $1
		UNION SELECT c.platform, coalesce(c.state -> 'direct' ->> 'space', ''), coalesce(c.state -> 'direct' ->> 'channel', ''), coalesce(c.state -> 'direct' ->> 'thread', ''), c.person, since FROM cases JOIN conversations c ON c.id = cases.conversation
			WHERE cases.state <> 'closed' AND c.platform = $1 AND c.state -> 'direct' IS NOT NULL
		UNION SELECT platform, space, channel, thread, '', since FROM cases WHERE state <> 'closed' AND platform = $1 AND thread <> ''
		ORDER BY since DESC LIMIT $2`, on, limit)
	if err != nil {
		return nil, fmt.Errorf("look for open cases: %w", err)
	}
	return channels, nil
}

// Recent returns where people were heard lately.
func (s *Store) Recent(ctx context.Context, on bot.Platform, since, before time.Time, limit int) ([]port.OpenChannel, error) {
	channels, err := s.channels(ctx, `WITH lately AS (
			SELECT conversation, max(at) AS last, max(CASE WHEN at < $4 THEN at END) AS early
			FROM (SELECT conversation, kind, at FROM heard ORDER BY id DESC LIMIT $1) h
			WHERE kind IN ('opened', 'said', 'edited', 'deleted', 'picked') AND at >= $3 GROUP BY conversation),
		places AS (
			SELECT c.platform, c.space, c.channel, c.thread, last, early FROM lately JOIN conversations c ON c.id = conversation WHERE c.platform = $2
			UNION ALL SELECT c.platform, coalesce(c.state -> 'direct' ->> 'space', ''), coalesce(c.state -> 'direct' ->> 'channel', ''), coalesce(c.state -> 'direct' ->> 'thread', ''), last, early
				FROM lately JOIN conversations c ON c.id = conversation WHERE c.platform = $2 AND c.state -> 'direct' IS NOT NULL)
		SELECT platform, space, channel, thread, '', coalesce(max(early), $4) FROM places
		GROUP BY platform, space, channel, thread ORDER BY max(last) DESC LIMIT $5`,
		store.MaxRecent, on, since, before, limit)
	if err != nil {
		return nil, fmt.Errorf("look for recent conversations: %w", err)
	}
	return channels, nil
}

func (s *Store) channels(ctx context.Context, query string, args ...any) ([]port.OpenChannel, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t port.OpenChannel, err error) {
		a := &t.At
		err = row.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &t.Person, &t.Since)
		t.Since = t.Since.UTC()
		return t, err
	})
}

// ConversationsAt returns the conversations at an address.
func (s *Store) ConversationsAt(ctx context.Context, at bot.Address) ([]bot.Ref, error) {
	refs, err := s.refs(ctx, selectRef+`WHERE c.channel = $1 AND c.thread = $2 AND c.space = $3 AND c.platform = $4 ORDER BY c.changed DESC LIMIT $5`,
		storable(at.Channel), storable(at.Thread), storable(at.Space), at.Platform, store.MaxAt)
	if err != nil {
		return nil, fmt.Errorf("look for people: %w", err)
	}
	return refs, nil
}

func (s *Store) refs(ctx context.Context, query string, args ...any) ([]bot.Ref, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (bot.Ref, error) { return scanRef(row) })
}

// HasHadCase reports whether somebody has had a case.
func (s *Store) HasHadCase(ctx context.Context, desk bot.Platform, id string) (is bool, err error) {
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM agents WHERE id = $1 AND platform = $2)`, storable(id), desk).Scan(&is); err != nil {
		return false, fmt.Errorf("look for an agent: %w", err)
	}
	return is, nil
}

// RelayedMessages returns the messages by which a message was relayed.
func (s *Store) RelayedMessages(ctx context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) (ids []bot.MessageID, found bool, err error) {
	if source == "" {
		return nil, false, nil
	}
	rows, err := s.pool.Query(ctx, `SELECT message FROM effects WHERE kind = 'say' AND fate = 'done' AND platform = $6
		AND coalesce(body -> 'say' ->> 'source', body -> 'amend' ->> 'source') = $7
		AND conversation = (SELECT id FROM conversations WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5) ORDER BY id`,
		append(refArgs(ref), to, storable(string(source)))...)
	if err != nil {
		return nil, false, fmt.Errorf("look for a relayed message: %w", err)
	}
	var id bot.MessageID
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		found = true
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("look for a relayed message: %w", err)
	}
	return ids, found, nil
}
