package storetest

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// FreshPostgres returns how an empty PostgreSQL database is reached, a schema of its own. It skips the test
// where there is no server.
func FreshPostgres(t *testing.T) string {
	t.Helper()
	conn, schema, address := postgresSchema(t, "fresh_")
	if _, err := conn.Exec(t.Context(), `CREATE SCHEMA `+schema); err != nil {
		t.Fatal(err)
	}
	return address
}

// postgresSchema returns a connection, the name of a schema that is not there yet, and how a database in it
// is reached. The schema is removed after the test. It skips the test where there is no server.
func postgresSchema(t *testing.T, prefix string) (conn *pgx.Conn, schema, address string) {
	t.Helper()
	server := os.Getenv("TEST_DATABASE_URL")
	conn, err := pgx.Connect(t.Context(), cmp.Or(server, "postgres://postgres@127.0.0.1:5432/test"))
	if err != nil {
		if server == "" {
			t.Skip("no PostgreSQL at 127.0.0.1:5432, and TEST_DATABASE_URL names none")
		}
		t.Fatal(err)
	}
	schema = prefix + strings.ToLower(rand.Text())
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if _, err := conn.Exec(ctx, `DROP SCHEMA IF EXISTS `+schema+` CASCADE`); err != nil {
			t.Error(err)
		}
		_ = conn.Close(ctx) // the test is over
	})
	u, err := url.Parse(cmp.Or(server, "postgres://postgres@127.0.0.1:5432/test"))
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return conn, schema, u.String()
}
