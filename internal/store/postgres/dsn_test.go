package postgres_test

import (
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"aktivering/internal/store/postgres"
)

// Keywords and values lead to the same database as a URL.
func TestKeywords(t *testing.T) {
	p := newPlace(t)
	c, err := pgx.ParseConfig(p.url)
	if err != nil {
		t.Fatal(err)
	}
	dsn := fmt.Sprintf("host=%s port=%d user=%s password='%s' dbname=%s search_path=%s", c.Host, c.Port, c.User, c.Password, c.Database, c.RuntimeParams["search_path"])
	want := "PostgreSQL " + net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database
	for _, name := range []string{dsn, p.url} {
		if got, err := postgres.Name(name); err != nil || got != want {
			t.Errorf("called %q, %v; want %q", got, err, want)
		}
	}
	s, err := postgres.Open(t.Context(), dsn, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // nothing was kept
	if n := p.number(t, `SELECT count(*)::int FROM conversations`); n != 0 {
		t.Errorf("%d conversations", n)
	}
}
