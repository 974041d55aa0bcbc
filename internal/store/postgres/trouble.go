package postgres

import (
	"strings"

	"aktivering/internal/store"
)

// Codes of errors that need an administrator.
const (
	diskFull         = "53100"
	readOnly         = "25006"
	notPermitted     = "42501"
	lockNotAvailable = "55P03"
	classAccess      = "28"
)

// troubleError returns a store.TroubleError where it is known what to do about an error of the
// server, else the error itself.
func troubleError(err error) error {
	var fix string
	switch code := codeOf(err); {
	case code == diskFull:
		fix = "the disk of PostgreSQL is full: free space there"
	case code == readOnly:
		fix = "PostgreSQL can only be read: name the primary server in DATABASE_URL"
	case code == notPermitted:
		fix = "the user of PostgreSQL may not write: grant it the right"
	case code == lockNotAvailable:
		fix = "another session holds a lock in PostgreSQL: end it"
	case code == tooManyConnections:
		fix = "PostgreSQL has no connection left: raise max_connections, or end other programs"
	case strings.HasPrefix(code, classAccess):
		fix = "PostgreSQL does not let the user in: check the user and the password in DATABASE_URL"
	case Unreachable(err):
		fix = "cannot connect to PostgreSQL: see whether it runs, and can be reached from here"
	default:
		return err
	}
	return &store.TroubleError{Err: err, Fix: fix}
}
