package push

import (
	"net/http"
	"net/netip"
)

// Public reports an address of the internet.
func Public(at string) bool { return public(netip.MustParseAddr(at)) }

// Guarded returns the client that reaches public addresses alone.
func Guarded() *http.Client { return guarded() }
