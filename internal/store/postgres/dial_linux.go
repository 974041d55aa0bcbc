package postgres

import (
	"context"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// limitUnsent has the kernel give up a connection whose bytes nobody acknowledges.
// Keepalives do not: they are sent only while nothing else is under way.
func limitUnsent(_ context.Context, network, _ string, raw syscall.RawConn) (err error) {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	control := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unsentTimeout.Milliseconds()))
	})
	if control != nil {
		return control
	}
	return err
}
