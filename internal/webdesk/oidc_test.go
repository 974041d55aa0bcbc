package webdesk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"aktivering/internal/webdesk/signin"
)

// provider is an OpenID provider, and the desk that it signs in to.
func provider(t *testing.T) (*mockoidc.MockOIDC, *bench) {
	t.Helper()
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	return m, newBench(t, signin.OIDC{
		Issuer: m.Issuer(), ClientID: m.ClientID, ClientSecret: m.ClientSecret, GroupsClaim: "groups", Scopes: []string{"groups"},
		Groups: map[signin.Role][]string{signin.RoleAgent: {"support"}, signin.RoleEditor: {"writers"}, signin.RoleAdministrator: {"bosses"}},
	})
}

// begin leads a browser to the provider, and returns where that leads back to.
func begin(t *testing.T, w *browser, next string) *url.URL {
	t.Helper()
	to := w.get("/desk/sign-in/provider?next=" + url.QueryEscape(next))
	if to.code != http.StatusSeeOther {
		t.Fatalf("%d %s", to.code, to.body)
	}
	at, err := url.Parse(to.location)
	if err != nil {
		t.Fatal(err)
	}
	q := at.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("nonce") == "" || q.Get("state") == "" {
		t.Errorf("the sign-in lacks something: %v", q)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to.location, nil)
	if err != nil {
		t.Fatal(err)
	}
	back := w.do(r)
	if back.code != http.StatusFound {
		t.Fatalf("the provider answers %d %s", back.code, back.body)
	}
	u, err := url.Parse(back.location)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func user(name string, groups ...string) *mockoidc.MockUser {
	return &mockoidc.MockUser{Subject: "sub-" + name, PreferredUsername: name, Email: name + "@example.no", Groups: groups}
}

func TestProvider(t *testing.T) {
	m, b := provider(t)
	for _, c := range []struct{ name, group, role string }{{"bente", "support", "Brukerstøtte"}, {"ola", "writers", "Redaktør"}, {"sjef", "bosses", "Administrator"}} {
		w := b.browser()
		w.get("/desk/sign-in").has(t, 200, "kontoen din på jobben")
		m.QueueUser(user(c.name, "everybody", c.group))
		back := begin(t, w, "/desk/?tab=mine")
		if a := w.get(back.RequestURI()); a.location != "/desk/?tab=mine" {
			t.Fatalf("%s: %d to %q: %s", c.name, a.code, a.location, a.body)
		}
		w.get("/desk/").has(t, 200, c.name, c.role)
		// The answer is worth nothing a second time, here or elsewhere.
		b.browser().get(back.RequestURI()).has(t, 403, "ikke fullført")
	}
	outsider := b.browser()
	m.QueueUser(user("eva", "everybody"))
	outsider.get(begin(t, outsider, "").RequestURI()).has(t, 403, "ikke tilgang til sakene")
	if a := outsider.get("/desk/"); a.code != http.StatusSeeOther {
		t.Errorf("somebody without a role is in: %d", a.code)
	}
}

// An answer that is not of this browser's sign-in signs nobody in.
func TestProviderForged(t *testing.T) {
	m, b := provider(t)
	in := func(w *browser) bool { return w.get("/desk/").code == http.StatusOK }
	// Another one's answer, such as by a link that an attacker sends (login CSRF).
	attacker, victim := b.browser(), b.browser()
	m.QueueUser(user("eve", "bosses"))
	back := begin(t, attacker, "")
	victim.get(back.RequestURI()).has(t, 403)
	begin(t, victim, "")
	victim.get(back.RequestURI()).has(t, 403)
	// Another state, none, and a refusal.
	w := b.browser()
	back = begin(t, w, "")
	q := back.Query()
	q.Set("state", "x")
	w.get(back.Path+"?"+q.Encode()).has(t, 403)
	w.get(back.RequestURI()).has(t, 403) // used up by that
	back = begin(t, w, "")
	w.get(back.Path+"?state="+back.Query().Get("state")+"&error=access_denied").has(t, 502)
	back = begin(t, w, "")
	w.get(back.Path+"?state="+back.Query().Get("state")+"&code=forged").has(t, 502)
	w.get(back.Path).has(t, 403)
	// A code of another sign-in: its token has another nonce, and its verifier does not fit.
	m.QueueUser(user("eve", "bosses"))
	theirs := begin(t, attacker, "")
	back = begin(t, w, "")
	w.get(back.Path+"?state="+back.Query().Get("state")+"&code="+theirs.Query().Get("code")).has(t, 502)
	if in(w) || in(victim) || in(attacker) {
		t.Error("somebody is in")
	}
	// Where a provider signs in, an administrator makes no links.
	boss := b.browser()
	m.QueueUser(user("sjef", "bosses"))
	boss.get(begin(t, boss, "").RequestURI())
	boss.post("/desk/people", form("name", "Eva", "role", "administrator")).has(t, 403)
	boss.get("/desk/people").has(t, 200, "Gruppene der bestemmer")
}

// A provider that is away keeps nobody from anything else.
func TestProviderAway(t *testing.T) {
	b := newBench(t, signin.OIDC{Issuer: "http://127.0.0.1:1", ClientID: "desk", GroupsClaim: "groups", Groups: map[signin.Role][]string{signin.RoleAgent: {"a"}}})
	a := b.browser().get("/desk/sign-in/provider")
	a.has(t, 502, "ikke fullført")
	if strings.Contains(a.body, "127.0.0.1:1") {
		t.Error("the page tells of what is inside")
	}
}
