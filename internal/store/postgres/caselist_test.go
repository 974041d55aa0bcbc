package postgres_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/search"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

func TestEarlierCases(t *testing.T) {
	t.Parallel()
	s, err := postgres.Open(t.Context(), storetest.EarlierPostgres(t, "b58d0bf").URL, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // the test tells
	storetest.EarlierCases(t, s)
}

func FuzzSearch(f *testing.F) {
	storetest.FuzzSearch(f, func(f *testing.F) store.Store {
		f.Helper()
		p := newPlace(f)
		s, err := postgres.Open(f.Context(), p.url, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(func() { _ = s.Close() }) // the test is over
		return s
	})
}

// A page is read along an index that has the order of the list, where the server knows that
// there are many cases.
func TestCasePlans(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.open(t)
	p.exec(t, `SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off`)
	open, day := []bot.CaseState{bot.CaseQueued, bot.CaseClaimed}, caselist.TimeRange{From: time.Unix(1, 0), Before: time.Unix(2, 0)}
	for _, c := range []struct {
		f     caselist.Filter
		index []string
	}{
		{caselist.Filter{}, []string{"cases_opened"}},
		{caselist.Filter{Opened: day}, []string{"cases_opened"}},
		{caselist.Filter{Closed: day}, []string{"cases_closed"}},
		{caselist.Filter{FirstCome: true}, []string{"cases_since"}},
		{caselist.Filter{States: []bot.CaseState{bot.CaseQueued}, FirstCome: true}, []string{"cases_queue"}},
		{caselist.Filter{States: open}, []string{"cases_active"}},
		{caselist.Filter{Agent: "a"}, []string{"cases_agent"}},
		{caselist.Filter{Article: "x"}, []string{"cases_article"}},
		{caselist.Filter{Desks: []string{"it"}}, []string{"cases_desk"}},
		{caselist.Filter{Language: "nb"}, []string{"cases_language"}},
		{caselist.Filter{Platform: "p"}, []string{"cases_person_platform"}},
		{caselist.Filter{Code: 1}, []string{"case_codes_code"}},
		{caselist.Filter{Person: "p"}, []string{"conversations_person_channel_thread_space_platform_key"}},
	} {
		got := p.plan(t, func() (string, []any, error) {
			return postgres.CaseQuery(postgres.Dialect().ListQuery(c.f, caselist.Page{}))
		})
		if !slices.ContainsFunc(c.index, func(name string) bool { return strings.Contains(got, name) }) || strings.Contains(got, "Seq Scan") {
			t.Errorf("%+v:\n%s\nwant %s", c.f, got, c.index)
		}
	}
	now := time.Now()
	gaps := p.plan(t, func() (string, []any, error) { return postgres.GapQuery(), []any{now, now, 10}, nil })
	if !strings.Contains(gaps, "Index Scan Backward using heard_gaps") || strings.Contains(gaps, "Seq Scan") {
		t.Errorf("what was lacking:\n%s", gaps)
	}
	search := func(x store.WordIndex) string {
		return p.plan(t, func() (string, []any, error) {
			return postgres.CaseQuery(postgres.Dialect().SearchQuery(store.ByForm, search.Parse("a"), caselist.Filter{}, x, 1<<40, 10), nil)
		})
	}
	if got := search(postgres.LatestWords("'a'")); !strings.Contains(got, "case_words_pkey") {
		t.Errorf("of the latest:\n%s", got)
	}
	p.exec(t, `SET enable_bitmapscan = on; SET enable_sort = on`)
	if got := search(postgres.AllWords("'a'")); !strings.Contains(got, "case_words_words") {
		t.Errorf("of all:\n%s", got)
	}
}

// plan returns how PostgreSQL would carry out a query.
func (p *place) plan(t *testing.T, query func() (string, []any, error)) string {
	t.Helper()
	sql, args, err := query()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := p.conn.Query(t.Context(), "EXPLAIN "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Join(lines, "\n")
}

func BenchmarkCases(b *testing.B) {
	storetest.BenchCases(b, func(b *testing.B, cases int) store.Store {
		b.Helper()
		p := newPlace(b)
		openStore := func() *postgres.Store {
			s, err := postgres.Open(b.Context(), p.url, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
			if err != nil {
				b.Fatal(err)
			}
			return s
		}
		if err := openStore().Close(); err != nil {
			b.Fatal(err)
		}
		at, lines := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), storetest.SeedLines()
		p.exec(b, `CREATE TEMP TABLE n AS SELECT n, CASE WHEN n % 100 = 0 THEN 'queued' ELSE 'closed' END AS state FROM generate_series(0, $1::int - 1) n`, cases)
		p.exec(b, `INSERT INTO conversations (platform, space, channel, thread, person, owner, turn, state, created, changed)
			SELECT 'p', '', 'c', '', 'p' || n, '', 2, replace(replace($2, '{n}', n::text), '{state}', state)::json, $1, $1 FROM n`, at, storetest.SeedState)
		for i, line := range lines {
			p.exec(b, `INSERT INTO heard (conversation, platform, turn, at, kind, text)
				SELECT c.id, 'p', $3, $1::timestamptz + n * interval '1 microsecond', 'said', replace($2, '{n}', n::text) FROM n JOIN conversations c ON c.person = 'p' || n`, at, line, i+1)
		}
		p.exec(b, `INSERT INTO cases (conversation, opened, state, since, platform, space, channel, thread, person_platform)
			SELECT c.id, 2, n.state, $1::timestamptz + n * interval '1 microsecond', 'd', '', 'd', '', 'p' FROM n JOIN conversations c ON c.person = 'p' || n ORDER BY n`, at)
		s := openStore()
		b.Cleanup(func() { _ = s.Close() }) // the benchmark is over
		return s
	})
}
