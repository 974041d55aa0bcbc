package push

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// checkEndpoint lets through the addresses that push services have: HTTPS, at a name, at the usual
// port.
func checkEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil, len(endpoint) > maxEndpoint, strings.ContainsFunc(endpoint, func(c rune) bool { return c <= ' ' || c > '~' }):
		return fmt.Errorf("%w: its address cannot be read", ErrSubscription)
	case u.Scheme != "https", u.User != nil, u.Port() != "" && u.Port() != "443", u.Opaque != "", u.Fragment != "":
		return fmt.Errorf("%w: its address is no plain https address", ErrSubscription)
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ".") {
		return fmt.Errorf("%w: its address has no name", ErrSubscription)
	}
	last := host[strings.LastIndex(host, ".")+1:]
	if last == "" || strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") || last == "localhost" || last == "local" || last == "internal" {
		return fmt.Errorf("%w: its name is none of the internet", ErrSubscription)
	}
	return nil
}

// Times of a request to a push service.
const (
	dialTime    = 5 * time.Second
	requestTime = 10 * time.Second
)

// errPrivate means that a name leads into a network that is not public.
var errPrivate = errors.New("the address is not public")

// guarded returns a client that reaches public addresses alone, by no proxy, and follows no
// redirects. It looks at the address that is dialled, so that no name leads elsewhere.
func guarded() *http.Client {
	dialer := &net.Dialer{Timeout: dialTime, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !public(at.Addr()) {
			return errPrivate
		}
		return nil
	}}
	return &http.Client{
		Timeout: requestTime,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTime, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// reserved are networks that are not of the internet and that package netip does not name.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"),
}

// public reports an address of the internet.
func public(at netip.Addr) bool {
	at = at.Unmap()
	if !at.IsGlobalUnicast() || at.IsPrivate() || at.Zone() != "" {
		return false
	}
	for _, network := range reserved {
		if network.Contains(at) {
			return false
		}
	}
	return true
}

// hideAddress takes the address out of an error: it is a secret of the person's.
func hideAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
