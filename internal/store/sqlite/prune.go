package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

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

// pruned is one row that a step looked at.
type pruned struct {
	id  int64
	old bool
	// young tells that this row, and most likely those after it, are not old enough.
	young bool
}

// walk looks at rows by their ids with a query, and removes the old ones with a statement that takes
// the ids as JSON, both with the same arguments. It ends at the first step in which all are young.
func (s *Store) walk(ctx context.Context, query, remove string, count *int, args ...any) error {
	for after := int64(0); ; {
		var old []int64
		rows, young := 0, 0
		err := s.read.each(ctx, func(r row) error {
			var p pruned
			err := r.Scan(&p.id, &p.old, &p.young)
			after = p.id
			rows++
			if p.young {
				young++
			}
			if p.old {
				old = append(old, p.id)
			}
			return err
		}, query, append([]any{after, store.MaxPruned}, args...)...)
		if err != nil {
			return err
		}
		if len(old) > 0 {
			ids, err := json.Marshal(old)
			if err != nil {
				return err
			}
			removed := 0
			err = s.removing(ctx, func(ctx context.Context, t *statements) (int, error) {
				done, err := t.exec(ctx, remove, append([]any{ids}, args...)...)
				removed = int(done.changed)
				return removed, err
			})
			if err != nil {
				return err
			}
			*count += removed
			if err := store.PauseBetweenSteps(ctx); err != nil {
				return err
			}
		}
		if rows < store.MaxPruned || young == rows {
			return ctx.Err()
		}
	}
}

// isOpen tells that people have the conversation of a row.
func isOpen(conversation string) string {
	return ` EXISTS (SELECT 1 FROM cases o WHERE o.conversation = ` + conversation + ` AND o.state <> 'closed') `
}

func (s *Store) pruneEffects(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	if cut.Effects.IsZero() {
		return nil
	}
	return s.walk(ctx, `SELECT e.id, e.fate <> '' AND e.ended < ?3 AND NOT `+isOpen("e.conversation")+`, e.saved >= ?3 FROM effects e WHERE e.id > ?1 ORDER BY e.id LIMIT ?2`,
		`DELETE FROM effects WHERE id IN (SELECT value FROM json_each(?1)) AND fate <> '' AND ended < ?2`, &p.Effects, micros(cut.Effects))
}

func (s *Store) pruneLines(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	if cut.Transcripts.IsZero() {
		return nil
	}
	// What was said in a case is kept as long as the case.
	return s.walk(ctx, `SELECT h.id, h.at < ?3 AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.conversation = h.conversation
			AND (k.state <> 'closed' OR h.turn BETWEEN coalesce(k.first_turn, 0) AND coalesce(k.last_turn, h.turn))), h.at >= ?3
		FROM heard h WHERE h.id > ?1 ORDER BY h.id LIMIT ?2`,
		`DELETE FROM heard WHERE id IN (SELECT value FROM json_each(?1)) AND at < ?2`, &p.Lines, micros(cut.Transcripts))
}

// pruneCases removes cases with what was said in them.
func (s *Store) pruneCases(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	if cut.Cases.IsZero() {
		return nil
	}
	for {
		type old struct {
			number, conversation, opened int64
			first, last                  int64
		}
		var cases []old
		err := s.read.each(ctx, func(r row) error {
			var k old
			err := r.Scan(&k.number, &k.conversation, &k.opened, &k.first, &k.last)
			cases = append(cases, k)
			return err
		}, `SELECT k.number, k.conversation, k.opened, coalesce(k.first_turn, k.opened), coalesce(k.last_turn, k.opened) FROM cases k
			WHERE k.closed_at IS NOT NULL AND k.closed_at < ?1 AND k.state = 'closed' AND NOT `+isOpen("k.conversation")+`
			ORDER BY k.closed_at, k.number LIMIT 50`, micros(cut.Cases))
		if err != nil || len(cases) == 0 {
			return err
		}
		err = s.removing(ctx, func(ctx context.Context, t *statements) (int, error) {
			for _, k := range cases {
				lines, err := t.exec(ctx, `DELETE FROM heard WHERE conversation = ? AND turn BETWEEN ? AND ?`, k.conversation, k.first, k.last)
				if err != nil {
					return 0, err
				}
				p.Lines += int(lines.changed)
				effects, err := t.exec(ctx, `DELETE FROM effects WHERE conversation = ? AND turn BETWEEN ? AND ? AND fate <> ''`, k.conversation, k.first, k.last)
				if err != nil {
					return 0, err
				}
				p.Effects += int(effects.changed)
				if _, err := t.exec(ctx, `DELETE FROM cases WHERE number = ?`, k.number); err != nil {
					return 0, err
				}
				_, err = t.exec(ctx, `UPDATE conversations SET state = json_remove(state, '$.case') WHERE id = ? AND json_extract(state, '$.case.opened') = ?`, k.conversation, k.opened)
				if err != nil {
					return 0, err
				}
				p.Cases++
			}
			return len(cases), nil
		})
		if err != nil {
			return err
		}
		if err := store.PauseBetweenSteps(ctx); err != nil {
			return err
		}
	}
}

// pruneConversations removes those in which nothing happens any more, and what is left of those
// that were erased.
func (s *Store) pruneConversations(ctx context.Context, cut store.Cutoffs, p *port.Pruned) error {
	return s.walk(ctx, `SELECT c.id, CASE WHEN json_extract(c.state, '$.forgotten') = 1
			THEN c.changed < ?4 AND NOT EXISTS (SELECT 1 FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say')
			ELSE c.changed < ?3 AND c.person <> '' AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.conversation = c.id)
				AND NOT EXISTS (SELECT 1 FROM effects e WHERE e.conversation = c.id AND e.fate = '') END, 0
		FROM conversations c WHERE c.id > ?1 ORDER BY c.id LIMIT ?2`,
		`DELETE FROM conversations WHERE id IN (SELECT value FROM json_each(?1)) AND changed < max(?2, ?3)`, &p.Conversations, micros(cut.Transcripts), micros(cut.Forgotten))
}

// prunePeople forgets the language of people without a conversation.
func (s *Store) prunePeople(ctx context.Context, cut store.Cutoffs) error {
	if cut.Transcripts.IsZero() {
		return nil
	}
	return s.removing(ctx, func(ctx context.Context, t *statements) (int, error) {
		done, err := t.exec(ctx, `DELETE FROM people WHERE changed < ?
			AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.person = people.person AND c.platform = people.platform)`, micros(cut.Transcripts))
		return int(done.changed), err
	})
}

// pruneLeases forgets leases that ended before a time.
func (s *Store) pruneLeases(ctx context.Context, before time.Time) error {
	return s.removing(ctx, func(ctx context.Context, t *statements) (int, error) {
		done, err := t.exec(ctx, `DELETE FROM leases WHERE expires < ?`, micros(before))
		return int(done.changed), err
	})
}
