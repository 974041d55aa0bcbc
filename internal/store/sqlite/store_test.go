package sqlite_test

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place { return place(filepath.Join(t.TempDir(), "a?b#c%d.db")) })
}

// place is a file.
type place string

func (p place) Open(t *testing.T) storetest.Store {
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
func (p place) OpenAt(t *testing.T, now func() time.Time) storetest.Store {
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
	return s
}
