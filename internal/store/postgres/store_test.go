package postgres_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/bottest/parallel"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

// Each test has connections of its own, and the server has few.
func TestMain(m *testing.M) { parallel.Main(m, 6) }

func TestConformance(t *testing.T) {
	t.Parallel()
	places := new(places)
	whole := t
	storetest.Run(t, func(t *testing.T) storetest.Place { return places.take(t, whole) })
}

// place is a schema of its own in the database for tests.
type place struct {
	url  string
	conn *pgx.Conn // to look at the database, and to do it harm
	// changed tells that something else than the store has been at the schema.
	changed bool

	mu     sync.Mutex
	opened []*postgres.Store
}

// newPlace makes a schema that lasts until the test's end.
func newPlace(t testing.TB) *place {
	t.Helper()
	database := cmp.Or(os.Getenv("TEST_DATABASE_URL"), "postgres://postgres@127.0.0.1:5432/test")
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + strings.ToLower(rand.Text())
	query := u.Query()
	query.Set("search_path", schema)
	// No test ends the server, so that a commit need not wait for its disk: each test makes a
	// schema with all migrations.
	query.Set("synchronous_commit", "off")
	u.RawQuery = query.Encode()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		if os.Getenv("TEST_DATABASE_URL") == "" {
			t.Skip("no PostgreSQL at 127.0.0.1:5432, and TEST_DATABASE_URL names none")
		}
		t.Fatal(err)
	}
	p := &place{url: u.String(), conn: conn}
	p.exec(t, `CREATE SCHEMA `+schema)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if _, err := conn.Exec(ctx, `DROP SCHEMA `+schema+` CASCADE`); err != nil {
			t.Error(err)
		}
		_ = conn.Close(ctx)
	})
	return p
}

func (p *place) exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	p.changed = true
	if _, err := p.conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// number reads one number.
func (p *place) number(t *testing.T, sql string) (n int) {
	t.Helper()
	if err := p.conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (p *place) Open(t *testing.T) store.Store {
	t.Helper()
	return p.open(t)
}

// open opens the database until the test's end, after whatever is started later.
func (p *place) open(t *testing.T) *postgres.Store {
	t.Helper()
	return p.openWith(t, zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel))
}

func (p *place) openWith(t *testing.T, log zerolog.Logger) *postgres.Store {
	t.Helper()
	s := p.openBy(t, log, time.Now)
	t.Cleanup(func() {
		if err := s.Close(); err != nil { // again, in the suite
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func (p *place) openBy(t *testing.T, log zerolog.Logger, now func() time.Time) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), p.url, postgres.Options{Now: now, Log: log, Local: []bot.Platform{storetest.Local}})
	if err != nil {
		t.Fatal(err)
	}
	s.Hurry(5)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.opened = append(p.opened, s)
	return s
}

// OpenAt opens the database with a clock of the process's.
func (p *place) OpenAt(t *testing.T, now func() time.Time) store.Store {
	t.Helper()
	return p.openBy(t, zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel), now)
}

// Fail makes the database refuse every write, as when its disk is full.
func (p *place) Fail(t *testing.T) (heal func()) {
	t.Helper()
	p.exec(t, `CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`)
	each := func(do string) {
		p.exec(t, `DO $$ DECLARE name text; BEGIN
			FOR name IN SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' LOOP
				EXECUTE format('`+do+`', name);
			END LOOP; END $$`)
	}
	each(`CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION full_disk()`)
	return func() { each(`DROP TRIGGER full_disk ON %I`) }
}

func (p *place) Exec(t *testing.T, sql string) {
	t.Helper()
	p.exec(t, sql)
}

// Age moves the times of what is kept for a time.
func (p *place) Age(t *testing.T, by time.Duration) {
	t.Helper()
	p.exec(t, `UPDATE removed SET at = at - $1::interval`, by)
	p.exec(t, `UPDATE key_parts SET until = until - $1::interval`, by)
}

func (p *place) Newer(t *testing.T) error {
	t.Helper()
	if err := p.open(t).Close(); err != nil {
		t.Fatal(err)
	}
	p.exec(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
	_, err := postgres.Open(t.Context(), p.url, postgres.Options{Now: time.Now})
	return err
}

func (p *place) Dump(t *testing.T) string {
	t.Helper()
	query := func(sql string) []string {
		t.Helper()
		rows, err := p.conn.Query(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	var dump strings.Builder
	for _, table := range query(`SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()`) {
		for _, row := range query(`SELECT r::text FROM ` + table + ` r`) {
			dump.WriteString(table + " " + row + "\n")
		}
	}
	return dump.String()
}
