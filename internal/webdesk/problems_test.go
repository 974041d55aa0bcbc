package webdesk_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/internal/webdesk/signin"
)

// problems are those of the desk.
func (b *bench) problems() []bot.Problem {
	b.t.Helper()
	c, err := b.store.Conversation(b.t.Context(), b.desk.Ref())
	if err != nil {
		b.t.Fatal(err)
	}
	return c.Problems
}

// A problem that many have is made known, told of, said in other words and for another time, and
// solved.
func TestProblems(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	bente := b.agent(signin.RoleAgent, "Bente Berg")
	bente.get("/desk/problems").has(t, 200, "Ingen driftsmeldinger nå")
	b.says("Ola", "0xC004F074")
	until := time.Now().Add(3 * time.Hour).UTC().Truncate(time.Minute)
	for range 2 { // a double click
		a := bente.post("/desk/problems", form("key", "a", "about", "0xC004F074", "text", "KMS er nede <b>", "until", until.Format("2006-01-02T15:04")))
		if a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
	}
	if p := b.problems(); len(p) != 1 || !p[0].Until.Equal(until) || p[0].By.Name != "Bente Berg" {
		t.Fatalf("%+v", p)
	}
	bente.get("/desk/problems?did=set").has(t, 200, "KMS er nede &lt;b&gt;", "0xC004F074", "Meldt av Bente Berg", "Driftsmeldingen gjelder nå")
	bente.get("/desk/").has(t, 200, "KMS er nede &lt;b&gt;")
	bente.get("/desk/insight").has(t, 200, "KMS er nede &lt;b&gt;")
	if n := strings.Count(b.chat.text(), "KMS er nede"); n != 1 {
		t.Errorf("Ola was told %d times:\n%s", n, b.chat.text())
	}
	b.says("Kari", "0xC004F074")
	if n := strings.Count(b.chat.text(), "KMS er nede"); n != 2 {
		t.Errorf("Kari was not told:\n%s", b.chat.text())
	}

	later := until.Add(24 * time.Hour)
	bente.post("/desk/problems", form("key", "b", "about", "0xC004F074", "text", "KMS er nede, vi bytter maskin", "until", later.Format("2006-01-02T15:04")))
	if p := b.problems(); len(p) != 1 || !p[0].Until.Equal(later) || p[0].Text != "KMS er nede, vi bytter maskin" {
		t.Errorf("%+v", p)
	}
	for name, f := range map[string][]string{
		"feilkoder eller navnet":  {"about", "skriveren", "text", "er nede"},
		"fra nå og opptil":        {"about", "0xC004F074", "until", "2020-01-01T10:00"},
		"opptil 30 dager":         {"about", "0xC004F074", "until", "2126-01-01T10:00"},
		"fra nå og opptil 30":     {"about", "0xC004F074", "until", "i morgen"},
		"Teksten er for lang":     {"about", "0xC004F074", "text", strings.Repeat("a", 1000)},
		`value="0xC004F074 kms"`:  {"about", "0xC004F074 kms"},
		"det første feltet, for ": {"about", " "},
	} {
		bente.post("/desk/problems", form(f...)).has(t, 422, name)
	}

	bente.post("/desk/problems/1/solved", form("key", "c", "text", "Start på nytt"))
	if p := b.problems(); p[0].End != bot.ProblemSolved || p[0].Note != "Start på nytt" {
		t.Errorf("%+v", p)
	}
	if n := strings.Count(b.chat.text(), "Start på nytt"); n != 2 {
		t.Errorf("%d of those who knew were told that it is solved:\n%s", n, b.chat.text())
	}
	bente.get("/desk/problems").has(t, 200, "Ingen driftsmeldinger nå", "løst: Start på nytt")
	bente.post("/desk/problems/1/solved", form("key", "d")).has(t, 409, "gjelder ikke lenger")
	for _, path := range []string{"/desk/problems/0/solved", "/desk/problems/x/solved", "/desk/problems/-1/solved"} {
		bente.post(path, form()).has(t, 404)
	}
	stranger := b.browser()
	if a := stranger.get("/desk/problems"); a.code != http.StatusSeeOther {
		t.Errorf("a stranger gets %d", a.code)
	}
	if a := stranger.post("/desk/problems", form("about", "0xC004F074")); a.code != http.StatusUnauthorized {
		t.Errorf("a stranger gets %d", a.code)
	}
	if a := bente.post("/desk/problems", form("about", "0xC004F213"), "Sec-Fetch-Site", "cross-site"); a.code != http.StatusForbidden {
		t.Errorf("another site gets %d", a.code)
	}
}

// A burst is shown where agents look, and becomes a known problem.
func TestBurst(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	bente := b.agent(signin.RoleAgent, "Bente")
	for _, person := range []string{"Ola", "Kari", "Per"} {
		b.says(person, "0xC004F074")
	}
	const told = "Mange har meldt 0xC004F074"
	a := bente.get("/desk/")
	a.has(t, 200, told)
	link := regexp.MustCompile(`href="(/desk/problems\?about=0xC004F074)#set"`).FindStringSubmatch(a.body)
	if link == nil {
		t.Fatalf("no way to make it known:\n%s", a.body)
	}
	bente.get(link[1]).has(t, 200, told, `name="about" value="0xC004F074"`)
	bente.post("/desk/problems", form("key", "a", "about", "0xC004F074"))
	for _, path := range []string{"/desk/", "/desk/problems"} {
		if a := bente.get(path); strings.Contains(a.body, told) {
			t.Errorf("%s still asks whether the problem is known", path)
		}
	}
	bente.get("/desk/problems").has(t, 200, "Boten sier at problemet er kjent")
}
