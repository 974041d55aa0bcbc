package sqlite_test

import (
	"path/filepath"
	"strings"
	"testing"

	"aktivering/internal/store"
	"aktivering/internal/store/sqlite"
)

// What is looked for because of problems is found by an index, so that it costs the same
// however many conversations there are.
func TestProblemPlans(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	subject := "reports_subject (desk=? AND subject=? AND at>?)"
	for name, c := range map[string]struct {
		args  []any
		index string
	}{
		"Reporters":      {[]any{"", "s", 1, 0, 9}, subject},
		"CountReporters": {[]any{"", "s", 1, 9}, subject},
		"Concerned":      {[]any{"p", 0, 9}, "PRIMARY KEY (problem=? AND conversation>?)"},
	} {
		got := plan(t, path, store.CaseQuery{SQL: sqlite.ProblemQueries()[name], Args: c.args})
		if !strings.Contains(got, c.index) || strings.Contains(got, "SCAN r") || strings.Contains(got, "SCAN k") || strings.Contains(got, "SCAN c") {
			t.Errorf("%s:\n%s\nwant %s", name, got, c.index)
		}
	}
}
