package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/adapters/web"
	"aktivering/adapters/web/mail"
	"aktivering/adapters/web/mail/mailtest"
	"aktivering/adapters/web/push"
	"aktivering/adapters/web/push/pushtest"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/feed"
	"aktivering/bot/port"
)

// reached is a site whose visitor has a case, with a mail server and a push service.
type reached struct {
	*harness
	mails  *mailtest.Server
	pushed chan []byte
	device pushtest.Browser

	mu      sync.Mutex
	current bot.Conversation
	gone    bool
}

// patience is how long something may take that has to come.
const patience = 30 * time.Second

func newReached(t *testing.T, after time.Duration) *reached {
	t.Helper()
	r := &reached{mails: mailtest.Serve(t), pushed: make(chan []byte, 100), device: pushtest.NewBrowser(t)}
	r.current.Case = &bot.Case{Number: 12, State: bot.CaseClaimed}
	client := pushtest.Service(t, func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.gone {
			w.WriteHeader(http.StatusGone)
			return
		}
		w.WriteHeader(http.StatusCreated)
		r.pushed <- body
	})
	sender, err := mail.New(mail.Options{Addr: r.mails.Addr, From: "hjelp@example.no", Config: r.mails.TLS})
	if err != nil {
		t.Fatal(err)
	}
	r.harness = newHarness(t, web.Options{
		PublicURL: "https://hjelp.example.no", Mail: sender, Push: &push.Options{Subject: "https://hjelp.example.no", Client: client}, ReachAfter: after,
		Conversation: func(_ context.Context, ref bot.Ref) (bot.Conversation, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if ref.Person != "V1" {
				return bot.Conversation{}, nil
			}
			return r.current, nil
		},
	})
	r.run(taken)
	return r
}

// become puts another state in the place of the case's.
func (r *reached) become(state bot.CaseState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current.Case = &bot.Case{Number: 12, State: state}
}

// says has somebody say something to the visitor: an agent, or the bot without a name.
func (r *reached) says(who, text string) {
	r.t.Helper()
	spans := []content.Span{{Text: text}}
	if who != "" { // as package bot signs
		spans = []content.Span{{Text: who + ":", Kind: content.Strong}, {Text: " " + text}}
	}
	reply := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: spans}}}
	if _, err := r.adapter.Send(r.t.Context(), port.Outbound{Key: key(), To: r.Address(), Reply: reply}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reached) by(way string, values url.Values) answer {
	return r.postAs(r.browser, "/reach/"+way, values, nil)
}

func (r *reached) device1() url.Values {
	s := r.device.At("https://example.com/push/1")
	return url.Values{"endpoint": {s.Endpoint}, "p256dh": {s.P256dh}, "auth": {s.Auth}}
}

func (r *reached) profile() string {
	r.t.Helper()
	profile, err := r.store.Profile(r.t.Context(), r.visitor)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(profile)
}

// mail waits for a mail, and returns it and the link in it.
func (r *reached) mail() (text, link string) {
	r.t.Helper()
	select {
	case m := <-r.mails.Messages():
		text = strings.ReplaceAll(strings.ReplaceAll(m.Text, "=\r\n", ""), "=3D", "=")
		return text, regexp.MustCompile(`https://hjelp\.example\.no(/m/\w+)`).FindString(text)
	case <-time.After(patience):
		r.t.Fatal("no mail")
	}
	return "", ""
}

// until waits for something.
func (r *reached) until(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatal(what)
		}
	}
}

// Whoever has closed the page is told of an agent's answer, by mail and in the browser, and of nothing
// that was said.
func TestReached(t *testing.T) {
	r := newReached(t, 20*time.Millisecond)
	r.Say("nøkkelen min er hemmelig")
	r.Settle()
	if page := r.do(r.browser, http.MethodGet, "/", nil, nil).text; !strings.Contains(page, `href="/reach"`) || !strings.Contains(page, `data-reach="false"`) {
		t.Error("the page does not offer it")
	}
	if got := r.by("email", url.Values{"email": {"kari@example.no"}}); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	if got := r.by("push", r.device1()); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	page := r.do(r.browser, http.MethodGet, "/reach", nil, nil).text
	if strings.Contains(page, "kari@") || !strings.Contains(page, "k…@example.no") || !strings.Contains(page, "Slå av varsel") {
		t.Errorf("%s", page)
	}
	r.says("", "Saken din venter") // of the bot's nobody is told
	r.says("Bente", "Prøv kanarifugl")
	body := <-r.pushed
	told := string(r.device.Open(t, body))
	text, link := r.mail()
	for _, said := range []string{told, text} {
		if strings.Contains(said, "kanarifugl") || strings.Contains(said, "hemmelig") || strings.Contains(said, "Bente") {
			t.Errorf("what was said is told: %s", said)
		}
	}
	if !strings.Contains(told, "sak 12") || !strings.Contains(text, "To: <kari@example.no>") || link == "" {
		t.Errorf("%s\n%s", told, text)
	}
	// A second answer is pushed, and no other mail sent until the person comes.
	r.says("Bente", "Hallo?")
	<-r.pushed
	r.until("the page is not seen", func() bool {
		r.do(r.browser, http.MethodGet, "/", nil, nil)
		return strings.Contains(r.profile(), `"seen":`)
	})
	r.says("Bente", "Er du der?")
	<-r.pushed
	_, second := r.mail()
	if second == link {
		t.Error("two mails have one link")
	}
	select {
	case m := <-r.mails.Messages():
		t.Errorf("a mail too many: %s", m.Text)
	default:
	}
	// The link leads to the conversation in another browser, once, and only on request.
	other, at := r.browserOf(""), strings.TrimPrefix(link, "https://hjelp.example.no")
	for range 2 {
		if got := r.do(other, http.MethodGet, at, nil, nil); got.status != http.StatusOK || got.header.Get("Set-Cookie") != "" || strings.Contains(got.text, "kanarifugl") {
			t.Errorf("looking at a link: %d, %v", got.status, got.header)
		}
	}
	if got := r.postAs(other, at, nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}); got.status != http.StatusForbidden {
		t.Errorf("another site uses a link: %d", got.status)
	}
	if got := r.postAs(unfollowed(other), at, nil, nil); got.status != http.StatusSeeOther || !strings.Contains(got.header.Get("Set-Cookie"), "HttpOnly") {
		t.Errorf("a link: %d %v", got.status, got.header)
	}
	for _, used := range []string{at, "/m/x", "/m/" + strings.Repeat("A", 5_000), "/m/..%2fc", "/m/%00"} {
		if got := r.postAs(unfollowed(r.browserOf("")), used, nil, nil); got.status != http.StatusNotFound || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%.40s: %d", used, got.status)
		}
	}
	// The end of the case is the end of it.
	r.become(bot.CaseClosed)
	r.says("", "Bente har lukket saken din: løst")
	r.until("the address is kept after the case", func() bool { return r.profile() == "" })
	r.says("Bente", "en ting til")
	if got := r.do(unfollowed(r.browser), http.MethodGet, "/reach", nil, nil); got.status != http.StatusSeeOther {
		t.Errorf("offered without a case: %d", got.status)
	}
}

// An answer that was seen on the page is not mailed of, and one that came just before the end of the
// case is.
func TestReachedWhileAway(t *testing.T) {
	r := newReached(t, time.Second)
	r.by("email", url.Values{"email": {"kari@example.no"}})
	r.says("Bente", "sett")
	if got := r.postAs(r.browser, "/seen", url.Values{"after": {"1"}}, nil); got.status != http.StatusNoContent {
		t.Errorf("seen: %d", got.status)
	}
	r.until("nobody has seen it", func() bool { return strings.Contains(r.profile(), `"seen":1`) })
	r.says("Bente", "usett")
	r.become(bot.CaseClosed)
	r.says("", "Saken er lukket")
	r.mail()
	r.until("the address is kept after the case", func() bool { return r.profile() == "" })
	select {
	case m := <-r.mails.Messages():
		t.Errorf("a mail too many: %s", m.Text)
	default:
	}
}

// A mail that fails is tried again, and a browser that has ended its subscription is told no more.
func TestReachedAgain(t *testing.T) {
	r := newReached(t, 20*time.Millisecond)
	r.mails.Refuse("451 4.3.0 later")
	r.by("email", url.Values{"email": {"kari@example.no"}})
	r.by("push", r.device1())
	r.mu.Lock()
	r.gone = true
	r.mu.Unlock()
	r.says("Bente", "hei")
	r.until("the browser is told still", func() bool { return !strings.Contains(r.profile(), "example.com") })
	r.mails.Refuse("")
	r.mail()
}

// Nobody puts anything else in the place of an address.
func TestReachForms(t *testing.T) {
	r := newReached(t, time.Hour)
	for _, email := range []string{"", "kari", "kari@example.no\r\nBcc: eve@example.no", "kari@example.no, eve@example.no", `"><script>alert(1)</script>@example.no`, strings.Repeat("a", 300) + "@example.no"} {
		got := r.by("email", url.Values{"email": {email}})
		if got.status != http.StatusUnprocessableEntity || strings.Contains(got.text, "<script>alert") || r.profile() != "" {
			t.Errorf("%.40q: %d, kept %s", email, got.status, r.profile())
		}
		if email != "" && !strings.Contains(got.text, `role="alert"`) {
			t.Errorf("%.40q: nobody is told", email)
		}
	}
	for _, endpoint := range []string{"", "http://example.com/x", "https://127.0.0.1/x", "https://localhost/", "https://169.254.169.254/latest/", "file:///etc/passwd", "https://example.com:22/", "javascript:alert(1)"} {
		values := r.device1()
		values.Set("endpoint", endpoint)
		if got := r.by("push", values); got.status != http.StatusBadRequest || r.profile() != "" {
			t.Errorf("%q: %d, kept %s", endpoint, got.status, r.profile())
		}
	}
	for _, way := range []string{"phone", "..", "email%00"} {
		if got := r.by(way, url.Values{"email": {"kari@example.no"}}); got.status < 400 || r.profile() != "" {
			t.Errorf("%s: %d", way, got.status)
		}
	}
	for _, path := range []string{"/reach/email", "/reach/push", "/reach/no-email", "/seen"} {
		for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}} {
			if got := r.postAs(r.browser, path, url.Values{"email": {"eve@example.no"}}, header); got.status != http.StatusForbidden || r.profile() != "" {
				t.Errorf("%s of another site: %d", path, got.status)
			}
		}
	}
	// Another visitor has no case, and reaches nothing of this one.
	if err := r.store.AddVisitor(t.Context(), "V2", time.Now()); err != nil {
		t.Fatal(err)
	}
	r.postAs(r.browserOf("V2"), "/reach/email", url.Values{"email": {"eve@example.no"}}, nil)
	if other, err := r.store.Profile(t.Context(), "V2"); err != nil || len(other) > 0 || r.profile() != "" {
		t.Errorf("%s, %v", other, err)
	}
	r = newReached(t, time.Hour) // who may send as much again
	for range maxDevices + 3 {   // the oldest go
		device := pushtest.NewBrowser(t).At("https://example.com/push/" + key())
		r.by("push", url.Values{"endpoint": {device.Endpoint}, "p256dh": {device.P256dh}, "auth": {device.Auth}})
	}
	if n := strings.Count(r.profile(), "endpoint"); n != maxDevices {
		t.Errorf("%d browsers are told", n)
	}
	r.by("email", url.Values{"email": {"kari@example.no"}})
	r.by("no-push", nil)
	r.by("no-email", nil)
	if r.profile() != "" {
		t.Errorf("kept: %s", r.profile())
	}
	// With the conversation goes the address.
	r.by("email", url.Values{"email": {"kari@example.no"}})
	r.postAs(r.browser, "/forget", nil, nil)
	if profile, err := r.store.Profile(t.Context(), r.visitor); !errors.Is(err, feed.ErrNoVisitor) {
		t.Errorf("kept: %s, %v", profile, err)
	}
}

const maxDevices = 5

// The page on which that is chosen is whole in each language.
func TestReachPages(t *testing.T) {
	for _, l := range languages {
		t.Run(l.ID, func(t *testing.T) {
			r := newReached(t, time.Hour)
			in := http.Header{"Accept-Language": {l.ID}}
			check(t, "nothing chosen", l.ID, r.do(r.browser, http.MethodGet, "/reach", in, nil))
			check(t, "a fault", l.ID, r.postAs(r.browser, "/reach/email", url.Values{"email": {"x"}}, in.Clone()))
			r.by("email", url.Values{"email": {"kari@example.no"}})
			r.by("push", r.device1())
			check(t, "all chosen", l.ID, r.do(r.browser, http.MethodGet, "/reach", in, nil))
			check(t, "a link of a mail", l.ID, r.do(r.browserOf(""), http.MethodGet, "/m/x", in, nil))
		})
	}
	r := newReached(t, time.Hour)
	if got := r.do(r.browserOf(""), http.MethodGet, "/push.js", nil, nil); got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "text/javascript") || got.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%d %v", got.status, got.header)
	}
}
