package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/search"
	"aktivering/internal/store"
)

// saveWords adds to the index what a turn adds to the words of a case. The line of the turn
// has been saved.
func (s *Store) saveWords(ctx context.Context, t *statements, conversation int64, c store.CaseChange, line bot.Entry) error {
	var err error
	switch {
	case c.Rebuilt:
		err = indexCases(ctx, t, conversation, func(k store.StoredCase) bool { return k.Opened == c.Case.Opened })
	case c.Added:
		err = addWords(ctx, t, conversation, c.Case.Opened, c.Words(line))
	}
	if err != nil {
		return fmt.Errorf("index the case: %w", err)
	}
	return nil
}

// addWords adds to the words of a case those that it does not have.
func addWords(ctx context.Context, t *statements, conversation int64, opened int, words []string) error {
	if len(words) == 0 {
		return nil
	}
	var number int64
	var kept string
	err := t.row(ctx, `SELECT k.number, coalesce(w.words, '') FROM cases k LEFT JOIN case_words w ON w.number = k.number
		WHERE k.conversation = ? AND k.opened = ? AND k.indexed = 1`, conversation, opened).Scan(&number, &kept)
	switch {
	case errors.Is(err, sql.ErrNoRows): // one of before, which is indexed as a whole soon
		return nil
	case err != nil:
		return err
	}
	have := strings.Fields(kept)
	words = without(words, have)
	words = words[:min(len(words), max(0, search.MaxWords-len(have)))]
	return setWords(ctx, t, number, have, slices.Concat(have, words))
}

// setWords puts words in the place of those that a case has.
func setWords(ctx context.Context, t *statements, number int64, have, want []string) error {
	slices.Sort(want)
	added, gone := without(want, have), without(have, want)
	if len(added) == 0 && len(gone) == 0 {
		return nil
	}
	// What is erased later was copied before, when segments of the index were merged and the
	// row grew: no copy may stay in parts of the file that are free.
	if err := t.secure(ctx); err != nil {
		return err
	}
	const add = `INSERT INTO case_search (rowid, words) VALUES (?, ?)`
	if len(added) > 0 {
		if _, err := t.exec(ctx, add, number, strings.Join(added, " ")); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		// The index counts what was added and deleted, and must not get below 0.
		if _, err := t.exec(ctx, add, number, ""); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `INSERT INTO case_search (case_search, rowid, words) VALUES ('delete', ?, ?)`, number, strings.Join(gone, " ")); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `INSERT INTO case_words (number, words) VALUES (?, ?) ON CONFLICT DO UPDATE SET words = excluded.words`, number, strings.Join(want, " "))
	return err
}

// without returns the different words of a list that are not in another one, which is
// sorted.
func without(list, other []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(w string) bool {
		_, ok := slices.BinarySearch(other, w)
		return ok
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// indexCases makes the words of some cases of a conversation anew. It fills in first what an
// earlier version did not know of its cases; then all cases are indexed.
func indexCases(ctx context.Context, t *statements, conversation int64, which func(store.StoredCase) bool) error {
	cases, err := casesOf(ctx, t, conversation)
	if err != nil || len(cases) == 0 {
		return err
	}
	first := slices.MinFunc(cases, func(a, b store.StoredCase) int { return a.First - b.First }).First
	var lines []bot.Entry
	err = t.each(ctx, func(r row) error {
		e, err := scanLine(r)
		lines = append(lines, e)
		return err
	}, `SELECT turn, at, kind, text FROM heard WHERE conversation = ? AND turn >= ? ORDER BY turn, id`, conversation, first)
	if err != nil {
		return fmt.Errorf("read the transcript: %w", err)
	}
	if first == 0 {
		if err := fillCases(ctx, t, conversation, cases, lines); err != nil {
			return fmt.Errorf("fill in what is known of cases: %w", err)
		}
	}
	for _, c := range cases {
		if first > 0 && !which(c) {
			continue
		}
		var kept string
		if err := t.row(ctx, `SELECT coalesce((SELECT words FROM case_words WHERE number = ?), '')`, c.Number).Scan(&kept); err != nil {
			return err
		}
		if err := setWords(ctx, t, int64(c.Number), strings.Fields(kept), c.Words(lines)); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE cases SET indexed = 1 WHERE number = ? AND indexed = 0`, c.Number); err != nil {
			return err
		}
	}
	return nil
}

// casesOf returns the cases of a conversation, in order.
func casesOf(ctx context.Context, t *statements, conversation int64) (cases []store.StoredCase, err error) {
	err = t.each(ctx, func(r row) error {
		var c store.StoredCase
		var codes string
		var since int64
		err := r.Scan(&c.Number, &c.Opened, &c.State, &since, &c.Name, &c.Agent.Name, &codes, &c.First, &c.Last)
		c.Codes, c.QueuedAt = store.Codes(codes), time.UnixMicro(since).UTC()
		cases = append(cases, c)
		return err
	}, `SELECT number, opened, state, since, name, agent_name, codes, coalesce(first_turn, 0), coalesce(last_turn, 0) FROM cases
		WHERE conversation = ? ORDER BY opened`, conversation)
	return cases, err
}

// fillCases fills in and saves what is known of cases of before.
func fillCases(ctx context.Context, t *statements, conversation int64, cases []store.StoredCase, lines []bot.Entry) error {
	var state []byte
	if err := t.row(ctx, `SELECT state FROM conversations WHERE id = ?`, conversation).Scan(&state); err != nil {
		return err
	}
	filled, err := store.FillCases(state, cases, lines)
	if err != nil {
		return err
	}
	for _, c := range filled {
		_, err := t.exec(ctx, `UPDATE cases SET first_turn = ?, last_turn = nullif(?, 0), opened_at = ?, agent = ?, agent_name = ?, closed_at = ?, closing = ?, desk = ?,
			person_at = ?, agent_at = ? WHERE number = ?`,
			c.First, c.Last, micros(c.OpenedAt), c.Agent.ID, c.Agent.Name, nullMicros(c.ClosedAt), c.Closing, c.Desk,
			nullMicros(c.LastPersonAt), nullMicros(c.LastAgentAt), c.Number)
		if err != nil {
			return err
		}
		if err := saveFacts(ctx, t, conversation, c.Summary); err != nil {
			return err
		}
	}
	return nil
}
