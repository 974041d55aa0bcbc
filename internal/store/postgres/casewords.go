package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

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

// indexCases makes the words of some cases of a conversation anew. It fills in first what an
// earlier version did not know of its cases; then all cases are indexed. The transaction has
// the lock of the conversation.
func (t tx) indexCases(ctx context.Context, conversation int64, which func(store.StoredCase) bool) error {
	cases, err := t.casesOf(ctx, conversation)
	if err != nil || len(cases) == 0 {
		return err
	}
	first := slices.MinFunc(cases, func(a, b store.StoredCase) int { return a.First - b.First }).First
	lines, err := t.linesOf(ctx, conversation, `$2`, first)
	if err != nil {
		return fmt.Errorf("read the transcript: %w", err)
	}
	var batch pgx.Batch
	if first == 0 {
		var state []byte
		if err := t.QueryRow(ctx, `SELECT state FROM conversations WHERE id = $1`, conversation).Scan(&state); err != nil {
			return err
		}
		filled, err := store.FillCases(state, cases, lines)
		if err != nil {
			return fmt.Errorf("fill in what is known of cases: %w", err)
		}
		for _, c := range filled {
			batch.Queue(`UPDATE cases SET first_turn = $1, last_turn = nullif($2, 0), opened_at = $3, agent = $4, agent_name = $5, closed_at = $6, closing = $7,
				person_at = $8, agent_at = $9, person_platform = (SELECT platform FROM conversations WHERE id = $10), desk = $12 WHERE number = $11`,
				c.First, c.Last, c.OpenedAt, storable(c.Agent.ID), storable(c.Agent.Name), nullTime(c.ClosedAt), c.Closing,
				nullTime(c.LastPersonAt), nullTime(c.LastAgentAt), conversation, c.Number, storable(c.Desk))
			queueFacts(&batch, conversation, c.Summary)
		}
	}
	for _, c := range cases {
		if first > 0 && !which(c) {
			continue
		}
		batch.Queue(`INSERT INTO case_words AS w (number, words) VALUES ($1, array_to_tsvector(coalesce($2::text[], '{}')))
			ON CONFLICT (number) DO UPDATE SET words = excluded.words WHERE w.words <> excluded.words`, c.Number, c.Words(lines))
		batch.Queue(`UPDATE cases SET indexed = true WHERE number = $1 AND NOT indexed`, c.Number)
	}
	return t.SendBatch(ctx, &batch).Close()
}

// casesOf returns the cases of a conversation, in order.
func (t tx) casesOf(ctx context.Context, conversation int64) ([]store.StoredCase, error) {
	rows, err := t.Query(ctx, `SELECT number, opened, state, since, name, agent_name, codes, coalesce(first_turn, 0), coalesce(last_turn, 0) FROM cases
		WHERE conversation = $1 ORDER BY opened`, conversation)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c store.StoredCase, err error) {
		var codes string
		err = row.Scan(&c.Number, &c.Opened, &c.State, &c.QueuedAt, &c.Name, &c.Agent.Name, &codes, &c.First, &c.Last)
		c.Codes, c.QueuedAt = store.Codes(codes), c.QueuedAt.UTC()
		return c, err
	})
}

// nullTime is a time, and NULL of none.
func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
