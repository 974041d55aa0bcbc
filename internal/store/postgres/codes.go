package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// Codes of PostgreSQL's errors.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	tooManyConnections   = "53300"
	cannotConnectNow     = "57P03"
	// classShutdown begins the codes of a server that stops or starts.
	classShutdown = "57P"
	// classAuthorization begins those of a user or a password that is refused.
	classAuthorization = "28"
	unknownDatabase    = "3D000"
)

// codeOf is the code of an error of PostgreSQL; empty of another error.
func codeOf(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// transient reports whether the same transaction may succeed when it is tried again.
func transient(err error) bool {
	if code := codeOf(err); code != "" {
		return code == serializationFailure || code == deadlockDetected
	}
	return pgconn.SafeToRetry(err)
}
