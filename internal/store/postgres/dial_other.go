//go:build !linux

package postgres

import (
	"context"
	"syscall"
)

// limitUnsent has nothing to set here: other systems have no such limit for each
// connection, so that deadlines and keepalives must do.
func limitUnsent(context.Context, string, string, syscall.RawConn) error { return nil }
