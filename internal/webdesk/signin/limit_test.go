package signin_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"aktivering/internal/store/memory"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webpage"
)

// Behind a trusted proxy whoever tries too often keeps nobody else out; where none is trusted,
// nobody says that they are somebody else.
func TestLimitBehindProxy(t *testing.T) {
	trusted, err := webpage.ParseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	from := func(connection, forwarded string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/desk/sign-in", nil)
		r.RemoteAddr = connection + ":1234"
		r.Header.Set("X-Forwarded-For", forwarded)
		return r
	}
	tire := func(g *signin.Gate, r *http.Request) {
		t.Helper()
		for range 100 {
			if !g.Allow(r) {
				return
			}
		}
		t.Error("nobody is ever refused")
	}
	gate := func(client func(*http.Request) string) *signin.Gate {
		return signin.New(signin.Options{Store: memory.Open(nil, memory.Options{}), Path: "/desk", Now: time.Now, Client: client})
	}
	behind := gate(trusted.Client)
	tire(behind, from("10.0.0.1", "198.51.100.1"))
	if !behind.Allow(from("10.0.0.1", "198.51.100.2")) {
		t.Error("another person is kept out")
	}
	if behind.Allow(from("10.0.0.1", "1.1.1.1, 198.51.100.1")) {
		t.Error("whoever writes the header themselves is somebody else")
	}
	for name, g := range map[string]*signin.Gate{"no proxy is trusted": gate(webpage.Proxies(nil).Client), "without a setting": gate(nil), "a stranger": behind} {
		tire(g, from("203.0.113.5", "198.51.100.7"))
		if g.Allow(from("203.0.113.5", "198.51.100.8")) {
			t.Errorf("%s: a header makes somebody else of them", name)
		}
	}
}
