package settings

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"aktivering/internal/store/postgres"
)

// Database is where conversations are kept: a path, sqlite:///path, or how PostgreSQL is
// reached: postgres://user:password@host/database, or keywords and values such as
// host=db user=x password=y dbname=z.
type Database string

// Signature is the tags of a setting of this type, for kong.
func (Database) Signature() string {
	return `name:"database" env:"DATABASE_URL" secret:"" default:"aktivering.db" placeholder:"URL" help:"Where conversations are kept: a file, sqlite:///path or postgres://user@host/database. ${env} or ${env}_FILE; the default is aktivering.db in the working directory."`
}

// Location is a Database that was read: one of its fields is set.
type Location struct {
	// Path is that of a SQLite file.
	Path string
	// URL is how a PostgreSQL database is reached, with its password.
	URL string
}

// What a database is called that is not a path. None of these faults says what was
// given, which may hold a password.
var (
	keywords = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a pattern, compiled once
		return regexp.MustCompile(`(?i)(^|\s)(host|hostaddr|port|user|password|passfile|dbname|database|service|sslmode)\s*=`)
	})
	product = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a pattern, compiled once
		return regexp.MustCompile(`(?i)^(postgres|postgresql|pgsql|pgx|mysql|mariadb|sqlserver|mongodb|redis|jdbc)\W`)
	})
)

// Faults returns what is wrong with the database's name, as a *Error.
func (d Database) Faults() error {
	_, err := d.Locate()
	return err
}

// Locate reads the database's name.
func (d Database) Locate() (Location, error) {
	s := strings.TrimSpace(string(d))
	scheme, rest, ok := strings.Cut(s, ":")
	scheme = strings.ToLower(scheme)
	switch {
	case s == "":
		return Location{}, Errorf("DATABASE_URL is empty; use a path such as aktivering.db, sqlite:///path or postgres://user@host/database")
	case ok && slices.Contains([]string{"postgres", "postgresql"}, scheme):
		if u, err := url.Parse(s); err == nil && u.Host == "" && !u.Query().Has("host") {
			return Location{}, Errorf("DATABASE_URL: %v", postgres.ErrAddress)
		}
		return postgresAt(scheme + ":" + rest)
	case ok && scheme == "sqlite":
		u, err := url.Parse(s)
		if err != nil || u.Host != "" || u.User != nil || u.RawQuery != "" || u.Path+u.Opaque == "" {
			return Location{}, Errorf("DATABASE_URL is an invalid address of a SQLite database; use sqlite:///path, or the path alone")
		}
		return Location{Path: u.Path + u.Opaque}, nil
	case keywords().MatchString(s):
		return postgresAt(s)
	case product().MatchString(s) && !strings.HasPrefix(scheme, "p"):
		return Location{}, Errorf("DATABASE_URL: %s databases are not supported; use sqlite:///path or postgres://user@host/database", strings.ToLower(product().FindStringSubmatch(s)[1]))
	case strings.Contains(s, "://") || product().MatchString(s):
		return Location{}, Errorf("DATABASE_URL: this kind of database is not supported; use sqlite:///path or postgres://user@host/database")
	case isAddress(s):
		return Location{}, Errorf("DATABASE_URL looks like an address without its beginning; write postgres://user:password@host/database, or sqlite:///path for a file with @ in its name")
	}
	return Location{Path: s}, nil
}

func postgresAt(dsn string) (Location, error) {
	if _, err := postgres.Name(dsn); err != nil {
		return Location{}, Errorf("DATABASE_URL: %v", err)
	}
	return Location{URL: dsn}, nil
}

// isAddress reports what looks like //host, or user:password@host.
func isAddress(s string) bool {
	return strings.Contains(s[:max(strings.LastIndex(s, "@"), 0)], ":") || strings.HasPrefix(s, "//")
}

// String names the database as people may see it, without a password.
func (d Database) String() string {
	l, err := d.Locate()
	switch {
	case err != nil:
		return "a database whose name cannot be read"
	case l.URL == "":
		return "SQLite, " + l.Path
	}
	name, err := postgres.Name(l.URL)
	if err != nil {
		return "PostgreSQL"
	}
	return strings.Replace(name, "PostgreSQL ", "PostgreSQL, ", 1)
}
