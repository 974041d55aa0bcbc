package webpage_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aktivering/internal/webpage"
)

func TestProxies(t *testing.T) {
	trusted, err := webpage.ParseProxies([]string{"10.0.0.0/8", "192.0.2.7", "2001:db8::/32"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, from string
		forwarded  []string
		want       string
	}{
		{"nobody in front", "203.0.113.5:1234", nil, "203.0.113.5"},
		{"a stranger says it is somebody else", "203.0.113.5:1234", []string{"198.51.100.1"}, "203.0.113.5"},
		{"a proxy", "10.1.1.1:80", []string{"198.51.100.1"}, "198.51.100.1"},
		{"two proxies", "10.1.1.1:80", []string{"198.51.100.1, 192.0.2.7"}, "198.51.100.1"},
		{"what a person wrote in front", "10.1.1.1:80", []string{"1.1.1.1, 198.51.100.1, 192.0.2.7"}, "198.51.100.1"},
		{"several headers", "10.1.1.1:80", []string{"1.1.1.1", "198.51.100.1"}, "198.51.100.1"},
		{"with a port", "10.1.1.1:80", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		{"a proxy that tells nothing", "10.1.1.1:80", nil, "10.1.1.1"},
		{"nonsense", "10.1.1.1:80", []string{"198.51.100.1, <script>"}, "10.1.1.1"},
		{"proxies alone", "10.1.1.1:80", []string{"10.2.2.2"}, "10.2.2.2"},
		{"IPv4 within IPv6", "[::ffff:10.1.1.1]:80", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"IPv6 is a network", "[2001:db8::1]:80", []string{"[2a00:1450:1:2:3::4]:80"}, "2a00:1450:1:2::/64"},
		{"very many", "10.1.1.1:80", []string{strings.Repeat("10.0.0.1,", 5_000) + "10.0.0.2"}, "10.0.0.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.from, c.forwarded
		if got := trusted.Client(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := webpage.Proxies(nil).Client(r); strings.Contains(got, "198.51.100.1") {
			t.Errorf("%s: without a trusted proxy %s is believed", c.name, got)
		}
	}
	for _, bad := range []string{"", "proxy", "10.0.0.0/33", "0.0.0.0/0", "::/0"} {
		if _, err := webpage.ParseProxies([]string{bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
