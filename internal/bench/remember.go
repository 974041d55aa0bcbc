package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx", to fill a database with
	"github.com/rs/zerolog"
	_ "modernc.org/sqlite" // the driver "sqlite", likewise

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
)

// database is one that conversations are remembered in while it is measured.
type database struct {
	name   string
	driver string
	source string // for the driver
	open   func(context.Context) (store.Store, error)
	// numbers are the numbers from 1 to a placeholder, before and after are what
	// is done around the filling, and digits makes a number of what follows the
	// first letter of a person's name.
	numbers, before, after, digits string
	// program is the database's name for the program.
	program string
	// more are columns of effects that only this kind of database has.
	more string
	// application is the name of the connections that open makes, with PostgreSQL.
	application string
}

// eachDatabase makes an empty database of each kind, PostgreSQL only where there is
// a server, does something with it, and removes it.
func eachDatabase(ctx context.Context, server string, do func(database) error) (err error) {
	folder, err := os.MkdirTemp("", "remember")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := do(inFile(filepath.Join(folder, "bench.db"))); err != nil || server == "" {
		return err
	}
	schema := "bench_" + strings.ToLower(rand.Text())
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	if _, err := admin.ExecContext(ctx, `CREATE SCHEMA `+schema); err != nil {
		return fmt.Errorf("PostgreSQL: %w", err)
	}
	defer func() {
		_, e := admin.ExecContext(context.WithoutCancel(ctx), `DROP SCHEMA `+schema+` CASCADE`)
		err = errors.Join(err, e)
	}()
	return do(inSchema(server + map[bool]string{true: "&", false: "?"}[strings.Contains(server, "?")] + "search_path=" + schema))
}

// inFile is a SQLite database.
func inFile(path string) database {
	return database{
		name: "SQLite", driver: "sqlite", source: "file:" + path + "?_pragma=synchronous(OFF)&_pragma=cache_size(-200000)", program: path,
		open: func(ctx context.Context) (store.Store, error) {
			return sqlite.Open(ctx, path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
		},
		numbers: `(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n) AS n`,
		digits:  `CAST(substr(c.person, 2) AS INTEGER)`, more: `, reply`,
		// Nobody else has it open: no journal is needed, and none is to be read back.
		before: `PRAGMA journal_mode = OFF`, after: `PRAGMA journal_mode = WAL`,
	}
}

// inSchema is a PostgreSQL database.
func inSchema(url string) database {
	application := "bench_" + strings.ToLower(rand.Text())
	return database{
		name: "PostgreSQL", driver: "pgx", source: url, program: url, application: application,
		open: func(ctx context.Context) (store.Store, error) {
			return postgres.Open(ctx, url+"&application_name="+application, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
		},
		numbers: `generate_series(1, $1::int) AS n (i)`,
		digits:  `substr(c.person, 2)::int`,
		before:  `SELECT 1`,
		after:   `VACUUM ANALYZE conversations, heard, effects`,
	}
}

// patterns is how many conversations are made by the engine, of one to eight turns,
// before a database is filled with copies of them.
const patterns = 40

// fill makes as many conversations as are wanted, with their transcripts, each a
// copy of one of the persons t0, t1 and so on: all that was said to them is
// delivered, and of a hundred of their timers one waits.
func (d database) fill(ctx context.Context, count int) (err error) {
	db, err := sql.Open(d.driver, d.source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // settings are a connection's own
	pairs := ` FROM conversations c JOIN conversations t ON t.person = 't' || (` + d.digits + ` % ` + strconv.Itoa(patterns) + `) `
	for _, statement := range []string{
		d.before,
		`INSERT INTO conversations (platform, space, channel, thread, person, owner, turn, state, created, changed)
			SELECT t.platform, t.space, 'c' || n.i, t.thread, 'c' || n.i, t.owner, t.turn, t.state, t.created, t.changed
			FROM ` + d.numbers + ` JOIN conversations t ON t.person = 't' || (n.i % ` + strconv.Itoa(patterns) + `)`,
		`INSERT INTO heard (conversation, platform, key, turn, at, kind, text, outcome, article, code, helped, remedies, confidence, asked, told, language, closing, rating)
			SELECT c.id, h.platform, c.person || '/' || h.turn, h.turn, h.at, h.kind, h.text,
				h.outcome, h.article, h.code, h.helped, h.remedies, h.confidence, h.asked, h.told, h.language, h.closing, h.rating` + pairs + `
			JOIN heard h ON h.conversation = t.id WHERE c.person LIKE 'c%'`,
		`INSERT INTO effects (conversation, turn, kind, platform, channel, body, saved, due` + d.more + `, fate, ended)
			SELECT c.id, e.turn, e.kind, e.platform, c.channel, e.body, e.saved, e.due` + d.more + `,
			CASE WHEN e.kind = 'wake' AND c.id % 100 = 0 THEN '' ELSE 'done' END,
			CASE WHEN e.kind = 'wake' AND c.id % 100 = 0 THEN NULL ELSE e.saved END` + pairs + `
			JOIN effects e ON e.conversation = t.id WHERE c.person LIKE 'c%'`,
		d.after,
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
type quietly struct{ sent func(port.Outbound) }

func (quietly) Platform() bot.Platform                { return "bench" }
func (quietly) Limits() port.Limits                   { return port.Limits{Buttons: true} }
func (quietly) Run(context.Context, port.Inbox) error { return nil }
func (q quietly) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	q.sent(out)
	return "m", nil
}

// spoken is what people say while it is measured.
var spoken = []string{
	"0xC004F213", "2", "hovedkort byttet, og nå vil Windows ha ny lisens", "nei", "prøvde feilsøkingen, nå står det 0xC004C003 i stedet",
	"vet ikke", "får 0x8007232B på jobb-pc-en", "takk", "windows 11", "hva betyr 0x803F7001?",
}

// saying is the nth message of a person, under a key of its own in a run.
func saying(person, run string, n int) event.Inbound {
	return event.Inbound{
		Key: fmt.Sprintf("%s/%s/%d", person, run, n), At: time.Now(), From: bot.Address{Platform: "bench", Channel: person},
		Person: event.Person{ID: person, Locale: "nb-NO"}, Event: event.Message{Text: spoken[n%len(spoken)], Addressed: true},
	}
}
