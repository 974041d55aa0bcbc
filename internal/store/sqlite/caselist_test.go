package sqlite_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
	"aktivering/bot/search"
	"aktivering/internal/store"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

func TestEarlierCases(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.EarlierSQLite(t, "b58d0bf").Path)
	defer func() { _ = s.Close() }() // the test tells
	storetest.EarlierCases(t, s)
}

func FuzzSearch(f *testing.F) {
	storetest.FuzzSearch(f, func(f *testing.F) store.Store {
		f.Helper()
		s, err := sqlite.Open(f.Context(), filepath.Join(f.TempDir(), "a.db"), sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(func() { _ = s.Close() }) // the test is over
		return s
	})
}

// plan returns how SQLite carries out a query, a step a line.
func plan(t *testing.T, path string, q store.CaseQuery) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // what is read tells
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q.SQL, q.Args...)
	if err != nil {
		t.Fatalf("%s: %v", q.SQL, err)
	}
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

// A page is read along an index that has the order of the list, so that its cost does not
// depend on how many cases there are. Only what is few is sorted.
func TestCasePlans(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	open, day := []bot.CaseState{bot.CaseQueued, bot.CaseClaimed}, caselist.TimeRange{From: time.Unix(1, 0), Before: time.Unix(2, 0)}
	for _, c := range []struct {
		f      caselist.Filter
		index  string
		sorted bool
	}{
		{f: caselist.Filter{}, index: "cases_opened"},
		{f: caselist.Filter{Opened: day}, index: "cases_opened (opened_at>"},
		{f: caselist.Filter{Closed: day}, index: "cases_closed (closed_at>"},
		{f: caselist.Filter{FirstCome: true}, index: "cases_since"},
		{f: caselist.Filter{States: []bot.CaseState{bot.CaseQueued}, FirstCome: true}, index: "cases_queue"},
		{f: caselist.Filter{States: open}, index: "cases_active"},
		{f: caselist.Filter{States: open, Agent: "a", Code: 1, Article: "x"}, index: "cases_active"},
		{f: caselist.Filter{States: open, FirstCome: true}, index: "cases_active", sorted: true},
		{f: caselist.Filter{Agent: "a"}, index: "cases_agent (agent=?"},
		{f: caselist.Filter{Agent: "a", Article: "x", Desks: []string{"it"}, Language: "nb", Platform: "p", Opened: day}, index: "cases_agent (agent=? AND opened_at>"},
		{f: caselist.Filter{Article: "x", Language: "nb"}, index: "cases_article (article=?"},
		{f: caselist.Filter{Desks: []string{"it"}, Platform: "p"}, index: "cases_desk (desk=?"},
		{f: caselist.Filter{Language: "nb", Platform: "p", Desks: []string{"a", "b"}}, index: "cases_language (language=?"},
		{f: caselist.Filter{Platform: "p"}, index: "cases_person_platform (person_platform=?"},
		{f: caselist.Filter{Code: 1}, index: "case_codes_code (code=?"},
		{f: caselist.Filter{Code: 1, Agent: "a", Opened: day}, index: "case_codes_code (code=? AND opened_at>"},
		{f: caselist.Filter{Person: "p"}, index: "sqlite_autoindex_conversations_1 (person=?", sorted: true},
	} {
		for _, after := range []caselist.Cursor{"", "first"} {
			if after != "" {
				_, after = store.ListPage(c.f, caselist.Page{Size: 1}, []caselist.Summary{{Number: 1}, {Number: 2}})
			}
			q, err := sqlite.Dialect().ListQuery(c.f, caselist.Page{After: after})
			if err != nil {
				t.Fatal(err)
			}
			got := plan(t, path, q)
			if !strings.Contains(strings.Split(got, "\n")[0], c.index) || strings.Contains(got, "TEMP B-TREE") != c.sorted {
				t.Errorf("%+v, after %q:\n%s\nwant %s first, sorted: %t", c.f, after, got, c.index, c.sorted)
			}
		}
	}
	for _, step := range []store.SearchStep{store.ByNumber, store.ByWhole, store.ByForm} {
		q := sqlite.Dialect().SearchQuery(step, search.Parse("42"), caselist.Filter{Agent: "a", Code: 1, States: open, Person: "p"}, sqlite.WordIndex(`"a"`), 1<<40, 10)
		if got := plan(t, path, q); strings.Contains(got, "TEMP B-TREE") || slices.ContainsFunc(strings.Split(got, "\n"), func(step string) bool {
			return strings.HasPrefix(step, "SCAN") && !strings.HasPrefix(step, "SCAN s VIRTUAL TABLE")
		}) {
			t.Errorf("step %d:\n%s", step, got)
		}
	}
}

// The words of a case that was erased are in no part of the file, also where they were
// copied before: when segments of the index were merged, and when rows grew and moved.
func TestErasedWordsAreOverwritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	happens := func(person string, ev event.Event, change func(*bot.Conversation)) {
		t.Helper()
		in := event.Inbound{At: time.Unix(1, 0), From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: person}, Event: ev}
		err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c = c.Clone()
			c.Turn++
			if change != nil {
				change(&c)
			}
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	openCase := func(c *bot.Conversation) {
		c.Case = &bot.Case{State: bot.CaseQueued, Opened: c.Turn, QueuedAt: time.Unix(1, 0)}
	}
	const persons, canaries = 20, 40
	for i := range persons {
		happens(fmt.Sprint("p", i), event.Message{Text: "start"}, openCase)
	}
	// Words of the index are written without what they have in common with the one before:
	// each of these begins as no other does.
	canary := func(i int) string { return fmt.Sprintf("%c%ckanarifugl%d", 'q'+i%7, 'a'+i/7, i) }
	for i := range 800 {
		var text strings.Builder
		for k := range 20 {
			fmt.Fprintf(&text, "%x ord%d ", 7919*i+k, 61*i+k)
		}
		if i < canaries {
			text.WriteString(canary(i))
		}
		happens(fmt.Sprint("p", i%persons), event.Message{Text: text.String(), Message: bot.MessageID(fmt.Sprint("m", i))}, nil)
	}
	for i := range canaries {
		hits, _, err := s.Search(t.Context(), canary(i), caselist.Filter{}, caselist.Page{})
		if err != nil || len(hits) != 1 {
			t.Fatalf("%s is found %d times, %v", canary(i), len(hits), err)
		}
	}
	// In the transcript, in the words of the case and in the index, and nowhere else.
	count := func(word string, want int) {
		t.Helper()
		if err := s.Close(); err != nil { // and write all to the file
			t.Fatal(err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(file, []byte(word)); n != want {
			t.Errorf("the words stand %d times in the file, want %d", n, want)
		}
	}
	count("kanarifugl", 3*canaries)
	s = open(t, path)
	for i := range canaries {
		happens(fmt.Sprint("p", i%persons), event.MessageDeleted{Message: bot.MessageID(fmt.Sprint("m", i))}, nil)
		if i%10 == 0 { // others come between
			happens(fmt.Sprint("p", i%persons), event.Message{Text: fmt.Sprintf("mellom%d", i)}, nil)
		}
	}
	for i := range canaries {
		if hits, _, err := s.Search(t.Context(), canary(i), caselist.Filter{}, caselist.Page{}); err != nil || len(hits) > 0 {
			t.Errorf("%s is found, %v", canary(i), err)
		}
	}
	count("anarifugl", 0)
	checkIndex(t, path)
}

// checkIndex fails unless the index of words has those of each case, and no others.
func checkIndex(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // what is read tells
	db.SetMaxOpenConns(1)
	query := func(query string) (lines []string) {
		t.Helper()
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var number int
			var word string
			if err := rows.Scan(&number, &word); err != nil {
				t.Fatal(err)
			}
			for w := range strings.FieldsSeq(word) {
				lines = append(lines, fmt.Sprint(number, " ", w))
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(lines)
		return lines
	}
	for _, statement := range []string{`INSERT INTO case_search (case_search) VALUES ('integrity-check')`, `CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, case_search, instance)`} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	have, want := query(`SELECT doc, term FROM vocabulary`), query(`SELECT number, words FROM case_words`)
	if !slices.Equal(have, want) || len(want) == 0 {
		t.Errorf("the index has %d entries, and the cases have %d words", len(have), len(want))
	}
}

// With a conversation go its cases, and their words.
func TestDeletedConversation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	for _, person := range []string{"p", "q"} {
		in := event.Inbound{At: time.Unix(1, 0), From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: person}, Event: event.Message{Text: "kanarifugl " + person}}
		err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			c.Now.Trail = append(c.Now.Trail, 5)
			c.Case = &bot.Case{State: bot.CaseQueued, Opened: c.Turn, QueuedAt: time.Unix(1, 0)}
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	place(path).Exec(t, `PRAGMA foreign_keys = ON; DELETE FROM conversations WHERE person = 'p'`)
	if hits, _, err := s.Search(t.Context(), "kanarifugl", caselist.Filter{}, caselist.Page{}); err != nil || len(hits) != 1 || hits[0].Ref.Person != "q" {
		t.Errorf("found %+v, %v", hits, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIndex(t, path)
}

func BenchmarkCases(b *testing.B) {
	storetest.BenchCases(b, func(b *testing.B, cases int) store.Store {
		b.Helper()
		path := filepath.Join(b.TempDir(), "a.db")
		openStore := func() *sqlite.Store {
			s, err := sqlite.Open(b.Context(), path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
			if err != nil {
				b.Fatal(err)
			}
			return s
		}
		if err := openStore().Close(); err != nil {
			b.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = db.Close() }() // the statements tell
		db.SetMaxOpenConns(1)
		at, lines := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).UnixMicro(), storetest.SeedLines()
		for _, statement := range []string{
			`CREATE TEMP TABLE n AS WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < ?1 - 1) SELECT n, CASE WHEN n % 100 = 0 THEN 'queued' ELSE 'closed' END AS state FROM n`,
			`INSERT INTO conversations (id, platform, space, channel, thread, person, owner, turn, state, created, changed)
				SELECT n + 1, 'p', '', 'c', '', 'p' || n, '', 2, replace(replace(?3, '{n}', n), '{state}', state), ?2, ?2 FROM n`,
			`INSERT INTO heard (conversation, platform, turn, at, kind, text) SELECT n + 1, 'p', 1, ?2 + n, 'said', replace(?4, '{n}', n) FROM n`,
			`INSERT INTO heard (conversation, platform, turn, at, kind, text) SELECT n + 1, 'p', 2, ?2 + n, 'said', replace(?5, '{n}', n) FROM n`,
			`INSERT INTO cases (conversation, opened, state, since, platform, space, channel, thread, person_platform) SELECT n + 1, 2, state, ?2 + n, 'd', '', 'd', '', 'p' FROM n`,
		} {
			if _, err := db.ExecContext(b.Context(), statement, cases, at, storetest.SeedState, lines[0], lines[1]); err != nil {
				b.Fatal(err)
			}
		}
		s := openStore()
		b.Cleanup(func() { _ = s.Close() }) // the benchmark is over
		return s
	})
}

// What is read of lacking knowledge is read along its index, in order, so that its cost does not
// depend on how many other turns there are.
func TestGapPlan(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	got := plan(t, path, store.CaseQuery{SQL: sqlite.GapQuery(), Args: []any{0, 1, 10}})
	if !strings.Contains(got, "SEARCH h USING INDEX heard_gaps (at>? AND at<?)") || strings.Contains(got, "TEMP B-TREE") {
		t.Error(got)
	}
}
