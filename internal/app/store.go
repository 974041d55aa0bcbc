package app

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
)

// Store is all that the commands want of a store.
type Store interface {
	bot.Store
	bot.Outbox
	bot.Leases
	bot.Cases
	// Latest returns the conversation that a person took part in last, the zero
	// Address and Conversation where there is none.
	Latest(ctx context.Context, platform bot.Platform, space, person string) (bot.Address, bot.Conversation, error)
	Effects(ctx context.Context, f store.Filter) ([]store.Item, error)
	Retry(ctx context.Context, key string) error
	Counts(ctx context.Context) (store.Counts, error)
	Ping(ctx context.Context) error
	Close() error
}

// Database is where conversations are kept.
type Database struct {
	// Path is that of a SQLite file; empty for PostgreSQL.
	Path string
	// URL is that of a PostgreSQL database, with its password.
	URL string
}

// ParseDatabase reads the name of a database: a path, sqlite:///path or
// postgres://user:password@host/database.
func ParseDatabase(s string) (Database, error) {
	scheme, rest, ok := strings.Cut(s, ":")
	switch {
	case strings.TrimSpace(s) == "":
		return Database{}, fault("the database has no name: give a path such as aktivering.db, sqlite:///path or postgres://user@host/database")
	case !ok || len(scheme) == 1: // a drive
		return Database{Path: s}, nil
	}
	switch scheme {
	case "sqlite":
		u, err := url.Parse(s)
		if err != nil || u.Host != "" || u.RawQuery != "" || u.Path+u.Opaque == "" {
			return Database{}, fault("%q is no SQLite database: write sqlite:///path, or the path alone", s)
		}
		return Database{Path: u.Path + u.Opaque}, nil
	case "postgres", "postgresql":
		if u, err := url.Parse(s); err != nil || u.Host == "" && !u.Query().Has("host") {
			// What was given may hold a password.
			return Database{}, fault("the PostgreSQL address cannot be read: write postgres://user:password@host/database, with %%40 for @ in a password")
		}
		return Database{URL: s}, nil
	}
	if strings.HasPrefix(rest, "//") {
		return Database{}, fault("there is no store for %s databases: use sqlite:///path or postgres://user@host/database", scheme)
	}
	return Database{Path: s}, nil
}

func fault(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

// String names the database as people may see it, without a password.
func (d Database) String() string {
	if d.URL == "" {
		return "SQLite, " + d.Path
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		return "PostgreSQL"
	}
	return "PostgreSQL, " + u.Host + u.Path
}

// open opens the store of a database.
func (a *App) open(ctx context.Context, d Database) (Store, error) {
	if d.URL != "" {
		return postgres.Open(ctx, d.URL, postgres.Options{
			Now: a.Now, Log: a.Log, Bound: []bot.Platform{terminal.Platform},
		})
	}
	return sqlite.Open(ctx, d.Path, sqlite.Options{Now: a.Now, Log: a.Log})
}
