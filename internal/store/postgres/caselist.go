package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/search"
	"aktivering/internal/store"
)

// dialect is how queries of cases are written for PostgreSQL.
func dialect() store.Dialect {
	return store.Dialect{
		Time: func(t time.Time) any { return t },
		Text: func(s string) any { return storable(s) },
	}
}

// numbered puts $1 and so on in the place of the question marks of a query.
func numbered(sql string) string {
	var out strings.Builder
	n := 0
	for part := range strings.SplitSeq(sql, "?") {
		if n > 0 {
			out.WriteString("$" + strconv.Itoa(n))
		}
		out.WriteString(part)
		n++
	}
	return out.String()
}

// cases reads the cases of a query.
func (s *Store) cases(ctx context.Context, q store.CaseQuery) ([]caselist.Summary, error) {
	rows, err := s.pool.Query(ctx, numbered(q.SQL), q.Args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanCase)
}

// scanCase reads what store.CaseQuery selects.
func scanCase(row pgx.CollectableRow) (c caselist.Summary, err error) {
	var codes string
	var person, agent, closed *time.Time
	at, thread := &c.Ref.Address, &c.Thread
	err = row.Scan(&c.Number, &at.Platform, &at.Space, &at.Channel, &at.Thread, &c.Ref.Person, &c.Opened, &c.State, &c.Agent.ID, &c.Agent.Name,
		&c.Name, &c.Language, &codes, &c.Article, &c.Desk, &thread.Platform, &thread.Space, &thread.Channel, &thread.Thread, &c.OpenedAt, &c.QueuedAt, &person, &agent, &closed, &c.Closing, &c.Urgent)
	c.Codes = store.Codes(codes)
	c.OpenedAt, c.QueuedAt = c.OpenedAt.UTC(), c.QueuedAt.UTC()
	c.LastPersonAt, c.LastAgentAt, c.ClosedAt = timeOf(person), timeOf(agent), timeOf(closed)
	return c, err
}

// ListCases returns a page of cases, as caselist.Lister says.
func (s *Store) ListCases(ctx context.Context, f caselist.Filter, p caselist.Page) ([]caselist.Summary, caselist.Cursor, error) {
	q, err := dialect().ListQuery(f, p)
	if err != nil {
		return nil, "", err
	}
	cases, err := s.cases(ctx, q)
	if err != nil {
		return nil, "", fmt.Errorf("list cases: %w", err)
	}
	cases, next := store.ListPage(f, p, cases)
	return cases, next, nil
}

// Search returns a page of the cases that a query finds, as caselist.Lister says.
func (s *Store) Search(ctx context.Context, query string, f caselist.Filter, p caselist.Page) ([]caselist.Hit, caselist.Cursor, error) {
	q := search.Parse(query)
	hits, next, err := store.Search(ctx, q, p, func(ctx context.Context, step store.SearchStep, below int64, most int) (hits []caselist.Hit, err error) {
		cases, err := s.searchCases(ctx, step, q, f, below, most)
		for _, c := range cases {
			hits = append(hits, caselist.Hit{Summary: c})
		}
		return hits, err
	})
	if err == nil {
		err = s.snippets(ctx, q, hits)
	}
	if err != nil {
		return nil, "", fmt.Errorf("search cases: %w", err)
	}
	return hits, next, nil
}

// maxWalked is how many of the latest cases are looked through one by one.
const maxWalked = 1000

// searchCases finds the cases of one step of a search. The server does not know how many
// cases have a word. A word that many have is found soon among the latest; of another one the
// index finds all cases, which are few.
func (s *Store) searchCases(ctx context.Context, step store.SearchStep, q search.Query, f caselist.Filter, below int64, most int) ([]caselist.Summary, error) {
	words := vectorQuery(q, step)
	switch {
	case step == store.ByNumber:
	case store.PicksFew(f):
		return s.cases(ctx, dialect().SearchQuery(step, q, f, wordsOfFew(words), below, most))
	default:
		cases, err := s.cases(ctx, dialect().SearchQuery(step, q, f, latestWords(words), below, most))
		if err != nil || len(cases) == most {
			return cases, err
		}
	}
	return s.cases(ctx, dialect().SearchQuery(step, q, f, allWords(words), below, most))
}

// latestWords looks through the words of the latest cases.
func latestWords(query string) store.WordIndex {
	return store.WordIndex{Table: "case_words", Number: "number", Match: "s.words @@ ?::tsquery", Words: query, Latest: maxWalked}
}

// wordsOfFew looks at the words of the cases that all other conditions leave.
func wordsOfFew(query string) store.WordIndex {
	return store.WordIndex{Match: "EXISTS (SELECT FROM case_words s WHERE s.number = k.number AND s.words @@ ?::tsquery)", Words: query}
}

// allWords asks the index of words, and nothing else before it.
func allWords(query string) store.WordIndex {
	return store.WordIndex{Match: "k.number = ANY (ARRAY(SELECT number FROM case_words WHERE words @@ ?::tsquery))", Words: query}
}

// vectorQuery writes what a step looks for as a tsquery. Words hold letters and digits alone.
func vectorQuery(q search.Query, step store.SearchStep) string {
	whole, forms := make([]string, len(q.Terms)), make([]string, len(q.Terms))
	for i, t := range q.Terms {
		whole[i] = "'" + t.Word + "'"
		forms[i] = whole[i]
		if t.Prefix != "" {
			forms[i] = "'" + t.Prefix + "':*"
		}
	}
	every := strings.Join(whole, " & ")
	if step == store.ByWhole {
		return every
	}
	return strings.Join(forms, " & ") + " & !(" + every + ")"
}

// snippets fills in the snippets of what was found.
func (s *Store) snippets(ctx context.Context, q search.Query, hits []caselist.Hit) error {
	if len(hits) == 0 {
		return nil
	}
	numbers := make([]int64, len(hits))
	for i, h := range hits {
		numbers[i] = int64(h.Number)
	}
	rows, err := s.pool.Query(ctx, `SELECT k.number, h.turn, h.at, h.kind, h.text FROM cases k CROSS JOIN LATERAL (
			SELECT turn, at, kind, text FROM heard WHERE conversation = k.conversation AND turn BETWEEN k.first_turn AND coalesce(k.last_turn, 9223372036854775807)
			ORDER BY turn DESC LIMIT $2) h
		WHERE k.number = ANY ($1)`, numbers, store.MaxSnippetLines)
	if err != nil {
		return err
	}
	lines := make(map[int][]bot.Entry, len(hits))
	var number int
	var e bot.Entry
	_, err = pgx.ForEachRow(rows, []any{&number, &e.Turn, &e.At, &e.Kind, &e.Text}, func() error {
		line := e
		line.At = line.At.UTC()
		lines[number] = append(lines[number], line)
		return nil
	})
	for i, h := range hits {
		hits[i].Snippet = q.Snippet(lines[h.Number])
	}
	return err
}
