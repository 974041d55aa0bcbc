package rest

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestRoutes(t *testing.T) {
	l := newLimiter("/api/v10/", nil)
	for path, want := range map[string]string{
		"channels/1/messages":              "GET channels/1/messages",
		"channels/1/messages/2":            "GET channels/1/messages/*",
		"channels/1/messages/2/threads":    "GET channels/1/messages/*/threads",
		"guilds/1/members/2":               "GET guilds/1/members/*",
		"webhooks/1/token/messages/2":      "GET webhooks/1/token/messages/*",
		"interactions/1/23/callback":       "GET interactions/1/23/callback",
		"applications/@me":                 "GET applications/@me",
		"channels/1/thread-members/200":    "GET channels/1/thread-members/*",
		"channels/1/messages/2/threads/33": "GET channels/1/messages/*/threads/*",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://discord.com/api/v10/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.nameOf(r); got != want {
			t.Errorf("%s is %q", path, got)
		}
	}
}

// A bot answers a great many interactions, each with a route of its own.
func TestRoutesAreForgotten(t *testing.T) {
	l := newLimiter("/", nil)
	for i := range 2 * maxRoutes {
		name := fmt.Sprint("used once ", i)
		l.leave(name, l.enter(name))
	}
	if len(l.routes) > 0 {
		t.Errorf("%d routes without a limit are kept", len(l.routes))
	}
	for i := range maxRoutes + 1 {
		name := fmt.Sprint("limited ", i)
		at := l.enter(name)
		at.until = time.Now().Add(-time.Second)
		l.leave(name, at)
	}
	if len(l.routes) != 1 {
		t.Errorf("%d routes are kept, and the limits of all but one have passed", len(l.routes))
	}
}
