package postgres

import (
	"context"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/search"
	"aktivering/internal/store"
)

// addWords adds words to those that a case has. It changes nothing where they are there, or
// where there is no room.
const addWords = `INSERT INTO case_words AS w (number, words) SELECT number, array_to_tsvector(coalesce($1::text[], '{}')) FROM cases
		WHERE conversation = $2 AND opened = $3 AND indexed
	ON CONFLICT (number) DO UPDATE SET words = w.words || excluded.words WHERE length(w.words) < $4 AND w.words || excluded.words <> w.words`

// queueWords adds to a batch what adds the words of a turn to those of its case. The case is
// saved before, in the same batch, and the line after it.
func (t tx) queueWords(ctx context.Context, batch *pgx.Batch, conversation int64, c store.CaseChange, line bot.Entry) error {
	var words []string
	switch {
	case c.Rebuilt:
		lines, err := t.linesOf(ctx, conversation, `greatest($2::bigint - $3::bigint, coalesce((SELECT first_turn FROM cases WHERE conversation = $1 AND opened = $2),
			1 + (SELECT max(coalesce(last_turn, $2 - 1)) FROM cases WHERE conversation = $1), 0))`, c.Case.Opened, store.MaxLead)
		if err != nil {
			return fmt.Errorf("read the lines of the case: %w", err)
		}
		k := store.StoredCase{Summary: c.Case, First: 1}
		words = k.Words(append(lines, line))
	case c.Added:
		words = c.Words(line)
	}
	if len(words) > 0 || c.New {
		batch.Queue(addWords, words, conversation, c.Case.Opened, search.MaxWords)
	}
	if c.New {
		batch.Queue(`UPDATE case_words SET words = words || array_to_tsvector(ARRAY[number::text])
			WHERE number = (SELECT number FROM cases WHERE conversation = $1 AND opened = $2)`, conversation, c.Case.Opened)
	}
	return nil
}

// linesOf returns the lines of a conversation from a turn on, which is SQL with arguments
// from $2 on.
func (t tx) linesOf(ctx context.Context, conversation int64, from string, args ...any) ([]bot.Entry, error) {
	rows, err := t.Query(ctx, `SELECT turn, at, kind, text FROM heard WHERE conversation = $1 AND turn >= `+from+` ORDER BY turn, id`,
		append([]any{conversation}, args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e bot.Entry, err error) {
		err = row.Scan(&e.Turn, &e.At, &e.Kind, &e.Text)
		e.At = e.At.UTC()
		return e, err
	})
}

// indexCases makes the words of some cases of conversations anew. It fills in first what an
// earlier version did not know of its cases; then all cases of that conversation are indexed.
// The transaction has the locks of the conversations.
func (t tx) indexCases(ctx context.Context, conversations []int64, which func(store.StoredCase) bool) error {
	cases, first, err := t.casesOf(ctx, conversations)
	if err != nil || len(cases) == 0 {
		return err
	}
	lines, err := t.linesFrom(ctx, conversations, first)
	if err != nil {
		return fmt.Errorf("read the transcripts: %w", err)
	}
	var batch pgx.Batch
	if first == 0 {
		if err := t.queueFilled(ctx, &batch, conversations, cases, lines); err != nil {
			return fmt.Errorf("fill in what is known of cases: %w", err)
		}
	}
	for id, list := range cases {
		for _, c := range list {
			if first > 0 && !which(c) {
				continue
			}
			batch.Queue(`INSERT INTO case_words AS w (number, words) VALUES ($1, array_to_tsvector(coalesce($2::text[], '{}')))
				ON CONFLICT (number) DO UPDATE SET words = excluded.words WHERE w.words <> excluded.words`, c.Number, c.Words(lines[id]))
			batch.Queue(`UPDATE cases SET indexed = true WHERE number = $1 AND NOT indexed`, c.Number)
		}
	}
	return t.SendBatch(ctx, &batch).Close()
}

// casesOf returns the cases of conversations, those of each in order, and the first turn that
// belongs to one; 0 if that is not known of all.
func (t tx) casesOf(ctx context.Context, conversations []int64) (cases map[int64][]store.StoredCase, first int, err error) {
	rows, err := t.Query(ctx, `SELECT conversation, number, opened, state, since, name, agent_name, codes, coalesce(first_turn, 0), coalesce(last_turn, 0) FROM cases
		WHERE conversation = ANY ($1) ORDER BY conversation, opened`, conversations)
	if err != nil {
		return nil, 0, err
	}
	cases, first = make(map[int64][]store.StoredCase), math.MaxInt
	var id int64
	var c store.StoredCase
	var codes string
	_, err = pgx.ForEachRow(rows, []any{&id, &c.Number, &c.Opened, &c.State, &c.QueuedAt, &c.Name, &c.Agent.Name, &codes, &c.First, &c.Last}, func() error {
		found := c
		found.Codes, found.QueuedAt = store.Codes(codes), c.QueuedAt.UTC()
		cases[id], first = append(cases[id], found), min(first, c.First)
		return nil
	})
	return cases, first, err
}

// linesFrom returns the lines of conversations from a turn on, those of each in order.
func (t tx) linesFrom(ctx context.Context, conversations []int64, first int) (map[int64][]bot.Entry, error) {
	rows, err := t.Query(ctx, `SELECT conversation, turn, at, kind, text FROM heard WHERE conversation = ANY ($1) AND turn >= $2 ORDER BY conversation, turn, id`,
		conversations, first)
	if err != nil {
		return nil, err
	}
	lines := make(map[int64][]bot.Entry)
	var id int64
	var e bot.Entry
	_, err = pgx.ForEachRow(rows, []any{&id, &e.Turn, &e.At, &e.Kind, &e.Text}, func() error {
		lines[id] = append(lines[id], e)
		return nil
	})
	return lines, err
}

// queueFilled fills in what is known of cases of before, and adds to a batch what saves it.
func (t tx) queueFilled(ctx context.Context, batch *pgx.Batch, conversations []int64, cases map[int64][]store.StoredCase, lines map[int64][]bot.Entry) error {
	rows, err := t.Query(ctx, `SELECT id, platform, state FROM conversations WHERE id = ANY ($1)`, conversations)
	if err != nil {
		return err
	}
	var id int64
	var platform string
	var state []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &platform, &state}, func() error {
		filled, err := store.FillCases(state, cases[id], lines[id])
		if err != nil {
			return fmt.Errorf("conversation %d: %w", id, err)
		}
		for _, c := range filled {
			batch.Queue(`UPDATE cases SET first_turn = $1, last_turn = nullif($2, 0), opened_at = $3, agent = $4, agent_name = $5, closed_at = $6, closing = $7,
				person_at = $8, agent_at = $9, person_platform = $10, desk = $11 WHERE number = $12`,
				c.First, c.Last, c.OpenedAt, storable(c.Agent.ID), storable(c.Agent.Name), nullTime(c.ClosedAt), c.Closing,
				nullTime(c.LastPersonAt), nullTime(c.LastAgentAt), platform, storable(c.Desk), c.Number)
			queueFacts(batch, id, c.Summary)
		}
		return nil
	})
	return err
}
