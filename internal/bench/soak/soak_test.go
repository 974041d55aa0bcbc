package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// A short run on SQLite: the long ones are for the command.
func TestSoakSQLite(t *testing.T) {
	run(t, options{kills: 3, replicas: 1})
}

// The same on PostgreSQL, with two processes of which one is killed: its jobs are
// rescued within a minute and a half.
func TestSoakPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for River to rescue jobs")
	}
	server := cmp.Or(os.Getenv("TEST_DATABASE_URL"), "postgres://postgres@127.0.0.1:5432/test")
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	schema := "soak_" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(ctx, `CREATE SCHEMA `+schema); err != nil {
		if os.Getenv("TEST_DATABASE_URL") == "" {
			t.Skip("no PostgreSQL at 127.0.0.1:5432, and TEST_DATABASE_URL names none")
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), `DROP SCHEMA `+schema+` CASCADE`); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	run(t, options{database: u.String(), kills: 1, replicas: 2})
}

func run(t *testing.T, o options) {
	t.Helper()
	o.people, o.messages, o.faults = 10, 30, 5
	o.pause, o.between = 60*time.Millisecond, 300*time.Millisecond
	o.seed, o.limit, o.patience = 7, time.Minute, 2*time.Minute
	f, err := soak(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	f.print(t.Output())
	for _, what := range f.broken(o.people) {
		t.Error(what)
	}
	if f.Acknowledged != o.people*o.messages || f.Kills != o.kills {
		t.Errorf("%d messages were acknowledged, %d kills", f.Acknowledged, f.Kills)
	}
}

// What the soak looks for is seen.
func TestExamine(t *testing.T) {
	now := time.Now()
	at := func(person, turn int, key, text string) delivery {
		return delivery{Key: key, Person: name(person), Turn: turn, Text: text, at: now}
	}
	good := []delivery{at(1, 1, "a", code(1, 0)), at(1, 2, "b", code(1, 1)), at(2, 1, "c", code(2, 0))}
	cases := []struct {
		name       string
		deliveries []delivery
		want       findings
	}{
		{"all is well", good, findings{}},
		{"lost", good[:2], findings{Lost: 1}},
		{"out of order", []delivery{good[1], good[0], good[2]}, findings{Disordered: 1}},
		{"repeated", append(good[:3:3], good[0]), findings{Again: 1}},
		{"doubled", append(good[:3:3], at(1, 1, "d", code(1, 0))), findings{Doubled: 1}},
		{"mixed up", append(good[:3:3], at(2, 2, "d", code(1, 1))), findings{Mixed: 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := &people{acked: map[message]time.Time{{1, 0}: now, {1, 1}: now, {2, 0}: now}}
			got := examine(p, &sink{deliveries: c.deliveries}, nil)
			got.Acknowledged, got.Delivered = 0, 0
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if len(got.broken(1)) == 0 && c.want != (findings{}) {
				t.Error("no promise is broken")
			}
		})
	}
}
