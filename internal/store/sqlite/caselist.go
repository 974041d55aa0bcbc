package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/search"
	"aktivering/internal/store"
)

// dialect is how queries of cases are written for SQLite. It knows nothing of how many rows
// there are of what, as the file is never analyzed.
func dialect() store.Dialect {
	return store.Dialect{
		Time:  func(t time.Time) any { return micros(t) },
		Text:  func(s string) any { return s },
		Hints: true,
	}
}

// ListCases returns a page of cases, as caselist.Lister says.
func (s *Store) ListCases(ctx context.Context, f caselist.Filter, p caselist.Page) ([]caselist.Summary, caselist.Cursor, error) {
	q, err := dialect().ListQuery(f, p)
	if err != nil {
		return nil, "", err
	}
	var cases []caselist.Summary
	err = s.read.each(ctx, func(r row) error {
		c, err := scanCase(r)
		cases = append(cases, c)
		return err
	}, q.SQL, q.Args...)
	if err != nil {
		return nil, "", fmt.Errorf("list cases: %w", err)
	}
	cases, next := store.ListPage(f, p, cases)
	return cases, next, nil
}

// scanCase reads what store.CaseQuery selects.
func scanCase(r row) (c caselist.Summary, err error) {
	var codes string
	var opened, since int64
	var person, agent, closed sql.NullInt64
	at, thread := &c.Ref.Address, &c.Thread
	err = r.Scan(&c.Number, &at.Platform, &at.Space, &at.Channel, &at.Thread, &c.Ref.Person, &c.Opened, &c.State, &c.Agent.ID, &c.Agent.Name,
		&c.Name, &c.Language, &codes, &c.Article, &c.Desk, &thread.Platform, &thread.Space, &thread.Channel, &thread.Thread, &opened, &since, &person, &agent, &closed, &c.Closing, &c.Urgent)
	c.Codes = store.Codes(codes)
	c.OpenedAt, c.QueuedAt = time.UnixMicro(opened).UTC(), time.UnixMicro(since).UTC()
	c.LastPersonAt, c.LastAgentAt, c.ClosedAt = timeOf(person), timeOf(agent), timeOf(closed)
	return c, err
}

// Search returns a page of the cases that a query finds, as caselist.Lister says.
func (s *Store) Search(ctx context.Context, query string, f caselist.Filter, p caselist.Page) ([]caselist.Hit, caselist.Cursor, error) {
	q := search.Parse(query)
	hits, next, err := store.Search(ctx, q, p, func(ctx context.Context, step store.SearchStep, below int64, most int) (hits []caselist.Hit, err error) {
		made := dialect().SearchQuery(step, q, f, wordIndex(matchOf(q, step)), below, most)
		err = s.read.each(ctx, func(r row) error {
			c, err := scanCase(r)
			hits = append(hits, caselist.Hit{Summary: c})
			return err
		}, made.SQL, made.Args...)
		return hits, err
	})
	for i := range hits {
		if err != nil {
			break
		}
		var lines []bot.Entry
		lines, err = s.caseLines(ctx, hits[i].Number)
		hits[i].Snippet = q.Snippet(lines)
	}
	if err != nil {
		return nil, "", fmt.Errorf("search cases: %w", err)
	}
	return hits, next, nil
}

func wordIndex(match string) store.WordIndex {
	return store.WordIndex{Table: "case_search", Number: "rowid", Match: "s.case_search MATCH ?", Words: match}
}

// matchOf writes what a step looks for in the syntax of FTS5. Words hold letters and digits
// alone.
func matchOf(q search.Query, step store.SearchStep) string {
	whole, forms := make([]string, len(q.Terms)), make([]string, len(q.Terms))
	for i, t := range q.Terms {
		whole[i] = `"` + t.Word + `"`
		forms[i] = whole[i]
		if t.Prefix != "" {
			forms[i] = `"` + t.Prefix + `" *`
		}
	}
	every := strings.Join(whole, " AND ")
	if step == store.ByWhole {
		return every
	}
	return "(" + strings.Join(forms, " AND ") + ") NOT (" + every + ")"
}

// caseLines returns the latest lines of a case, latest first.
func (s *Store) caseLines(ctx context.Context, number int) (lines []bot.Entry, err error) {
	err = s.read.each(ctx, func(r row) error {
		e, err := scanLine(r)
		lines = append(lines, e)
		return err
	}, `SELECT h.turn, h.at, h.kind, h.text FROM cases k CROSS JOIN heard h ON h.conversation = k.conversation
		AND h.turn BETWEEN k.first_turn AND coalesce(k.last_turn, 9223372036854775807)
		WHERE k.number = ? ORDER BY h.turn DESC LIMIT ?`, number, store.MaxSnippetLines)
	return lines, err
}

func scanLine(r row) (e bot.Entry, err error) {
	var at int64
	err = r.Scan(&e.Turn, &at, &e.Kind, &e.Text)
	e.At = time.UnixMicro(at).UTC()
	return e, err
}
