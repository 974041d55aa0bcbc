package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.yaml.in/yaml/v4"
	"golang.org/x/net/html"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/web"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/form"
	"aktivering/bot/port"
	"aktivering/internal/store/memory"
)

func TestConformance(t *testing.T) {
	adaptertest.Run(t, "scenes", func(t *testing.T) adaptertest.Harness { return newHarness(t, web.Options{}) })
}

// languages are those of the pages, the one of those who have not chosen first.
var languages = []form.Language{{ID: "nb", Name: "Bokmål", Choice: "l:nb"}, {ID: "nn", Name: "Nynorsk", Choice: "l:nn"}, {ID: "en", Name: "English", Choice: "l:en"}}

// manager has the texts of the knowledge.
type manager struct{ phrases map[string]map[string]string }

var texts = sync.OnceValues(func() (manager, error) {
	m := manager{make(map[string]map[string]string)}
	for _, l := range languages {
		text, err := os.ReadFile("../../knowledge/phrases/" + l.ID + ".yaml")
		if err != nil {
			return m, err
		}
		phrases := make(map[string]string)
		if err := yaml.Unmarshal(text, &phrases); err != nil {
			return m, err
		}
		m.phrases[l.ID] = phrases
	}
	return m, nil
})

func (m manager) PageTexts(prefix, locale string) form.Texts {
	lang := languages[0].ID
	if _, ok := m.phrases[locale]; ok {
		lang = locale
	}
	named := make(map[string]string)
	for key, text := range m.phrases[lang] {
		if name, ok := strings.CutPrefix(key, prefix); ok {
			named[name] = text
		}
	}
	return form.NewTexts(lang, languages, named)
}

func (manager) Complete(string, string, int) []bot.Choice {
	return []bot.Choice{{ID: "0xC004F213", Label: "0xC004F213 <b>ingen nøkkel</b>"}}
}

func (manager) Unsaved(string) form.Unsaved { return form.Unsaved{Now: adaptertest.UnsavedText} }

// harness is a site with one visitor, whose browser sends one request after another.
type harness struct {
	t       *testing.T
	adapter *web.Adapter
	store   *memory.Store
	site    *httptest.Server
	browser *http.Client
	visitor string
	queue   chan func()
	busy    sync.WaitGroup

	mu   sync.Mutex
	last func()
	told []string
	// lines are what the page shows of the bot's, up to a number.
	lines []shownLine
	seen  int64
}

func newHarness(t *testing.T, o web.Options) *harness {
	t.Helper()
	m, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{t: t, store: memory.Open(nil, memory.Options{}), visitor: "V1", queue: make(chan func(), 100)}
	o.Manager, o.Feed, o.Log = m, h.store, zerolog.Nop()
	if o.Conversation == nil {
		o.Conversation = h.store.Conversation
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if h.adapter, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	h.adapter.Mount(mux)
	h.site = httptest.NewServer(mux)
	t.Cleanup(h.site.Close)
	if err := h.store.AddVisitor(t.Context(), h.visitor, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.browser = h.browserOf(h.visitor)
	go func() {
		for do := range h.queue {
			do()
			h.busy.Done()
		}
	}()
	t.Cleanup(func() {
		h.busy.Wait()
		close(h.queue)
	})
	return h
}

// browserOf is a browser with the cookie of a visitor; of nobody, without one.
func (h *harness) browserOf(visitor string) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if visitor != "" {
		name, value, err := h.adapter.CookieOf(h.t.Context(), visitor)
		at, e := url.Parse(h.site.URL)
		if err != nil || e != nil {
			h.t.Fatal(err, e)
		}
		jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
	}
	return &http.Client{Jar: jar}
}

func (h *harness) Adapter() port.Adapter { return h.adapter }
func (h *harness) Address() bot.Address {
	return bot.Address{Platform: web.Platform, Channel: h.visitor}
}
func (h *harness) Person() string { return h.visitor }
func (h *harness) Multiline()     {}
func (h *harness) Dedupes()       {}
func (h *harness) Settle()        { h.busy.Wait() }

func (h *harness) Say(text string) { h.post("/send", url.Values{"text": {text}}) }

func (h *harness) Redeliver() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.then(h.last)
}

func (h *harness) Type()                            { h.post("/typing", nil) }
func (h *harness) TypeAs(adaptertest.Author)        {} // nobody else can
func (h *harness) SayAs(adaptertest.Author, string) {}

func (h *harness) Told() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.told)
}

// then has the browser do something after what it does now.
func (h *harness) then(do func()) {
	h.busy.Add(1)
	h.queue <- do
}

var keys struct {
	sync.Mutex
	n int
}

func key() string {
	keys.Lock()
	defer keys.Unlock()
	keys.n++
	return fmt.Sprint("form", keys.n)
}

// post sends a form, as the page does without a script.
func (h *harness) post(path string, values url.Values) {
	if values == nil {
		values = url.Values{}
	}
	if values.Get("key") == "" {
		values.Set("key", key())
	}
	h.send(path, "application/x-www-form-urlencoded", values.Encode())
}

func (h *harness) send(path, kind, body string) {
	do := func() {
		got := h.do(h.browser, http.MethodPost, path, http.Header{"Content-Type": {kind}}, strings.NewReader(body))
		if got.status == 0 || got.status == http.StatusOK || got.status == http.StatusNoContent {
			return
		}
		page := parse(h.t, got.text)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.told = append(h.told, strings.TrimSpace(textOf(find(page, "id", "status"))))
	}
	h.mu.Lock()
	h.last = do
	h.mu.Unlock()
	if path == "/press" { // the script does not wait with it
		h.busy.Go(do)
		return
	}
	h.then(do)
}

// answer is how a request was answered; the zero answer where it was not.
type answer struct {
	status int
	header http.Header
	text   string
}

// do makes a request.
func (h *harness) do(browser *http.Client, method, path string, header http.Header, body io.Reader) answer {
	r, err := http.NewRequestWithContext(context.WithoutCancel(h.t.Context()), method, h.site.URL+path, body)
	if err != nil {
		h.t.Error(err)
		return answer{}
	}
	maps.Copy(r.Header, header)
	got, err := browser.Do(r)
	if err != nil {
		h.t.Errorf("%s %s: %v", method, path, err)
		return answer{}
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		h.t.Errorf("%s %s: %v", method, path, err)
	}
	return answer{got.StatusCode, got.Header, string(text)}
}

func (h *harness) Attach(text string, files ...port.Picture) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	ok := w.WriteField("text", text) == nil && w.WriteField("key", key()) == nil
	for _, f := range files {
		head := textproto.MIMEHeader{
			"Content-Disposition": {multipart.FileContentDisposition("files", f.Name)}, "Content-Type": {f.Kind},
		}
		part, err := w.CreatePart(head)
		if err != nil {
			h.t.Fatal(err)
		}
		_, err = part.Write(f.Data)
		ok = ok && err == nil
	}
	if w.Close() != nil || !ok {
		h.t.Fatal("the form cannot be written")
	}
	h.send("/send", w.FormDataContentType(), body.String())
}

func (h *harness) Withdraw() {
	if err := h.store.EraseVisitor(context.WithoutCancel(h.t.Context()), h.visitor); err != nil {
		h.t.Error(err)
	}
	if err := h.store.AddVisitor(context.WithoutCancel(h.t.Context()), h.visitor, time.Now()); err != nil {
		h.t.Error(err)
	}
}

// Shown reads what is new from a stream of events, as the script does.
func (h *harness) Shown() []adaptertest.Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	news, err := h.store.Lines(context.WithoutCancel(h.t.Context()), h.visitor, h.seen, 10_000)
	if err != nil {
		h.t.Error(err)
	}
	if len(news) > 0 {
		h.listen(news[len(news)-1].Seq)
	}
	list := make([]adaptertest.Message, 0, len(h.lines))
	for i, line := range h.lines {
		m := line.message
		if i < len(h.lines)-1 && slices.ContainsFunc(h.lines[i+1:], func(l shownLine) bool { return len(l.message.Buttons) > 0 }) {
			m.Buttons = nil
		}
		list = append(list, m)
	}
	return list
}

// shownLine is a line that the bot wrote, by its id.
type shownLine struct {
	id      string
	message adaptertest.Message
}

// listen reads lines until one has a number.
func (h *harness) listen(until int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.t.Context()), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.site.URL+"/events", nil)
	if err != nil {
		h.t.Error(err)
		return
	}
	r.Header.Set("Last-Event-ID", strconv.FormatInt(h.seen, 10))
	answer, err := h.browser.Do(r)
	if err != nil {
		h.t.Error(err)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	var name, data string
	var id int64
	for in := bufio.NewReader(answer.Body); h.seen < until; {
		line, err := in.ReadString('\n')
		if err != nil {
			h.t.Errorf("the stream ends at %d of %d: %v", h.seen, until, err)
			return
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch field {
		case "id":
			id, _ = strconv.ParseInt(value, 10, 64)
		case "event":
			name = value
		case "data":
			data += value + "\n"
		case "":
			if name == "line" {
				h.seen = id
				h.take(data)
			}
			name, data = "", ""
		}
	}
}

// take puts a line in its place.
func (h *harness) take(data string) {
	line := find(parse(h.t, data), "class", "line")
	if attr(line, "data-key") != "" {
		return // what the visitor said
	}
	s := shownLine{attr(line, "id"), h.messageOf(line)}
	if i := slices.IndexFunc(h.lines, func(l shownLine) bool { return l.id == s.id }); i >= 0 {
		h.lines[i] = s
		return
	}
	h.lines = append(h.lines, s)
}

// Styles tells that the page has looks for words.
func (h *harness) Styles() {}

// looksOf are the words of an element that have a look of their own.
func looksOf(n *html.Node) (looks []content.Span) {
	kinds := map[string]content.SpanKind{"strong": content.Strong, "em": content.Emphasis, "s": content.Struck, "code": content.Mono}
	if n == nil {
		return nil
	}
	for d := range n.Descendants() {
		if kind, ok := kinds[d.Data]; ok && d.Type == html.ElementNode {
			looks = append(looks, content.Span{Text: textOf(d), Kind: kind})
		}
	}
	return looks
}

func (h *harness) messageOf(line *html.Node) adaptertest.Message {
	bubble := find(line, "class", "bubble")
	m := adaptertest.Message{Text: strings.TrimSpace(textOf(bubble)), Looks: looksOf(bubble)}
	for _, button := range all(find(line, "class", "choices"), "value") {
		if button.Data != "button" {
			continue
		}
		values := url.Values{"choice": {attr(button, "value")}}
		m.Buttons = append(m.Buttons, adaptertest.Button{Label: textOf(button), Press: func() { h.post("/press", values) }})
	}
	for _, img := range all(line, "src") {
		got := h.do(h.browser, http.MethodGet, attr(img, "src"), nil, nil)
		m.Pictures = append(m.Pictures, port.Picture{Name: strings.TrimPrefix(attr(img, "alt"), "Bilde: "), Kind: got.header.Get("Content-Type"), Data: []byte(got.text)})
	}
	return m
}

func parse(t *testing.T, text string) *html.Node {
	t.Helper()
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// all returns the elements that have an attribute.
func all(n *html.Node, name string) (list []*html.Node) {
	if n == nil {
		return nil
	}
	for d := range n.Descendants() {
		if has(d, name) {
			list = append(list, d)
		}
	}
	return list
}

// find returns the first element with a value, or word of one, of an attribute.
func find(n *html.Node, name, value string) *html.Node {
	for _, d := range all(n, name) {
		if slices.Contains(strings.Fields(attr(d, name)), value) {
			return d
		}
	}
	return nil
}

// textOf is what a person sees of an element.
func textOf(n *html.Node) string {
	var b strings.Builder
	write(&b, n)
	return b.String()
}

func write(b *strings.Builder, n *html.Node) {
	if n != nil && n.Data == "ol" && n.Type == html.ElementNode {
		number := 1
		if start, err := strconv.Atoi(attr(n, "start")); err == nil {
			number = start
		}
		for item := range n.ChildNodes() {
			if item.Data == "li" {
				b.WriteString(strconv.Itoa(number) + ". ")
				number++
			}
			write(b, item)
			b.WriteByte('\n')
		}
		return
	}
	switch {
	case n == nil:
		return
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && (has(n, "hidden") || slices.Contains(strings.Fields(attr(n, "class")), "visually-hidden") || n.Data == "svg" || n.Data == "time"):
		return
	}
	for c := range n.ChildNodes() {
		write(b, c)
	}
}
