package postgres

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// What an administrator can do is told with what the server says.
func TestTroubled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{&pgconn.PgError{Code: "53100", Message: "could not extend file"}, "the disk of PostgreSQL is full: free space there: "},
		{&pgconn.PgError{Code: "25006"}, "PostgreSQL can only be read"},
		{&pgconn.PgError{Code: "42501"}, "may not write"},
		{&pgconn.PgError{Code: "55P03"}, "another session holds a lock"},
		{&pgconn.PgError{Code: "53300"}, "no connection left"},
		{&pgconn.PgError{Code: "28P01"}, "does not let the user in"},
		{&pgconn.PgError{Code: "57P03"}, "cannot connect to PostgreSQL"},
		{fmt.Errorf("x: %w", &net.OpError{Op: "dial", Err: errors.New("connection refused")}), "cannot connect to PostgreSQL"},
		{errors.New("something else"), "something else"},
	} {
		got := troubleError(c.err)
		if !errors.Is(got, c.err) || !strings.Contains(got.Error(), c.want) || !strings.HasSuffix(got.Error(), c.err.Error()) {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}
