package webdesk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/ownpack"
	"aktivering/internal/store/memory"
	"aktivering/internal/webdesk"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webdesk/signin"
	"aktivering/knowledge"
)

// chat is a platform of people that keeps what it is sent.
type chat struct {
	mu   sync.Mutex
	sent []port.Outbound
	// files are what is attached to messages.
	files map[string]string
}

func (c *chat) Fetch(_ context.Context, f bot.File, _ int) ([]byte, error) {
	data, ok := c.files[f.At]
	if !ok {
		return nil, errors.New("there is no such file")
	}
	return []byte(data), nil
}

func (*chat) Platform() bot.Platform                                   { return "chat" }
func (*chat) Limits() port.Limits                                      { return port.Limits{Buttons: true, Edits: true} }
func (*chat) Run(ctx context.Context, _ port.Inbox) error              { <-ctx.Done(); return nil }
func (*chat) Edit(context.Context, port.Outbound, bot.MessageID) error { return nil }
func (c *chat) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, out)
	return bot.MessageID(strconv.Itoa(len(c.sent))), nil
}

// text is all that people were sent.
func (c *chat) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	for _, out := range c.sent {
		b.WriteString(bottest.Render(out.Reply) + "\n")
	}
	return b.String()
}

// bench is a desk with people and agents.
type bench struct {
	t      *testing.T
	store  *memory.Store
	engine *engine.Engine
	gate   *signin.Gate
	hub    *live.Hub
	chat   *chat
	desk   *bot.Desk
	desks  bot.Desks
	server *httptest.Server
	keys   int
	// unnamed lets messages have no id.
	unnamed bool
}

func newBench(t *testing.T, oidc signin.OIDC, folders ...string) *bench {
	t.Helper()
	return newBenchWith(t, oidc, func(*desk.Manager, *webdesk.Options) {}, folders...)
}

// newBenchWith is newBench with what a function changes of its manager and its options.
func newBenchWith(t *testing.T, oidc signin.OIDC, change func(*desk.Manager, *webdesk.Options), folders ...string) *bench {
	t.Helper()
	canned, err := knowledge.LoadReplies()
	if err != nil {
		t.Fatal(err)
	}
	manager := bottest.Manager(t)
	if len(folders) > 0 { // the articles of the folders are known too
		packs := make([]fs.FS, len(folders))
		for i, folder := range folders {
			packs[i] = knowledge.Folder{FS: os.DirFS(folder), Name: folder}
		}
		if manager.Knowledge, err = withPacks(t.Context(), packs); err != nil {
			t.Fatal(err)
		}
	}
	at := &bot.Desk{At: bot.Address{Platform: live.Platform}, Canned: canned, Burst: bot.BurstRule{People: 3, Within: time.Hour}}
	manager.Desks = bot.Desks{at}
	var options webdesk.Options
	change(&manager, &options)
	b := &bench{t: t, desk: at, desks: manager.Desks, store: memory.Open(nil, memory.Options{}), hub: live.NewHub(), chat: &chat{}}
	b.engine = engine.New(manager, b.store, b.chat, live.NewAdapter(b.hub)).WithCases(b.store).WithObserver(b.hub)
	mux := http.NewServeMux()
	b.server = httptest.NewServer(mux)
	if oidc.Issuer != "" {
		oidc.RedirectURL = b.server.URL + "/desk/sign-in/back"
	}
	b.gate = signin.New(signin.Options{Store: b.store, Path: "/desk", Now: time.Now, OIDC: oidc})
	options.Manager, options.Now, options.Log = func() desk.Manager { return manager }, time.Now, zerolog.New(zerolog.NewTestWriter(t))
	options.Store, options.Actor, options.Gate, options.Hub = b.store, b.engine, b.gate, b.hub
	options.Packs, options.URL = ownpack.New(folders, withPacks), b.server.URL
	d, err := webdesk.New(options)
	if err != nil {
		t.Fatal(err)
	}
	d.Mount(mux)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := b.store.Run(ctx, b.engine); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		b.hub.Shut()
		b.server.Close()
		stop()
		running.Wait()
	})
	return b
}

func withPacks(_ context.Context, packs []fs.FS) (*knowledge.Base, error) {
	return knowledge.LoadWith(knowledge.LoadLanguage, packs...)
}

// says lets a person write something, and waits until all is done that follows.
func (b *bench) says(person, text string) {
	b.t.Helper()
	b.sends(person, text)
}

// sends is says with files.
func (b *bench) sends(person, text string, files ...bot.File) {
	b.t.Helper()
	b.keys++
	id := bot.MessageID(fmt.Sprint("m", b.keys))
	if b.unnamed {
		id = ""
	}
	err := b.engine.Handle(b.t.Context(), event.Inbound{
		Key: fmt.Sprint("k", b.keys), At: time.Now(), From: bot.Address{Platform: "chat", Channel: person}, Person: event.Person{ID: person, Name: person},
		Event: event.Message{Text: text, Addressed: true, Message: id, Files: files},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.settle()
}

func (b *bench) settle() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 10*time.Second)
	defer cancel()
	if err := b.store.Drain(ctx); err != nil {
		b.t.Fatal(err)
	}
}

// kari is what is kept of Kari.
func (b *bench) kari() bot.Conversation {
	b.t.Helper()
	c, err := b.store.Conversation(b.t.Context(), bot.Ref{Address: bot.Address{Platform: "chat", Channel: "Kari"}, Person: "Kari"})
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// browser is somebody's browser.
type browser struct {
	*bench
	client *http.Client
}

func (b *bench) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return &browser{b, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// agent is the browser of somebody who is signed in.
func (b *bench) agent(role signin.Role, name string) *browser {
	b.t.Helper()
	secret, err := b.gate.NewLink(b.t.Context(), role, name)
	if err != nil {
		b.t.Fatal(err)
	}
	w := b.browser()
	if a := w.post("/desk/sign-in", url.Values{"link": {secret}}); a.code != http.StatusSeeOther {
		b.t.Fatalf("sign in: %d %s", a.code, a.body)
	}
	return w
}

// answer is what a browser got.
type answer struct {
	code     int
	body     string
	header   http.Header
	location string
}

func (w *browser) do(r *http.Request) answer {
	w.t.Helper()
	resp, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{resp.StatusCode, string(body), resp.Header, resp.Header.Get("Location")}
}

func (w *browser) get(path string, header ...string) answer {
	w.t.Helper()
	return w.do(w.request(http.MethodGet, path, nil, header...))
}

func (w *browser) post(path string, form url.Values, header ...string) answer {
	w.t.Helper()
	a := w.do(w.request(http.MethodPost, path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...))
	w.settle()
	return a
}

func (w *browser) request(method, path string, body io.Reader, header ...string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// has fails the test where a page lacks something.
func (a answer) has(t *testing.T, code int, parts ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("got %d, want %d", a.code, code)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			t.Errorf("the page has no %q:\n%s", part, a.body)
		}
	}
}
