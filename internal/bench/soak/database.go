package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// database is where the program remembers; the soak looks there beside it.
type database struct {
	// name is the program's for it.
	name string
	look *sql.DB
	drop func(context.Context) error
}

// localServer is where PostgreSQL is, if TEST_DATABASE_URL does not say.
const localServer = "postgres://postgres@127.0.0.1:5432/test"

// serverOf is the server to use, where the command line names one or not.
func serverOf(named string) string {
	return cmp.Or(named, os.Getenv("TEST_DATABASE_URL"), localServer)
}

// errNoServer means that PostgreSQL cannot be reached.
var errNoServer = errors.New("there is no PostgreSQL")

// newDatabase makes an empty database: a file in a folder, or a schema on a server.
func newDatabase(ctx context.Context, store, server, folder string) (*database, error) {
	switch store {
	case "sqlite":
		path := filepath.Join(folder, "soak.db")
		look, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)")
		return &database{path, look, func(context.Context) error { return look.Close() }}, err
	case "postgres":
		return newSchema(ctx, server)
	}
	return nil, fmt.Errorf("there is no store %q: sqlite or postgres", store)
}

func newSchema(ctx context.Context, server string) (*database, error) {
	u, err := url.Parse(serverOf(server))
	if err != nil {
		return nil, errors.New("the address of the PostgreSQL server cannot be read") // it may hold a password
	}
	schema := "soak_" + strings.ToLower(rand.Text())
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	look, err := sql.Open("pgx", u.String())
	if err != nil {
		return nil, err
	}
	if _, err := look.ExecContext(ctx, `CREATE SCHEMA `+schema); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", errNoServer, err), look.Close())
	}
	return &database{u.String(), look, func(ctx context.Context) error {
		_, err := look.ExecContext(ctx, `DROP SCHEMA `+schema+` CASCADE`)
		return errors.Join(err, look.Close())
	}}, nil
}

// waiting is how many replies wait to be delivered, and failed how many were given
// up.
func (d *database) waiting(ctx context.Context) (waiting, failed int, err error) {
	err = d.look.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM effects WHERE fate = '' AND kind = 'say'),
		(SELECT count(*) FROM effects WHERE fate = 'failed')`).Scan(&waiting, &failed)
	if err != nil {
		return 0, 0, fmt.Errorf("look into the database: %w", err)
	}
	return waiting, failed, nil
}

// heard are the messages of each person that were kept, in the order of their
// turns.
func (d *database) heard(ctx context.Context) (heard map[int][]message, err error) {
	rows, err := d.look.QueryContext(ctx, `SELECT key FROM heard WHERE key IS NOT NULL ORDER BY turn, id`)
	if err != nil {
		return nil, fmt.Errorf("look into the database: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	heard = make(map[int][]message)
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		m, err := messageOf(key)
		if err != nil {
			return nil, err
		}
		heard[m.person] = append(heard[m.person], m)
	}
	return heard, rows.Err()
}
