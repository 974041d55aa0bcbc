package app

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/internal/expect"
)

// unreadFloor is the share of testdata/unread.jsonl that must hold: what held last, less two
// points. Raise it when the bot gets better.
const unreadFloor = 0.882

// TestUnread scores first messages and conversations that nobody reads: what is written for
// them is worth nothing as a measure afterwards. It tells totals, and never a row; the rows
// are those of docs/tests.md.
func TestUnread(t *testing.T) {
	a := &App{Now: time.Now, Out: io.Discard, Err: io.Discard}
	manager, matcher, err := a.manager(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, faults := a.readRows(manager.Knowledge, []string{"testdata/unread.jsonl"})
	if len(faults) > 0 {
		lines := make([]int, len(faults))
		for i, f := range faults {
			lines[i] = f.Line
		}
		t.Fatalf("rows that cannot be read, by line: %v", lines)
	}
	if len(rows) != 500 || !slices.ContainsFunc(rows, func(r expect.Row) bool { return len(r.Turns) == 0 }) {
		t.Fatalf("%d rows", len(rows))
	}
	tally, err := a.runRows(t.Context(), manager, matcher, rows, io.Discard, false)
	if err != nil {
		t.Fatal(err)
	}
	var totals strings.Builder
	if err := tally.Print(&totals); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + totals.String())
	if all := tally.All(); all.Rate() < unreadFloor {
		t.Errorf("%s of the rows hold, and %.1f %% must", all, 100*unreadFloor)
	}
}
