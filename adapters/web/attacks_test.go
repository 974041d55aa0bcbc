package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/web"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/webpage/webpagetest"
)

const formKind = "application/x-www-form-urlencoded"

// postAs sends a form in the browser of a visitor.
func (h *harness) postAs(browser *http.Client, path string, values url.Values, header http.Header) answer {
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", formKind)
	return h.do(browser, http.MethodPost, path, header, strings.NewReader(values.Encode()))
}

// unfollowed does not follow redirects.
func unfollowed(c *http.Client) *http.Client {
	return &http.Client{Jar: c.Jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// A form of another site changes nothing, whatever it is sent to.
func TestOtherSitesChangeNothing(t *testing.T) {
	h := newHarness(t, web.Options{Frames: []string{"https://intranet.example"}})
	var events atomic.Int64
	h.run(func(context.Context, event.Inbound) error { events.Add(1); return nil })
	for _, base := range []string{"", "/widget"} {
		for _, path := range []string{"/send", "/press", "/typing", "/language", "/theme", "/forget"} {
			for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
				got := h.postAs(h.browser, base+path, url.Values{"text": {"x"}, "lang": {"en"}, "choice": {"1/a"}}, header)
				if got.status != http.StatusForbidden || got.header.Get("Set-Cookie") != "" {
					t.Errorf("%s%s with %v: %d, %v", base, path, header, got.status, got.header)
				}
			}
		}
	}
	if n := events.Load(); n > 0 {
		t.Errorf("%d events came", n)
	}
	if lines, err := h.store.Lines(t.Context(), h.visitor, 0, 10); err != nil || len(lines) > 0 {
		t.Errorf("%v, %v", lines, err)
	}
}

// Only pages that may show the chat in a frame do, and they show the frame alone.
func TestFrames(t *testing.T) {
	h := newHarness(t, web.Options{Frames: []string{"https://intranet.example"}})
	for path, want := range map[string]string{"/": "frame-ancestors 'none'", "/widget/": "frame-ancestors 'self' https://intranet.example", "/link": "frame-ancestors 'none'"} {
		got := h.do(h.browser, http.MethodGet, path, nil, nil)
		if policy := got.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, want) || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
	}
	var locale atomic.Value
	h.run(func(_ context.Context, in event.Inbound) error { locale.Store(in.Person.Locale); return nil })
	browser := h.browserOf("")
	h.do(browser, http.MethodGet, "/widget/?lang=en", nil, nil)
	if got := h.postAs(browser, "/widget/send", url.Values{"text": {"hi"}}, nil); got.status != http.StatusOK || locale.Load() != "en" {
		t.Errorf("in the frame: %d, in %v", got.status, locale.Load())
	}
	none := newHarness(t, web.Options{})
	if got := none.do(none.browser, http.MethodGet, "/widget/", nil, nil); got.status != http.StatusNotFound {
		t.Errorf("no origin may, and it is there: %d", got.status)
	}
}

// A cookie that the program has not made, has made for something else or of whom nothing is kept
// is none.
func TestForgedCookies(t *testing.T) {
	h := newHarness(t, web.Options{})
	h.run(taken)
	const canary = "kanarifugl"
	h.Say(canary)
	h.Settle()
	name, value, err := h.adapter.CookieOf(t.Context(), h.visitor)
	if err != nil {
		t.Fatal(err)
	}
	link := attr(find(parse(t, h.do(h.browser, http.MethodGet, "/link", nil, nil).text), "id", "link"), "value")
	parts := strings.Split(value, ".")
	with := func(cookie string) string {
		return h.do(&http.Client{}, http.MethodGet, "/", http.Header{"Cookie": {name + "=" + cookie}}, nil).text
	}
	if !strings.Contains(with(value), canary) {
		t.Fatal("the cookie itself is refused")
	}
	for what, cookie := range map[string]string{
		"another visitor":         "V2." + parts[1] + "." + parts[2],
		"a later end":             parts[0] + ".zzzzzz." + parts[2],
		"no signature":            parts[0] + "." + parts[1] + ".",
		"another signature":       parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 32)),
		"the signature of a link": link[strings.LastIndex(link, "/")+1:],
		"the id alone":            h.visitor,
		"nothing":                 "",
		"something long":          strings.Repeat("a.", 3000),
	} {
		if strings.Contains(with(cookie), canary) {
			t.Errorf("%s opens the conversation", what)
		}
	}
	if err := h.store.EraseVisitor(t.Context(), h.visitor); err != nil {
		t.Fatal(err)
	}
	old := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	got := h.do(old, http.MethodPost, "/send", http.Header{"Cookie": {name + "=" + value}, "Content-Type": {formKind}}, strings.NewReader("text=igjen"))
	if lines, err := h.store.Lines(t.Context(), h.visitor, 0, 10); err != nil || len(lines) > 0 || got.header.Get("Set-Cookie") == "" {
		t.Errorf("an erased visitor comes back: %v, %v, %v", lines, err, got.header)
	}
}

// A cookie ends when the browser should have forgotten it.
func TestCookieEnds(t *testing.T) {
	var ahead atomic.Int64
	h := newHarness(t, web.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	h.run(taken)
	const canary = "kanarifugl"
	h.Say(canary)
	h.Settle()
	name, value, err := h.adapter.CookieOf(t.Context(), h.visitor)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		days int
		open bool
	}{{0, true}, {399, true}, {401, false}} {
		ahead.Store(int64(time.Duration(c.days) * 24 * time.Hour))
		text := h.do(&http.Client{}, http.MethodGet, "/", http.Header{"Cookie": {name + "=" + value}}, nil).text
		if got := strings.Contains(text, canary); got != c.open {
			t.Errorf("after %d days the cookie opens the conversation: %t, want %t", c.days, got, c.open)
		}
	}
}

// Nobody sees or changes the conversation of another.
func TestOthersConversations(t *testing.T) {
	h := newHarness(t, web.Options{})
	var presses atomic.Int64
	h.run(func(_ context.Context, in event.Inbound) error {
		if _, ok := in.Event.(event.ChoicePicked); ok {
			presses.Add(1)
		}
		return nil
	})
	const canary = "kanarifugl"
	h.Say(canary)
	h.Settle()
	reply := bot.Reply{Blocks: adaptertest.Fixtures()[0].Reply.Blocks, Choices: adaptertest.Fixtures()[0].Reply.Choices, Turn: 1}
	if _, err := h.adapter.Send(t.Context(), port.Outbound{To: h.Address(), Reply: reply}); err != nil {
		t.Fatal(err)
	}
	if err := h.store.AddVisitor(t.Context(), "V2", time.Now()); err != nil {
		t.Fatal(err)
	}
	other := h.browserOf("V2")
	for _, path := range []string{"/", "/transcript", "/link"} {
		if strings.Contains(h.do(other, http.MethodGet, path, nil, nil).text, canary) {
			t.Errorf("%s shows it to another", path)
		}
	}
	if got := h.postAs(other, "/press", url.Values{"choice": {"2/" + string(reply.Choices[0].ID)}}, nil); got.status != http.StatusConflict {
		t.Errorf("a press on another's choice: %d", got.status)
	}
	for _, choice := range []string{"2/nothing", "99/human", "x", "", "2/" + strings.Repeat("a", 10_000)} {
		if got := h.postAs(h.browser, "/press", url.Values{"choice": {choice}}, nil); got.status < 400 || got.status >= 500 {
			t.Errorf("%.20s was never offered: %d", choice, got.status)
		}
	}
	if presses.Load() > 0 {
		t.Error("a press arrived")
	}
	// A link that somebody opens unawares changes nothing: it asks first.
	link := attr(find(parse(t, h.do(other, http.MethodGet, "/link", nil, nil).text), "id", "link"), "value")
	at, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.do(h.browser, http.MethodGet, at.Path, nil, nil); got.header.Get("Set-Cookie") != "" || !strings.Contains(h.do(h.browser, http.MethodGet, "/", nil, nil).text, canary) {
		t.Error("a link was enough to leave the own conversation")
	}
	if got := h.postAs(h.browser, at.Path, nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}); got.status != http.StatusForbidden {
		t.Errorf("another site goes on with a link: %d", got.status)
	}
}

// What a person writes, and what a file is called, is text wherever it is shown.
func TestMarkupOfPersons(t *testing.T) {
	h := newHarness(t, web.Options{})
	h.run(taken)
	var want []string
	for _, text := range adaptertest.Hostile()[:12] {
		h.postAs(h.browser, "/send", url.Values{"text": {text}, "key": {"\"><script>alert(1)</script>" + key()}}, nil)
		h.Attach(text, port.Picture{Name: text + ".png", Kind: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")})
		h.Settle()
		want = append(want, text)
	}
	page := h.do(h.browser, http.MethodGet, "/", nil, nil).text
	root := parse(t, page)
	for n := range root.Descendants() {
		if n.Data == "script" && attr(n, "src") == "" || n.Data == "b" && attr(n, "class") == "" {
			t.Errorf("<%s> was written by a person", n.Data)
		}
	}
	if shown := textOf(find(root, "id", "log")); !strings.Contains(shown, want[6]) {
		t.Errorf("%q is not shown as it stands", want[6])
	}
	// Where a form is shown again with what was written in it.
	got := h.postAs(h.browser, "/press", url.Values{"text": {`</textarea><script>alert(1)</script>`}, "choice": {"x"}}, nil)
	if strings.Contains(got.text, "<script>alert") {
		t.Error("what was written ends its field")
	}
}

// What is larger than anybody needs is refused before it is read.
func TestOversized(t *testing.T) {
	h := newHarness(t, web.Options{})
	var events atomic.Int64
	h.run(func(context.Context, event.Inbound) error { events.Add(1); return nil })
	many := func(files int, size int, data []byte) (string, io.Reader) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for range files {
			part, err := w.CreateFormFile("files", "a.png")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = part.Write(append(data, make([]byte, size)...))
		}
		_ = w.Close()
		return w.FormDataContentType(), &body
	}
	picture := []byte("\x89PNG\r\n\x1a\n")
	for name, c := range map[string]struct {
		kind string
		body io.Reader
		want int
	}{
		"a long text":      {formKind, strings.NewReader("text=" + strings.Repeat("a", 16_001)), 413},
		"a long form":      {formKind, strings.NewReader("text=" + strings.Repeat("a", 200<<10)), 413},
		"nothing":          {formKind, strings.NewReader("text=+++"), 422},
		"a form of a kind": {"multipart/form-data", strings.NewReader("x"), 400},
		"another kind":     {"application/json", strings.NewReader(`{"text":"x"}`), 422},
	} {
		if got := h.do(h.browser, http.MethodPost, "/send", http.Header{"Content-Type": {c.kind}}, c.body); got.status != c.want {
			t.Errorf("%s: %d, want %d", name, got.status, c.want)
		}
	}
	for name, c := range map[string]struct {
		files, size int
		head        []byte
		want        int
	}{
		"a large picture": {1, 6 << 20, picture, 415}, "many files": {5, 10, picture, 415}, "a program": {1, 100, []byte("MZ\x90\x00\x03"), 415},
		"a page": {1, 10, []byte("<!doctype html><script>alert(1)</script>"), 415}, "a drawing with a script": {1, 0, []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 415},
	} {
		kind, body := many(c.files, c.size, c.head)
		if got := h.do(h.browser, http.MethodPost, "/send", http.Header{"Content-Type": {kind}}, body); got.status != c.want {
			t.Errorf("%s: %d, want %d", name, got.status, c.want)
		}
	}
	if n := events.Load(); n > 0 {
		t.Errorf("%d events came", n)
	}
}

// Tricks with paths, headers and redirects lead nowhere.
func TestTricks(t *testing.T) {
	h := newHarness(t, web.Options{})
	h.run(taken)
	for _, path := range []string{"/static/", "/static/../adapter.go", "/static/..%2f..%2fadapter.go", "/static/%00", "/files/", "/files/..%2fx", "/files/nothing", "/c/../files", "/events/x", "/.git/config"} {
		if got := h.do(h.browser, http.MethodGet, path, nil, nil); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	browser := unfollowed(h.browser)
	for path, values := range map[string]url.Values{
		"/language": {"lang": {"nn"}, "next": {"https://evil.example"}}, "/theme": {"theme": {"dark\r\nSet-Cookie: a=b"}, "return": {"//evil.example"}}, "/send": {"text": {"x"}, "redirect": {"https://evil.example"}},
	} {
		got := h.postAs(browser, path+"?next=//evil.example", values, nil)
		if to := got.header.Get("Location"); got.status != http.StatusSeeOther || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, "evil") {
			t.Errorf("%s leads to %q with %d", path, to, got.status)
		}
		if strings.Contains(strings.Join(got.header.Values("Set-Cookie"), " "), "a=b") {
			t.Errorf("%s lets a header in: %v", path, got.header)
		}
	}
	h.Attach("", port.Picture{Name: "a\r\nSet-Cookie: a=b\".png", Kind: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")})
	h.Settle()
	img := all(parse(t, h.do(h.browser, http.MethodGet, "/", nil, nil).text), "src")
	for _, n := range img {
		if n.Data != "img" || !strings.HasPrefix(attr(n, "src"), "/files/") {
			continue
		}
		got := h.do(h.browser, http.MethodGet, attr(n, "src"), nil, nil)
		if got.header.Get("Set-Cookie") != "" || got.header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%v", got.header)
		}
	}
}

// What is secret is in nothing that is kept: not in a message, in parts of several, in the name of a
// file or in a text that is attached.
func TestSecretsAreNotKept(t *testing.T) {
	h := newHarness(t, web.Options{})
	h.run(taken)
	const secret = "VK7JG-NPHTM-C97JM-9MPGT-3V66T"
	h.Say("nøkkelen er " + secret)
	h.Attach("se her", port.Picture{Name: secret + ".png", Kind: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")}, port.Picture{Name: "logg.txt", Kind: "text/plain", Data: []byte("nøkkel " + secret)})
	h.Settle()
	lines, err := h.store.Lines(t.Context(), h.visitor, 0, 10)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%v, %v", lines, err)
	}
	for _, l := range lines {
		if strings.Contains(string(l.Body), "NPHTM") {
			t.Errorf("kept: %s", l.Body)
		}
	}
	for _, n := range all(parse(t, h.do(h.browser, http.MethodGet, "/", nil, nil).text), "href") {
		if path := attr(n, "href"); strings.HasPrefix(path, "/files/") {
			got := h.do(h.browser, http.MethodGet, path, nil, nil)
			if strings.Contains(got.text, "NPHTM") || strings.Contains(got.header.Get("Content-Disposition"), "NPHTM") {
				t.Errorf("%s: %v %s", path, got.header, got.text)
			}
		}
	}
}

// A stream ends with its page and with the adapter, and leaves nothing behind.
func TestStreamsEnd(t *testing.T) {
	h := newHarness(t, web.Options{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.adapter.Run(ctx, inboxFunc(taken)) }()
	// open opens a stream, and reads all of it until it ends.
	var open sync.WaitGroup
	statuses, begun := make(chan int, 20), make(chan bool, 20)
	listen := func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.site.URL+"/events", nil)
		if err != nil {
			t.Error(err)
			return
		}
		s, err := h.browser.Do(r)
		begun <- true
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = s.Body.Close() }()
		statuses <- s.StatusCode
		if _, err := io.ReadAll(s.Body); err != nil {
			t.Error(err)
		}
	}
	for range 13 {
		open.Go(listen)
		<-begun
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	open.Wait()
	count := make(map[int]int)
	for range 13 {
		count[<-statuses]++
	}
	if count[http.StatusOK] != 12 || count[http.StatusServiceUnavailable] != 1 {
		t.Errorf("a visitor may have twelve: %v", count)
	}
}

// A body that never comes to its end is given up, and nothing of it is taken in.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	h := newHarness(t, web.Options{})
	var events atomic.Int64
	h.run(func(context.Context, event.Inbound) error { events.Add(1); return nil })
	status := webpagetest.SlowBody(t, h.site.URL, "/send", func() {
		if got := h.do(h.browser, http.MethodGet, "/", nil, nil); got.status != http.StatusOK {
			t.Errorf("others meanwhile: %d", got.status)
		}
	})
	if status != http.StatusRequestTimeout || events.Load() > 0 {
		t.Errorf("%d, %d events", status, events.Load())
	}
}

// A stream and a file are of the visitor alone: another's cookie, or none, brings nothing of them.
func TestOthersStreams(t *testing.T) {
	h := newHarness(t, web.Options{})
	h.run(taken)
	const canary = "kanarifugl"
	h.Say(canary)
	h.Settle()
	if err := h.store.AddVisitor(t.Context(), "V2", time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := h.do(h.browserOf(""), http.MethodGet, "/events?after=0", http.Header{"Last-Event-ID": {"0"}}, nil); got.status != http.StatusNoContent {
		t.Errorf("nobody has a stream: %d", got.status)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.site.URL+"/events?after=-1", nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.browserOf("V2").Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Body.Close() }()
	// What comes is V2's own line, and nothing before it.
	if _, err := h.adapter.Send(t.Context(), port.Outbound{To: bot.Address{Platform: web.Platform, Channel: "V2"}, Reply: adaptertest.Fixtures()[0].Reply}); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(s.Body); lines.Scan(); {
		if strings.Contains(lines.Text(), canary) {
			t.Fatal("another's line came")
		}
		if strings.HasPrefix(lines.Text(), "event: line") {
			break
		}
	}
}

// What only agents may do is no choice of a visitor's.
func TestNoAgentsChoices(t *testing.T) {
	h := newHarness(t, web.Options{})
	var presses atomic.Int64
	h.run(func(_ context.Context, in event.Inbound) error {
		if _, ok := in.Event.(event.Message); !ok {
			presses.Add(1)
		}
		return nil
	})
	if _, err := h.adapter.Send(t.Context(), port.Outbound{To: h.Address(), Reply: adaptertest.Fixtures()[0].Reply}); err != nil {
		t.Fatal(err)
	}
	for _, choice := range []string{"1/d:claim", "1/d:take", "1/d:close", "0/d:claim", "1/d:block", "-1/d:claim", "1/"} {
		if got := h.postAs(h.browser, "/press", url.Values{"choice": {choice}}, nil); got.status < 400 || got.status >= 500 {
			t.Errorf("%s: %d", choice, got.status)
		}
	}
	if n := presses.Load(); n > 0 {
		t.Errorf("%d came", n)
	}
}
