package app

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"aktivering/internal/store/postgres"
)

// location is a Database that was read: one of its fields is set.
type location struct {
	// path is that of a SQLite file.
	path string
	// url is how a PostgreSQL database is reached, with its password.
	url string
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

// Faults returns what is wrong with the database's name, as a *SettingError.
func (d Database) Faults() error {
	_, err := d.locate()
	return err
}

// locate reads the database's name.
func (d Database) locate() (location, error) {
	s := strings.TrimSpace(string(d))
	scheme, rest, ok := strings.Cut(s, ":")
	scheme = strings.ToLower(scheme)
	switch {
	case s == "":
		return location{}, fault("DATABASE_URL is empty; use a path such as aktivering.db, sqlite:///path or postgres://user@host/database")
	case ok && slices.Contains([]string{"postgres", "postgresql"}, scheme):
		if u, err := url.Parse(s); err == nil && u.Host == "" && !u.Query().Has("host") {
			return location{}, fault("DATABASE_URL: %v", postgres.ErrAddress)
		}
		return postgresAt(scheme + ":" + rest)
	case ok && scheme == "sqlite":
		u, err := url.Parse(s)
		if err != nil || u.Host != "" || u.User != nil || u.RawQuery != "" || u.Path+u.Opaque == "" {
			return location{}, fault("DATABASE_URL is an invalid address of a SQLite database; use sqlite:///path, or the path alone")
		}
		return location{path: u.Path + u.Opaque}, nil
	case keywords().MatchString(s):
		return postgresAt(s)
	case product().MatchString(s) && !strings.HasPrefix(scheme, "p"):
		return location{}, fault("DATABASE_URL: %s databases are not supported; use sqlite:///path or postgres://user@host/database", strings.ToLower(product().FindStringSubmatch(s)[1]))
	case strings.Contains(s, "://") || product().MatchString(s):
		return location{}, fault("DATABASE_URL: this kind of database is not supported; use sqlite:///path or postgres://user@host/database")
	case isAddress(s):
		return location{}, fault("DATABASE_URL looks like an address without its beginning; write postgres://user:password@host/database, or sqlite:///path for a file with @ in its name")
	}
	return location{path: s}, nil
}

func postgresAt(dsn string) (location, error) {
	if _, err := postgres.Name(dsn); err != nil {
		return location{}, fault("DATABASE_URL: %v", err)
	}
	return location{url: dsn}, nil
}

// isAddress reports what looks like //host, or user:password@host.
func isAddress(s string) bool {
	return strings.Contains(s[:max(strings.LastIndex(s, "@"), 0)], ":") || strings.HasPrefix(s, "//")
}

// String names the database as people may see it, without a password.
func (d Database) String() string {
	l, err := d.locate()
	switch {
	case err != nil:
		return "a database whose name cannot be read"
	case l.url == "":
		return "SQLite, " + l.path
	}
	name, err := postgres.Name(l.url)
	if err != nil {
		return "PostgreSQL"
	}
	return strings.Replace(name, "PostgreSQL ", "PostgreSQL, ", 1)
}
