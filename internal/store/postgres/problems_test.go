package postgres_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/internal/store/postgres"
)

// What is looked for because of problems is found by an index, where the server knows that
// there are many conversations.
func TestProblemPlans(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.open(t)
	p.exec(t, `INSERT INTO conversations (platform, space, channel, thread, person, owner, turn, state, created, changed)
		SELECT 'p', '', 'c', '', 'p' || n, '', 1, '{}'::json, now(), now() FROM generate_series(1, 20000) n`)
	p.exec(t, `INSERT INTO reports (conversation, subject, desk, at) SELECT id, CASE WHEN id % 2 = 0 THEN 's' ELSE 'x' END, '', now() - id * interval '1 minute' FROM conversations`)
	p.exec(t, `INSERT INTO concerned (problem, conversation) SELECT 'p' || id % 100, id FROM conversations`)
	// Of all tables it would fail where another test drops its schema meanwhile.
	p.exec(t, `ANALYZE conversations, reports, concerned`)
	since := time.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		args  []any
		index string
	}{
		"Reporters":      {[]any{"", "s", since, int64(0), 9}, "reports_subject"},
		"CountReporters": {[]any{"", "s", since, 9}, "reports_subject"},
		"Concerned":      {[]any{"p1", int64(0), 9}, "concerned_pkey"},
	} {
		got := p.plan(t, func() (string, []any, error) { return postgres.ProblemQueries()[name], c.args, nil })
		if !strings.Contains(got, c.index) || strings.Contains(got, "Seq Scan") {
			t.Errorf("%s:\n%s\nwant %s", name, got, c.index)
		}
	}
}
