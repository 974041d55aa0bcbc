package sqlite_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot/bottest/parallel"
	"aktivering/internal/store"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

func TestMain(m *testing.M) { parallel.Main(m, 8) }

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Place { return place(filepath.Join(t.TempDir(), "a?b#c%d.db")) })
}

// place is a file.
type place string

func (p place) Open(t *testing.T) store.Store {
	t.Helper()
	return open(t, string(p))
}

func (p place) Exec(t *testing.T, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: string(p), RawQuery: "_pragma=busy_timeout(5000)"}).String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // the statement tells
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// OpenAt opens the file with a clock.
func (p place) OpenAt(t *testing.T, now func() time.Time) store.Store {
	t.Helper()
	return openAt(t, string(p), now)
}

// Fail makes every table that is written to refuse it, as a full disk would.
func (p place) Fail(t *testing.T) (heal func()) {
	t.Helper()
	var made, gone []string
	for _, table := range []string{"meta", "conversations", "heard", "effects", "cases", "leases"} {
		for _, what := range []string{"INSERT", "UPDATE", "DELETE"} {
			name := "fail_" + table + "_" + what
			made = append(made, "CREATE TRIGGER "+name+" BEFORE "+what+" ON "+table+" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END;")
			gone = append(gone, "DROP TRIGGER "+name+";")
		}
	}
	p.Exec(t, "BEGIN IMMEDIATE;"+strings.Join(made, "")+"COMMIT")
	return func() { p.Exec(t, "BEGIN IMMEDIATE;"+strings.Join(gone, "")+"COMMIT") }
}

// Age moves the times of what is kept for a time.
func (p place) Age(t *testing.T, by time.Duration) {
	t.Helper()
	p.Exec(t, fmt.Sprintf(`UPDATE removed SET at = at - %[1]d; UPDATE key_parts SET until = until - %[1]d`, by.Microseconds()))
}

func (p place) Newer(t *testing.T) error {
	t.Helper()
	if err := open(t, string(p)).Close(); err != nil {
		t.Fatal(err)
	}
	p.Exec(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
	_, err := sqlite.Open(t.Context(), string(p), sqlite.Options{Now: time.Now})
	return err
}

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	return openAt(t, path, time.Now)
}

func openAt(t *testing.T, path string, now func() time.Time) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: now, Log: zerolog.New(zerolog.NewTestWriter(t))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // before the folder is removed; a test may have closed it
	return s
}

func (p place) Dump(t *testing.T) string {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: string(p), RawQuery: "_pragma=busy_timeout(5000)"}).String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // what is read tells
	db.SetMaxOpenConns(1)             // which has the vocabulary
	if _, err := db.ExecContext(t.Context(), `CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, case_search, instance)`); err != nil {
		t.Fatal(err)
	}
	query := func(sql string) (rows [][]any) {
		t.Helper()
		list, err := db.QueryContext(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = list.Close() }()
		columns, err := list.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for list.Next() {
			row, at := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				at[i] = &row[i]
			}
			if err := list.Scan(at...); err != nil {
				t.Fatal(err)
			}
			for i := range row {
				if b, ok := row[i].([]byte); ok {
					row[i] = string(b)
				}
			}
			rows = append(rows, row)
		}
		if err := list.Err(); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	var dump strings.Builder
	for _, table := range query(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' UNION SELECT 'vocabulary'`) {
		for _, row := range query(fmt.Sprintf(`SELECT * FROM %q`, table[0])) {
			fmt.Fprintln(&dump, table[0], row)
		}
	}
	return dump.String()
}
