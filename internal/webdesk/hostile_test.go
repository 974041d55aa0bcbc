package webdesk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webpage/webpagetest"
)

// A body that never comes to its end is given up, and leaves the desk to others.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	b := newBench(t, signin.OIDC{})
	status := webpagetest.SlowBody(t, b.server.URL, "/desk/sign-in", func() { b.browser().get("/desk/sign-in").has(t, 200) })
	if status != http.StatusRequestTimeout {
		t.Errorf("%d", status)
	}
}

// A form that cannot be read is the browser's fault, not the desk's.
func TestBrokenForm(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAgent, "Bente")
	for _, body := range []string{"text=%zz", "a;b", "%"} {
		a := bente.do(bente.request(http.MethodPost, "/desk/cases/1/note", strings.NewReader(body), "Content-Type", "application/x-www-form-urlencoded"))
		a.has(t, 400, "Skjemaet kom ikke helt fram")
	}
}

// Tricks with paths lead nowhere, and to no other case.
func TestPaths(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAgent, "Bente")
	for _, path := range []string{
		"/desk/cases/-1", "/desk/cases/0x1", "/desk/cases/1e0", "/desk/cases/99999999999999999999", "/desk/cases/1%00", "/desk/cases/1%2f..%2f1", "/desk/cases/+1%20", "/desk/cases/1/nothing", "/desk/cases/",
		"/desk/knowledge/articles/..%2f..%2fgo.mod", "/desk/knowledge/articles/%00", "/desk/static/..%2fcase.html", "/desk/static/", "/desk/.git/config",
	} {
		a := bente.get(path)
		if a.code != http.StatusNotFound && a.code != http.StatusMethodNotAllowed || strings.Contains(a.body, "Kari") {
			t.Errorf("%s: %d", path, a.code)
		}
	}
	for _, act := range []string{"..%2fclaim", "Claim", "claim%00", "sperr", "a/b"} {
		if a := bente.post("/desk/cases/1/"+act, form("text", "x")); a.code < 400 || a.code >= 500 {
			t.Errorf("%s: %d", act, a.code)
		}
	}
	if b.kari().Case.State != bot.CaseQueued {
		t.Error("the case has changed")
	}
}

// Nothing that somebody sends becomes a header of an answer.
func TestHeaders(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAdministrator, "Bente")
	const evil = "a\r\nSet-Cookie: evil=1\r\n\r\n<script>"
	for path, values := range map[string]url.Values{
		"/desk/language": form("language", evil, "next", "/desk/"+evil), "/desk/people": form("name", evil, "role", "agent"), "/desk/cases/1/note": form("text", evil, "key", evil),
		"/desk/cases/1/close": form("why", evil, "text", evil), "/desk/sign-in": form("link", evil, "next", evil, "name", evil),
	} {
		a := bente.post(path, values)
		for _, cookie := range a.header.Values("Set-Cookie") {
			if strings.HasPrefix(cookie, "evil") {
				t.Errorf("%s lets a header in: %v", path, a.header)
			}
		}
		if strings.ContainsAny(a.location, "\r\n") {
			t.Errorf("%s leads to %q", path, a.location)
		}
	}
	for _, path := range []string{"/desk/insight.csv?days=" + url.QueryEscape(evil), "/desk/?q=" + url.QueryEscape(evil)} {
		if a := bente.get(path); a.header.Get("Set-Cookie") != "" && strings.Contains(a.header.Get("Set-Cookie"), "evil") {
			t.Errorf("%s: %v", path, a.header)
		}
	}
}
