package settings

import (
	"net"
	"strconv"
	"strings"
)

// ListenAddr is where the program listens, as host:port.
type ListenAddr string

// Signature is the tags of a setting of this type, for kong; the command adds the help.
func (ListenAddr) Signature() string {
	return `name:"http-addr" env:"HTTP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// Faults returns what is wrong with the address, as a *Error.
func (a ListenAddr) Faults() error {
	host, port, err := net.SplitHostPort(string(a))
	if err != nil || strings.ContainsAny(host, "/@ ") {
		return Errorf("HTTP_ADDR: invalid listen address %s; use host:port, such as 127.0.0.1:8080 or :8080", shown(string(a)))
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return Errorf("HTTP_ADDR: invalid port in %s; use host:port, such as 127.0.0.1:8080", shown(string(a)))
	}
	return nil
}
