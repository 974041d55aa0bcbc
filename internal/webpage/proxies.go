package webpage

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of the proxies in front of the program. The zero value is none.
type Proxies []netip.Prefix

// ParseProxies reads networks such as 10.0.0.0/8, and addresses.
func ParseProxies(list []string) (p Proxies, err error) {
	for _, text := range list {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			at, e := netip.ParseAddr(text)
			if e != nil {
				return nil, fmt.Errorf("%q is neither an address nor a network; write one such as 10.0.0.0/8", text)
			}
			network = netip.PrefixFrom(at, at.BitLen())
		}
		if network.Bits() == 0 {
			return nil, fmt.Errorf("%q is the whole internet, so that anybody could say where they come from", text)
		}
		p = append(p, network.Masked())
	}
	return p, nil
}

func (p Proxies) has(at netip.Addr) bool {
	for _, network := range p {
		if network.Contains(at.Unmap()) || network.Contains(at) {
			return true
		}
	}
	return false
}

// maxForwarded is how many addresses of a header are looked at.
const maxForwarded = 20

// hostBits is the part of an IPv6 address that one customer is given at least.
const hostBits = 64

// Client returns where a request comes from, as what limits are kept by: the address of the
// connection, or where that is of a trusted proxy, the last one in X-Forwarded-For that is not. What
// stands before that anybody can have written. Of an IPv6 address it is the network of 64 bits.
func (p Proxies) Client(r *http.Request) string {
	connected, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	at := connected.Addr()
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && len(forwarded)-i <= maxForwarded && p.has(at); i-- {
		next, ok := forwardedAddr(strings.TrimSpace(forwarded[i]))
		if !ok {
			break
		}
		at = next
	}
	at = at.Unmap().WithZone("")
	if at.Is6() {
		network, err := at.Prefix(hostBits)
		if err == nil {
			return network.String()
		}
	}
	return at.String()
}

// forwardedAddr reads an address of the header; some proxies write the port too.
func forwardedAddr(text string) (netip.Addr, bool) {
	if at, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return at, true
	}
	at, err := netip.ParseAddrPort(text)
	return at.Addr(), err == nil
}
