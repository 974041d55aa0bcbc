package web_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/web"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// inboxFunc takes events in.
type inboxFunc func(context.Context, event.Inbound) error

func (f inboxFunc) Handle(ctx context.Context, in event.Inbound) error { return f(ctx, in) }

// run runs an adapter with an inbox until the end of the test.
func (h *harness) run(inbox inboxFunc) {
	ctx, stop := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	go func() { done <- h.adapter.Run(ctx, inbox) }()
	h.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	})
	for h.adapter.Ready() != nil {
		time.Sleep(time.Millisecond)
	}
}

func taken(context.Context, event.Inbound) error { return nil }

// Each page and each state of it can be made in each language, with its own language named, one
// main part, one heading of the first rank, and a name for everything that can be operated.
func TestPages(t *testing.T) {
	for _, l := range languages {
		t.Run(l.ID, func(t *testing.T) {
			h := newHarness(t, web.Options{Frames: []string{"https://intranet.example"}})
			h.run(taken)
			nobody := h.browserOf("")
			in := http.Header{"Accept-Language": {l.ID}}
			var link string
			pages := map[string]answer{"nothing said yet": h.do(nobody, http.MethodGet, "/", in, nil), "in a frame": h.do(nobody, http.MethodGet, "/widget/", in, nil)}
			for _, f := range adaptertest.Fixtures() {
				if _, err := h.adapter.Send(t.Context(), port.Outbound{Key: f.Name, To: h.Address(), Reply: f.Reply}); err != nil {
					t.Fatal(err)
				}
			}
			h.Attach("se <her>", port.Picture{Name: "skjerm.png", Kind: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")}, port.Picture{Name: "logg.txt", Kind: "text/plain", Data: []byte("x")})
			h.Settle()
			pages["a conversation"] = h.do(h.browser, http.MethodGet, "/", in, nil)
			pages["a fault"] = h.do(h.browser, http.MethodPost, "/send", http.Header{"Accept-Language": {l.ID}, "Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader("text=+"))
			pages["a link"] = h.do(h.browser, http.MethodGet, "/link", in, nil)
			link = attr(find(parse(t, pages["a link"].text), "id", "link"), "value")
			at, err := url.Parse(link)
			if err != nil || !strings.HasPrefix(at.Path, "/c/") {
				t.Fatalf("the link is %q, %v", link, err)
			}
			pages["arriving"] = h.do(nobody, http.MethodGet, at.Path, in, nil)
			pages["a link that is over"] = h.do(nobody, http.MethodGet, "/c/x", in, nil)
			for name, page := range pages {
				check(t, name, l.ID, page)
			}
		})
	}
}

func check(t *testing.T, name, lang string, page answer) {
	t.Helper()
	if page.status >= 500 || page.status == 0 || page.header.Get("Content-Security-Policy") == "" {
		t.Errorf("%s: %d\n%s", name, page.status, page.text)
		return
	}
	root := parse(t, page.text)
	count := make(map[string]int)
	ids := make(map[string]bool)
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: two elements have the id %q", name, id)
			}
			ids[id] = true
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: <%s> has an attribute %s", name, n.Data, a.Key)
			}
		}
		switch n.Data {
		case "html":
			if got := attr(n, "lang"); got != lang {
				t.Errorf("%s: the language is %q, want %q", name, got, lang)
			}
		case "style":
			t.Errorf("%s: a style stands in the page", name)
		case "script":
			if attr(n, "src") == "" {
				t.Errorf("%s: a script stands in the page", name)
			}
		case "img":
			if !has(n, "alt") {
				t.Errorf("%s: a picture has no name", name)
			}
		case "button", "a", "summary":
			var named strings.Builder
			for c := range n.ChildNodes() {
				write(&named, c)
			}
			if strings.TrimSpace(named.String()+attr(n, "aria-label")) == "" && len(all(n, "alt")) == 0 {
				t.Errorf("%s: <%s> has no name", name, n.Data)
			}
		case "input", "textarea", "select":
			if attr(n, "type") != "hidden" && find(root, "for", attr(n, "id")) == nil {
				t.Errorf("%s: <%s id=%q> has no label", name, n.Data, attr(n, "id"))
			}
		}
	}
	if count["h1"] != 1 || count["main"] != 1 || count["title"] != 1 {
		t.Errorf("%s: %d headings of the first rank, %d main parts", name, count["h1"], count["main"])
	}
}

// What a reply holds is rendered the same as ever.
func TestGolden(t *testing.T) {
	h := newHarness(t, web.Options{Now: func() time.Time { return time.Date(2026, 11, 26, 19, 0, 0, 0, time.UTC) }})
	adaptertest.Golden(t, "lines", ".html", func(r bot.Reply) []byte {
		id, err := h.adapter.Send(t.Context(), port.Outbound{To: h.Address(), Reply: r})
		if err != nil {
			t.Fatal(err)
		}
		page := parse(t, h.do(h.browser, http.MethodGet, "/", http.Header{"User-Agent": {"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}}, nil).text)
		line := find(page, "id", "l"+string(id))
		if form := find(line, "class", "choices"); form != nil {
			find(form, "name", "key").Attr = nil // it is another each time
		}
		var b strings.Builder
		if err := html.Render(&b, line); err != nil {
			t.Fatal(err)
		}
		return []byte(b.String() + "\n")
	})
}

// A link to Settings stands only where it opens, and its path of menus always.
func TestSettingsLinks(t *testing.T) {
	h := newHarness(t, web.Options{})
	r := bot.Reply{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "Innstillinger > System", Kind: content.Label, URL: "ms-settings:activation"}}}}}
	if _, err := h.adapter.Send(t.Context(), port.Outbound{To: h.Address(), Reply: r}); err != nil {
		t.Fatal(err)
	}
	for agent, want := range map[string]bool{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64)": true, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)": false, "": false,
	} {
		page := h.do(h.browser, http.MethodGet, "/", http.Header{"User-Agent": {agent}}, nil).text
		if strings.Contains(page, `href="ms-settings:activation"`) != want || !strings.Contains(page, "Innstillinger &gt; System") {
			t.Errorf("%s: %s", agent, page)
		}
	}
}

// Each phrase of the pages is said by one of them, or by the code.
func TestPhrases(t *testing.T) {
	m, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	for key := range m.phrases["nb"] {
		if name, ok := strings.CutPrefix(key, "web."); ok && !strings.Contains(all.String(), `"`+name+`"`) {
			t.Errorf("%q is never said", key)
		}
	}
}
