package webdesk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/webdesk/signin"
)

// What another site makes a browser send is refused.
func TestForeignRequests(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAdministrator, "Bente")
	for _, path := range []string{"/desk/cases/1/claim", "/desk/cases/1/answer", "/desk/people", "/desk/sign-out", "/desk/language", "/desk/sign-in"} {
		for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			if a := bente.post(path, form("text", "hei", "name", "x", "role", "administrator"), header...); a.code != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, header, a.code)
			}
		}
	}
	if b.kari().Case.State != bot.CaseQueued {
		t.Error("another site has claimed the case")
	}
	bente.get("/desk/").has(t, 200, "Kari") // and the session holds
	h := bente.get("/desk/").header
	if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Frame-Options") != "DENY" {
		t.Errorf("another site may show the page in a frame: %v", h)
	}
}

// Whoever is not signed in, or has another role, gets nothing.
func TestRoles(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	stranger := b.browser()
	for _, path := range []string{"/desk/", "/desk/cases/1", "/desk/people", "/desk/insight", "/desk/insight.csv", "/desk/knowledge", "/desk/knowledge/gaps"} {
		a := stranger.get(path)
		if a.code != http.StatusSeeOther || a.location != "/desk/sign-in?next="+url.QueryEscape(path) || strings.Contains(a.body, "Kari") {
			t.Errorf("%s: %d to %s", path, a.code, a.location)
		}
	}
	for _, path := range []string{"/desk/events", "/desk/cases/1/events"} {
		if a := stranger.get(path); a.code != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, a.code)
		}
	}
	if a := stranger.post("/desk/cases/1/claim", form()); a.code != http.StatusUnauthorized {
		t.Errorf("claim: %d", a.code)
	}
	agent := b.agent(signin.RoleAgent, "Bente")
	agent.get("/desk/people").has(t, 403, "Ikke tilgang")
	agent.post("/desk/people", form("name", "Ola", "role", "administrator")).has(t, 403, "Ikke tilgang")
	agent.get("/desk/knowledge/gaps").has(t, 403, "Ikke tilgang")
	agent.get("/desk/knowledge/gaps/1").has(t, 403, "Ikke tilgang")
	if _, err := b.gate.NewLink(t.Context(), "owner", "Ola"); err == nil {
		t.Error("a link for a role that there is not")
	}
}

// A colleague comes in by a link, once.
func TestLink(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	boss := b.agent(signin.RoleAdministrator, "Sjef")
	boss.post("/desk/people", form("name", " ", "role", "agent")).has(t, 422)
	boss.post("/desk/people", form("name", "Ola", "role", "god")).has(t, 422)
	a := boss.post("/desk/people", form("name", "Ola <b>", "role", "agent"))
	a.has(t, 200, "Lenke til Ola")
	link := regexp.MustCompile(`/desk/sign-in\?link=\w+`).FindString(a.body)
	ola := b.browser()
	ola.get(link).has(t, 200, "Lenken er til Ola", "Den virker én gang")
	secret := strings.TrimPrefix(link, "/desk/sign-in?link=")
	if a := ola.post("/desk/sign-in", form("link", secret, "name", "Noen andre", "next", "/desk/?tab=mine")); a.location != "/desk/?tab=mine" {
		t.Errorf("sign in: %d %s %s", a.code, a.location, a.body)
	}
	ola.get("/desk/").has(t, 200, "Ola", "Brukerstøtte")
	b.browser().post("/desk/sign-in", form("link", secret)).has(t, 403, "Lenken er brukt")
	b.browser().get(link).has(t, 200, "Lenken er brukt")
	for _, bad := range []string{"", "x", strings.Repeat("A", 5000), secret[:len(secret)-1] + "?", "../link"} {
		b.browser().post("/desk/sign-in", form("link", bad, "name", "Eva")).has(t, 403)
	}
}

// Sessions are nobody's to make, keep or give away.
func TestSessions(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	at, err := url.Parse(b.server.URL + "/desk/")
	if err != nil {
		t.Fatal(err)
	}
	session := func(w *browser) string {
		for _, c := range w.client.Jar.Cookies(at) {
			if c.Name == "desk" {
				return c.Value
			}
		}
		return ""
	}
	with := func(value string) *browser {
		w := b.browser()
		w.client.Jar.SetCookies(at, []*http.Cookie{{Name: "desk", Value: value, Path: "/desk"}})
		return w
	}
	signedOut := func(what string, w *browser) {
		t.Helper()
		if a := w.get("/desk/"); a.code != http.StatusSeeOther {
			t.Errorf("%s: %d", what, a.code)
		}
	}
	for _, forged := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("B", 3000), "session/", "' OR 1=1 --"} {
		signedOut("forged "+forged, with(forged))
	}
	// One that an attacker has put there is not the one that is signed in.
	secret, err := b.gate.NewLink(t.Context(), signin.RoleAgent, "Bente")
	if err != nil {
		t.Fatal(err)
	}
	const fixed = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	bente := with(fixed)
	bente.post("/desk/sign-in", form("link", secret))
	stolen := session(bente)
	if stolen == fixed || stolen == "" {
		t.Errorf("the session is %q", stolen)
	}
	signedOut("fixed", with(fixed))
	// A new sign-in in the same browser ends the old session.
	if secret, err = b.gate.NewLink(t.Context(), signin.RoleAgent, "Bente"); err != nil {
		t.Fatal(err)
	}
	bente.post("/desk/sign-in", form("link", secret))
	signedOut("renewed", with(stolen))
	// What was signed out is over, also for whoever has kept it.
	stolen = session(bente)
	with(stolen).get("/desk/").has(t, 200, "Bente")
	a := bente.post("/desk/sign-out", form())
	if a.code != http.StatusSeeOther || session(bente) != "" {
		t.Errorf("sign out: %d, %q", a.code, session(bente))
	}
	signedOut("signed out", bente)
	signedOut("replayed", with(stolen))
	// The store knows no secret.
	if _, found, err := b.store.Session(t.Context(), "session/"+stolen); found || err != nil {
		t.Error("the session is kept by its secret")
	}
	eva := b.browser()
	if secret, err = b.gate.NewLink(t.Context(), signin.RoleAgent, "Eva"); err != nil {
		t.Fatal(err)
	}
	cookie := eva.post("/desk/sign-in", form("link", secret)).header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/desk"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie has no %s: %s", part, cookie)
		}
	}
}

// Nobody tries for long.
func TestAttempts(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	w := b.browser()
	for i := range 40 {
		if a := w.post("/desk/sign-in", form("link", "guess")); a.code == http.StatusTooManyRequests {
			if i < 10 {
				t.Errorf("refused after %d attempts", i)
			}
			a.has(t, 429, "mange forsøk")
			return
		}
	}
	t.Error("nobody is ever refused")
}

// Nobody is led to another site.
func TestRedirects(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	for _, next := range []string{
		"https://evil.example/", "//evil.example/", `/\evil.example`, "/desk/..//evil.example", "/desk//evil.example", "javascript:alert(1)", "/desk/\r\nSet-Cookie: a=b",
		"https:evil.example", "/other", "desk/", "/desk/../../x", "/desk/%2e%2e/x", "/desk/\\evil", " /desk/", "/desk.evil.example",
	} {
		secret, err := b.gate.NewLink(t.Context(), signin.RoleAgent, "Bente")
		if err != nil {
			t.Fatal(err)
		}
		w := b.browser()
		if a := w.post("/desk/language", form("language", "en", "next", next)); a.location != "/desk/" {
			t.Errorf("%q leads to %q", next, a.location)
		}
		if a := w.post("/desk/sign-in", form("link", secret, "next", next)); a.code != http.StatusTooManyRequests && a.location != "/desk/" {
			t.Errorf("%q leads to %q", next, a.location)
		}
	}
}

// What people write is a text, everywhere.
func TestMarkup(t *testing.T) {
	const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'>{{.}}`
	b := newBench(t, signin.OIDC{})
	err := b.engine.Handle(t.Context(), event.Inbound{
		Key: "e", From: bot.Address{Platform: "chat", Channel: "eve"}, Person: event.Person{ID: "eve", Name: "Eve" + evil},
		Event: event.Message{Text: evil + " javascript:alert(3)", Addressed: true, Files: []bot.File{{Name: evil + ".png", URL: "javascript:alert(4)"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.says("eve", "snakk med et menneske")
	b.says("eve", evil)
	bente := b.agent(signin.RoleEditor, "Bente"+evil)
	bente.post("/desk/cases/1/note", form("text", evil))
	bente.post("/desk/cases/1/claim", form())
	bente.post("/desk/cases/1/answer", form("text", evil))
	bente.post("/desk/cases/1/close", form("why", "agent", "text", evil))
	q := url.QueryEscape(evil)
	for _, path := range []string{
		"/desk/", "/desk/cases/1", "/desk/cases/1?did=" + q, "/desk/?q=" + q, "/desk/?tab=all&q=script", "/desk/?tab=" + q + "&code=" + q + "&platform=" + q + "&language=" + q,
		"/desk/sign-in?link=" + q + "&next=" + q, "/desk/" + url.PathEscape(evil),
		"/desk/insight?days=" + q, "/desk/knowledge?q=" + q + "&audience=" + q, "/desk/knowledge/gaps", "/desk/knowledge/gaps/1", "/desk/knowledge/articles/0xC004F074?in=" + q + "&work_pc=" + q,
	} {
		a := bente.get(path, "Referer", b.server.URL+"/desk/?"+evil)
		for _, part := range []string{"<script>", "<img src=x", "onerror=alert(2)>", `href="javascript:`, "ZgotmplZ"} {
			if strings.Contains(a.body, part) {
				t.Errorf("%s has %q:\n%s", path, part, a.body)
			}
		}
	}
	bente.get("/desk/cases/1").has(t, 200, "&lt;script&gt;")
}

// Nothing is read without a bound.
func TestBodies(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAgent, "Bente")
	bente.post("/desk/cases/1/answer", form("text", strings.Repeat("a", 70<<10))).has(t, 413, "For mye på en gang")
	bente.post("/desk/cases/1/answer", form("text", strings.Repeat("a", 40<<10))).has(t, 413, "For mye på en gang")
	b.browser().post("/desk/sign-in", form("link", strings.Repeat("a", 70<<10))).has(t, 413)
	if strings.Contains(b.chat.text(), "aaaa") {
		t.Error("it was sent")
	}
	bente.get("/desk/?q="+strings.Repeat("a", 5000)).has(t, 200)
	bente.get("/desk/?after="+strings.Repeat("a", 500)).has(t, 303)
}
