package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx", to fill a database with
	"github.com/rs/zerolog"
	_ "modernc.org/sqlite" // the driver "sqlite", likewise

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
	"aktivering/knowledge"
)

// database is one that conversations are remembered in while it is measured.
type database struct {
	name   string
	driver string
	source string // for the driver
	open   func(context.Context) (remembering, error)
	remove func() error
	// numbers are the numbers from 1 to a placeholder.
	numbers string
}

// remembering is a store at work.
type remembering interface {
	bot.Store
	bot.Outbox
	Close() error
}

// databases makes an empty one of each kind; PostgreSQL only where there is a
// server.
func databases(ctx context.Context, server string) (list []database, err error) {
	folder, err := os.MkdirTemp("", "remember")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "bench.db")
	list = append(list, database{
		name: "SQLite", driver: "sqlite", source: "file:" + path + "?_pragma=synchronous(OFF)&_pragma=cache_size(-200000)",
		open: func(ctx context.Context) (remembering, error) {
			return sqlite.Open(ctx, path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
		},
		remove:  func() error { return os.RemoveAll(folder) },
		numbers: `(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n) AS n`,
	})
	if server == "" {
		return list, nil
	}
	schema := fmt.Sprintf("bench_%d", time.Now().UnixNano())
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return nil, err
	}
	if _, err := admin.ExecContext(ctx, `CREATE SCHEMA `+schema); err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	source := server + map[bool]string{true: "&", false: "?"}[strings.Contains(server, "?")] + "search_path=" + schema
	return append(list, database{
		name: "PostgreSQL", driver: "pgx", source: source,
		open: func(ctx context.Context) (remembering, error) {
			return postgres.Open(ctx, source, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
		},
		remove: func() error {
			_, err := admin.ExecContext(context.WithoutCancel(ctx), `DROP SCHEMA `+schema+` CASCADE`)
			return errors.Join(err, admin.Close())
		},
		numbers: `generate_series(1, $1::int) AS n (i)`,
	}), nil
}

// fill makes as many conversations as are wanted, each like the one of person p0.
func (d database) fill(ctx context.Context, count int) (err error) {
	db, err := sql.Open(d.driver, d.source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, statement := range []string{
		`INSERT INTO conversations (platform, space, channel, thread, person, owner, turn, state, created, changed)
			SELECT platform, space, 'c' || i, thread, 'c' || i, owner, turn, state, created, changed
			FROM conversations, ` + d.numbers + ` WHERE person = 'p0'`,
		`INSERT INTO heard (conversation, platform, key, turn, at, kind, text)
			SELECT c.id, h.platform, 'fill-' || c.id, h.turn, h.at, h.kind, h.text FROM conversations c, heard h WHERE c.person <> 'p0'`,
		`INSERT INTO effects (conversation, turn, kind, platform, channel, body, saved, due, fate, ended)
			SELECT c.id, e.turn, e.kind, e.platform, c.channel, e.body, e.saved, e.due, 'done', e.saved
			FROM conversations c, effects e WHERE c.person <> 'p0'`,
		`ANALYZE`,
	} {
		var args []any
		if strings.Contains(statement, "$1") {
			args = append(args, count)
		}
		if _, err := db.ExecContext(ctx, statement, args...); err != nil {
			return fmt.Errorf("fill %s: %w", d.name, err)
		}
	}
	return nil
}

// quietly is an adapter that shows nothing, and tells when it was asked to.
type quietly struct{ sent func(bot.Outbound) }

func (quietly) Platform() bot.Platform               { return "bench" }
func (quietly) Limits() bot.Limits                   { return bot.Limits{Buttons: true} }
func (quietly) Run(context.Context, bot.Inbox) error { return nil }
func (q quietly) Send(_ context.Context, out bot.Outbound) (bot.MessageID, error) {
	q.sent(out)
	return "m", nil
}

// spoken is what people say while it is measured.
var spoken = []string{
	"0xC004F213", "2", "hovedkort byttet, og nå vil Windows ha ny lisens", "nei", "prøvde feilsøkingen, nå står det 0xC004C003 i stedet",
	"vet ikke", "får 0x8007232B på jobb-pc-en", "takk", "windows 11", "hva betyr 0x803F7001?",
}

func saying(person string, n int, text string) bot.Inbound {
	return bot.Inbound{
		Key: fmt.Sprintf("%s/%d", person, n), At: time.Now(), From: bot.Address{Platform: "bench", Channel: person},
		Person: bot.Person{ID: person, Locale: "nb-NO"}, Event: bot.Said{Text: text, Addressed: true},
	}
}

// turns is what many turns took.
type turns struct {
	made     int
	took     time.Duration
	each     []time.Duration
	answered []time.Duration // from the message's coming to its answer's sending
}

// rush lets people talk at the same time, each waiting for nothing but their own
// turn to be kept, while the replies are delivered.
func rush(ctx context.Context, s remembering, kb *knowledge.Base, people int, span time.Duration) (t turns, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	began := make(map[string][]time.Time) // by person, of each turn
	engine := bot.NewEngine(bot.Mind{Knowledge: kb, Matcher: match.New(kb)}, s, quietly{func(out bot.Outbound) {
		now := time.Now()
		mu.Lock()
		defer mu.Unlock()
		if list := began[out.To.Channel]; out.Reply.Turn >= 1 && out.Reply.Turn <= len(list) {
			t.answered = append(t.answered, now.Sub(list[out.Reply.Turn-1]))
		}
	}})
	delivered := make(chan error, 1)
	go func() { delivered <- s.Run(ctx, engine) }()
	var all sync.WaitGroup
	errs := make(chan error, people)
	start := time.Now()
	for p := range people {
		all.Go(func() {
			person := fmt.Sprintf("rush%d", p)
			for n := 0; time.Since(start) < span; n++ {
				now := time.Now()
				mu.Lock()
				began[person] = append(began[person], now)
				mu.Unlock()
				if err := engine.Handle(ctx, saying(person, n, spoken[(n+p)%len(spoken)])); err != nil {
					errs <- err
					return
				}
				took := time.Since(now)
				mu.Lock()
				t.each = append(t.each, took)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	t.took, t.made = time.Since(start), len(t.each)
	close(errs)
	err = errors.Join(<-errs, s.Drain(ctx))
	cancel()
	return t, errors.Join(err, <-delivered)
}

// stroll makes turns of conversations here and there, one at a time.
func stroll(ctx context.Context, s remembering, kb *knowledge.Base, conversations, count int) (t turns, err error) {
	engine := bot.NewEngine(bot.Mind{Knowledge: kb, Matcher: match.New(kb)}, s, quietly{func(bot.Outbound) {}})
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // no secret
	for n := range count {
		person := fmt.Sprintf("c%d", 1+random.IntN(conversations))
		in := saying(person, n, spoken[n%len(spoken)])
		start := time.Now()
		if err := engine.Handle(ctx, in); err != nil {
			return t, err
		}
		t.each = append(t.each, time.Since(start))
	}
	return t, nil
}
