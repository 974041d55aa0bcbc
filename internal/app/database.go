package app

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"aktivering/internal/store/postgres"
)

// Database is where conversations are kept.
type Database struct {
	// Path is that of a SQLite file; empty for PostgreSQL.
	Path string
	// URL is how a PostgreSQL database is reached, with its password.
	URL string
}

// What a database is called that is not a path. None of these faults says what was
// given, which may hold a password.
var (
	keywords = regexp.MustCompile(`(?i)(^|\s)(host|hostaddr|port|user|password|passfile|dbname|database|service|sslmode)\s*=`)
	product  = regexp.MustCompile(`(?i)^(postgres|postgresql|pgsql|pgx|mysql|mariadb|sqlserver|mongodb|redis|jdbc)\W`)
)

// ParseDatabase reads the name of a database: a path, sqlite:///path, or how PostgreSQL
// is reached: postgres://user:password@host/database, or keywords and values such as
// host=db user=x password=y dbname=z.
func ParseDatabase(s string) (Database, error) {
	s = strings.TrimSpace(s)
	scheme, rest, ok := strings.Cut(s, ":")
	scheme = strings.ToLower(scheme)
	switch {
	case s == "":
		return Database{}, fault("the database has no name: give a path such as aktivering.db, sqlite:///path or postgres://user@host/database")
	case ok && slices.Contains([]string{"postgres", "postgresql"}, scheme):
		if u, err := url.Parse(s); err == nil && u.Host == "" && !u.Query().Has("host") {
			return Database{}, fault("%v", postgres.ErrAddress)
		}
		return postgresAt(scheme + ":" + rest)
	case ok && scheme == "sqlite":
		u, err := url.Parse(s)
		if err != nil || u.Host != "" || u.User != nil || u.RawQuery != "" || u.Path+u.Opaque == "" {
			return Database{}, fault("the SQLite database has no name that can be read: write sqlite:///path, or the path alone")
		}
		return Database{Path: u.Path + u.Opaque}, nil
	case keywords.MatchString(s):
		return postgresAt(s)
	case product.MatchString(s) && !strings.HasPrefix(scheme, "p"):
		return Database{}, fault("there is no store for %s databases: use sqlite:///path or postgres://user@host/database", strings.ToLower(product.FindStringSubmatch(s)[1]))
	case strings.Contains(s, "://") || product.MatchString(s):
		return Database{}, fault("there is no store for such a database: use sqlite:///path or postgres://user@host/database")
	case isAddress(s):
		return Database{}, fault("the database looks like an address without its beginning: write postgres://user:password@host/database, or sqlite:///path for a file with @ in its name")
	}
	return Database{Path: s}, nil
}

func postgresAt(dsn string) (Database, error) {
	if _, err := postgres.Name(dsn); err != nil {
		return Database{}, fault("%v", err)
	}
	return Database{URL: dsn}, nil
}

// isAddress reports what looks like //host, or user:password@host.
func isAddress(s string) bool {
	return strings.Contains(s[:max(strings.LastIndex(s, "@"), 0)], ":") || strings.HasPrefix(s, "//")
}

// String names the database as people may see it, without a password.
func (d Database) String() string {
	if d.URL == "" {
		return "SQLite, " + d.Path
	}
	name, err := postgres.Name(d.URL)
	if err != nil {
		return "PostgreSQL"
	}
	return strings.Replace(name, "PostgreSQL ", "PostgreSQL, ", 1)
}
