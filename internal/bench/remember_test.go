package main

import (
	"cmp"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/internal/bench/process"
)

// each does something in each database that can be had here: PostgreSQL only where
// there is one.
func each(t *testing.T, do func(database) error) {
	t.Helper()
	server := cmp.Or(os.Getenv("TEST_DATABASE_URL"), "postgres://postgres@127.0.0.1:5432/test")
	done := false
	err := eachDatabase(t.Context(), server, func(d database) error {
		done = true
		return do(d)
	})
	if _, unreachable := errors.AsType[*pgconn.ConnectError](err); unreachable && done && os.Getenv("TEST_DATABASE_URL") == "" {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
}

// All that is asked for is measured, in each way of talking.
func TestRushed(t *testing.T) {
	kb := base(t)
	for _, h := range hastes {
		each(t, func(d database) error {
			got, err := rushed(t.Context(), d, kb, h, 300*time.Millisecond)
			if len(got.kept) < rushPeople || (len(got.sent) >= rushPeople) != h.delivered {
				t.Errorf("%s, %s: %d turns, %d replies", d.name, h.name, len(got.kept), len(got.sent))
			}
			return err
		})
	}
}

// A filled database holds what it should, in the shape that the program reads.
func TestStrolled(t *testing.T) {
	const count = 400
	kb := base(t)
	each(t, func(d database) error {
		got, err := strolled(t.Context(), d, kb, count, 50)
		if err != nil {
			return err
		}
		if len(got.kept) != 50 {
			t.Errorf("%s: %d turns", d.name, len(got.kept))
		}
		s, err := d.open(t.Context())
		if err != nil {
			return err
		}
		c, err := s.Counts(t.Context())
		if c.Conversations != count+patterns || c.Failed > 0 {
			t.Errorf("%s: %+v", d.name, c)
		}
		return errors.Join(err, s.Close())
	})
}

func TestIdle(t *testing.T) {
	binary, err := process.BuildLoopback(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sink := new(counting)
	server := httptest.NewServer(sink)
	defer server.Close()
	d := inFile(filepath.Join(t.TempDir(), "idle.db"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	q, err := idle(ctx, sink, 100*time.Millisecond, 2*rushPeople, binary, "-database", d.program, "-sink", server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if q.share < 0 || q.share > 1 || q.resident < 5 || q.worked < q.resident/2 {
		t.Errorf("measured %+v", q)
	}
	if n := sink.taken.Load(); n < 2*rushPeople {
		t.Errorf("%d replies", n)
	}
}
