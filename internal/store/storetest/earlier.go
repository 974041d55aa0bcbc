package storetest

import (
	"context"
	"database/sql"
	"embed"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Earlier is a database that an earlier version of the program has written, with
// open cases, timers and waiting replies; testdata/README.md tells what it holds.
// Its times are moved, so that it was written just now.
type Earlier struct {
	// Path names the SQLite file, and URL the PostgreSQL database; one is empty.
	Path, URL string
	ring      string
	exec      func(ctx context.Context, sql string) error
}

// Ring lets the timers of a person's conversation be due now.
func (e *Earlier) Ring(t *testing.T, person string) {
	t.Helper()
	if err := e.exec(t.Context(), strings.ReplaceAll(e.ring, "{person}", person)); err != nil {
		t.Fatal(err)
	}
}

//go:embed testdata
var earlier embed.FS

// earlierAt is when the databases were written.
var earlierAt = map[string]time.Time{
	"b58d0bf": time.Date(2026, 11, 26, 1, 21, 17, 0, time.UTC),
}

func dump(t *testing.T, commit, kind string) (text string, age time.Duration) {
	t.Helper()
	at, ok := earlierAt[commit]
	if !ok {
		t.Fatalf("no database of %s", commit)
	}
	body, err := earlier.ReadFile("testdata/" + commit + "/" + kind + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	return string(body), time.Since(at).Truncate(time.Microsecond)
}

// EarlierSQLite returns a copy of the SQLite database that a commit has written.
func EarlierSQLite(t *testing.T, commit string) *Earlier {
	t.Helper()
	text, age := dump(t, commit, "sqlite")
	path := filepath.Join(t.TempDir(), "earlier.db")
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // the test is over
	e := &Earlier{
		Path: path,
		ring: `UPDATE effects SET due = 1 WHERE kind = 'wake' AND fate = '' AND conversation IN (SELECT id FROM conversations WHERE person = '{person}')`,
		exec: func(ctx context.Context, sql string) error {
			_, err := db.ExecContext(ctx, sql)
			return err
		},
	}
	if err := e.exec(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	for _, column := range []string{
		"conversations.created", "conversations.changed", "heard.at", "effects.saved", "effects.due", "effects.ended", "cases.since",
	} {
		table, name, _ := strings.Cut(column, ".")
		if _, err := db.ExecContext(t.Context(), "UPDATE "+table+" SET "+name+" = "+name+" + ?", age.Microseconds()); err != nil { //nolint:gosec // names from above
			t.Fatal(err)
		}
	}
	return e
}

// EarlierPostgres returns a copy of the PostgreSQL database that a commit has
// written, in a schema of its own. It skips the test where there is no server.
func EarlierPostgres(t *testing.T, commit string) *Earlier {
	t.Helper()
	text, age := dump(t, commit, "postgres")
	conn, schema, address := postgresSchema(t, "earlier_")
	e := &Earlier{
		URL: address,
		ring: `UPDATE effects SET due = now() WHERE kind = 'wake' AND fate = '' AND conversation IN (SELECT id FROM conversations WHERE person = '{person}');
			UPDATE river_job SET scheduled_at = now() WHERE state = 'scheduled' AND args ->> 'conversation' IN (SELECT id::text FROM conversations WHERE person = '{person}')`,
		exec: func(ctx context.Context, sql string) error {
			_, err := conn.PgConn().Exec(ctx, sql).ReadAll()
			return err
		},
	}
	statements := []string{strings.ReplaceAll(text, "{schema}", schema), `SET search_path TO ` + schema}
	for _, column := range []string{
		"conversations.created", "conversations.changed", "heard.at", "effects.saved", "effects.due", "effects.ended", "cases.since",
		"river_job.created_at", "river_job.scheduled_at", "river_job.attempted_at", "river_job.finalized_at",
	} {
		table, name, _ := strings.Cut(column, ".")
		statements = append(statements, `UPDATE `+table+` SET `+name+` = `+name+` + interval '`+age.String()+`'`)
	}
	for _, sql := range statements {
		if err := e.exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return e
}
