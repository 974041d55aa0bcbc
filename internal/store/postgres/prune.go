package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Prune removes what is old, as port.Privacy says.
func (s *Store) Prune(ctx context.Context, now time.Time, keep port.Retention) (p port.Pruned, err error) {
	cut := store.CutoffsOf(now, keep)
	for _, step := range []func() error{
		func() error { return s.pruneEffects(ctx, cut, &p) },
		func() error { return s.pruneCases(ctx, cut, &p) },
		func() error { return s.pruneLines(ctx, cut, &p) },
		func() error { return s.pruneConversations(ctx, cut, &p) },
		func() error { return s.prunePeople(ctx, cut) },
		func() error { return s.pruneLeases(ctx, now.Add(-store.LeaseKept)) },
	} {
		if err := step(); err != nil {
			return p, fmt.Errorf("prune: %w", err)
		}
	}
	return p, nil
}

// walk looks at rows by their ids with a query, and removes the old ones with a statement that takes
// the ids, both with the same arguments. It ends at the first step in which all are young.
func (s *Store) walk(ctx context.Context, query, remove string, count *int, args ...any) error {
	for after := int64(0); ; {
		rows, err := s.pool.Query(ctx, query, append([]any{after, store.MaxPruned}, args...)...)
		if err != nil {
			return err
		}
		var old []int64
		var isOld, isYoung bool
		read, young := 0, 0
		_, err = pgx.ForEachRow(rows, []any{&after, &isOld, &isYoung}, func() error {
			read++
			if isYoung {
				young++
			}
			if isOld {
				old = append(old, after)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(old) > 0 {
			done, err := s.pool.Exec(ctx, remove, append([]any{old}, args...)...)
			if err != nil {
				return err
			}
			*count += int(done.RowsAffected())
			if err := store.PauseBetweenSteps(ctx); err != nil {
				return err
			}
		}
		if read < store.MaxPruned || young == read {
			return ctx.Err()
		}
	}
}

// isOpen tells that people have the conversation of a row.
func isOpen(conversation string) string {
	return ` EXISTS (SELECT FROM cases o WHERE o.conversation = ` + conversation + ` AND o.state <> 'closed') `
}

func (s *Store) pruneEffects(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	if cut.Effects.IsZero() {
		return nil
	}
	return s.walk(ctx, `SELECT e.id, e.fate <> '' AND coalesce(e.ended < $3, false) AND NOT `+isOpen("e.conversation")+`, e.saved >= $3 FROM effects e WHERE e.id > $1 ORDER BY e.id LIMIT $2`,
		`DELETE FROM effects WHERE id = ANY ($1) AND fate <> '' AND ended < $2`, &p.Effects, cut.Effects)
}

func (s *Store) pruneLines(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	if cut.Transcripts.IsZero() {
		return nil
	}
	// What was said in a case is kept as long as the case.
	return s.walk(ctx, `SELECT h.id, h.at < $3 AND NOT EXISTS (SELECT FROM cases k WHERE k.conversation = h.conversation
			AND (k.state <> 'closed' OR h.turn BETWEEN coalesce(k.first_turn, 0) AND coalesce(k.last_turn, h.turn))), h.at >= $3
		FROM heard h WHERE h.id > $1 ORDER BY h.id LIMIT $2`,
		`DELETE FROM heard WHERE id = ANY ($1) AND at < $2`, &p.Lines, cut.Transcripts)
}

// pruneCases removes cases with what was said in them.
func (s *Store) pruneCases(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	if cut.Cases.IsZero() {
		return nil
	}
	for {
		removed := 0
		err := s.pool.within(ctx, func(t tx) (err error) {
			removed, err = t.pruneCases(ctx, cut.Cases, p)
			return err
		})
		if err != nil || removed == 0 {
			return err
		}
		if err := store.PauseBetweenSteps(ctx); err != nil {
			return err
		}
	}
}

// maxCasesPruned is how many cases are removed in one transaction.
const maxCasesPruned = 50

func (t tx) pruneCases(ctx context.Context, before time.Time, p *port.Pruned) (removed int, err error) {
	if _, err := t.Exec(ctx, begin); err != nil {
		return 0, err
	}
	type old struct {
		number, conversation, opened, first, last int64
		state                                     []byte
	}
	// A conversation in which a turn is made now is left to the next time.
	rows, err := t.Query(ctx, `SELECT k.number, k.conversation, k.opened, coalesce(k.first_turn, k.opened), coalesce(k.last_turn, k.opened), c.state
		FROM cases k JOIN conversations c ON c.id = k.conversation
		WHERE k.closed_at IS NOT NULL AND k.closed_at < $1 AND k.state = 'closed' AND NOT `+isOpen("k.conversation")+`
		ORDER BY k.closed_at, k.number LIMIT $2 FOR UPDATE OF c SKIP LOCKED`, before, maxCasesPruned)
	if err != nil {
		return 0, err
	}
	cases, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k old, err error) {
		return k, row.Scan(&k.number, &k.conversation, &k.opened, &k.first, &k.last, &k.state)
	})
	if err != nil {
		return 0, err
	}
	for _, k := range cases {
		lines, err := t.Exec(ctx, `DELETE FROM heard WHERE conversation = $1 AND turn BETWEEN $2 AND $3`, k.conversation, k.first, k.last)
		if err != nil {
			return 0, err
		}
		effects, err := t.Exec(ctx, `DELETE FROM effects WHERE conversation = $1 AND turn BETWEEN $2 AND $3 AND fate <> ''`, k.conversation, k.first, k.last)
		if err != nil {
			return 0, err
		}
		if _, err := t.Exec(ctx, `DELETE FROM cases WHERE number = $1`, k.number); err != nil {
			return 0, err
		}
		if err := t.dropCase(ctx, k.conversation, k.opened, k.state); err != nil {
			return 0, err
		}
		p.Lines, p.Effects, p.Cases = p.Lines+int(lines.RowsAffected()), p.Effects+int(effects.RowsAffected()), p.Cases+1
	}
	return len(cases), t.Commit(ctx)
}

// dropCase takes a case that is gone out of the state of its conversation.
func (t tx) dropCase(ctx context.Context, conversation, opened int64, state []byte) error {
	var c bot.Conversation
	if err := json.Unmarshal(state, &c); err != nil {
		return fmt.Errorf("read the conversation: %w", err)
	}
	if c.Case == nil || int64(c.Case.Opened) != opened {
		return nil
	}
	c.Case = nil
	state, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write the conversation: %w", err)
	}
	_, err = t.Exec(ctx, `UPDATE conversations SET state = $1 WHERE id = $2`, state, conversation)
	return err
}

// pruneConversations removes those in which nothing happens any more, and what is left of those
// that were erased.
func (s *Store) pruneConversations(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	return s.walk(ctx, `SELECT c.id, CASE WHEN c.state ->> 'forgotten' = 'true'
			THEN c.changed < $4 AND NOT EXISTS (SELECT FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say')
			ELSE c.changed < $3 AND c.person <> '' AND NOT EXISTS (SELECT FROM cases k WHERE k.conversation = c.id)
				AND NOT EXISTS (SELECT FROM effects e WHERE e.conversation = c.id AND e.fate = '') END, false
		FROM conversations c WHERE c.id > $1 ORDER BY c.id LIMIT $2`,
		`DELETE FROM conversations WHERE id = ANY ($1) AND changed < greatest($2::timestamptz, $3::timestamptz)`, &p.Conversations, cut.Transcripts, cut.Forgotten)
}

// prunePeople forgets the language of people without a conversation.
func (s *Store) prunePeople(ctx context.Context, cut store.Cutoffs) error {
	if cut.Transcripts.IsZero() {
		return nil
	}
	_, err := s.pool.Exec(ctx, `DELETE FROM people p WHERE p.changed < $1
		AND NOT EXISTS (SELECT FROM conversations c WHERE c.person = p.person AND c.platform = p.platform)`, cut.Transcripts)
	return err
}

// pruneLeases forgets leases that ended before a time.
func (s *Store) pruneLeases(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM leases WHERE expires < $1`, before)
	return err
}
