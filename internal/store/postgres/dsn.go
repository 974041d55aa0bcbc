package postgres

import (
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrAddress is a connection string that cannot be read. It says nothing of what was
// given, which may hold a password.
var ErrAddress = errors.New("the address of PostgreSQL cannot be read, or a file that it names: write postgres://user:password@host:5432/database, with %40 for @, %23 for #, %2F for / and %3F for ? in a password")

// Name names the database of a connection string, a URL or keywords and values such as
// host=db dbname=x, as people may see it: without user and password.
func Name(dsn string) (string, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return "", ErrAddress
	}
	if strings.Contains(dsn, "://") {
		// A password that is not encoded ends in other parts of a URL.
		u, err := url.Parse(dsn)
		if err != nil && !strings.Contains(dsn, ",") || // several hosts are pgx's own
			err == nil && (u.Fragment != "" || strings.Contains(u.RawQuery, "@")) || strings.ContainsAny(config.ConnConfig.Database, "@/") {
			return "", ErrAddress
		}
	}
	return nameOf(config.ConnConfig), nil
}
