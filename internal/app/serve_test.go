package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/bottest/parallel"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/serving"
	"aktivering/internal/settings"
)

// Most tests wait for a program that starts, serves and stops.
func TestMain(m *testing.M) { parallel.Main(m, 4) }

// board is a platform over HTTP: what is posted to /board/PERSON is said, and what
// is sent is kept.
type board struct {
	// refuse tells how sending fails; nil is not at all.
	refuse func(ctx context.Context) error
	// fail ends receiving with an error.
	fail chan error

	mu    sync.Mutex
	inbox port.Inbox
	sent  []port.Outbound
	keys  int
}

func newBoard() *board { return &board{fail: make(chan error, 1)} }

func (b *board) Platform() bot.Platform { return "board" }
func (b *board) Limits() port.Limits    { return port.Limits{Buttons: true} }

func (b *board) Run(ctx context.Context, inbox port.Inbox) error {
	b.mu.Lock()
	b.inbox = inbox
	b.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil
	case err := <-b.fail:
		return err
	}
}

func (b *board) Mount(mux *http.ServeMux) {
	mux.HandleFunc("POST /board/{person}", func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		b.mu.Lock()
		inbox := b.inbox
		b.keys++
		in := event.Inbound{
			Key: fmt.Sprint("k", b.keys), At: time.Now(), From: bot.Address{Platform: "board", Channel: r.PathValue("person")},
			Person: event.Person{ID: r.PathValue("person")}, Event: event.Message{Text: string(text), Addressed: true},
		}
		b.mu.Unlock()
		if inbox == nil || err != nil || inbox.Handle(r.Context(), in) != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
}

func (b *board) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	b.mu.Lock()
	refuse := b.refuse
	b.mu.Unlock()
	if refuse != nil {
		if err := refuse(ctx); err != nil {
			return "", err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, out)
	return "m", nil
}

func (b *board) shown() []port.Outbound {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]port.Outbound(nil), b.sent...)
}

// program is a serving App.
type program struct {
	t    *testing.T
	url  string
	out  *lines
	stop context.CancelFunc
	done chan error
}

// lines is a writer that can be read at any time.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func newApp(out io.Writer, adapters ...port.Adapter) *App {
	return &App{
		In: strings.NewReader(""), Out: out, Err: io.Discard, Getenv: func(string) string { return "" }, Now: time.Now,
		Log: zerolog.New(out), Adapters: adapters,
	}
}

func serve(t *testing.T, path string, grace time.Duration, adapters ...port.Adapter) *program {
	t.Helper()
	return serveAt(t, time.Now, path, grace, adapters...)
}

// serveAt serves by a clock of its own.
func serveAt(t *testing.T, now func() time.Time, path string, grace time.Duration, adapters ...port.Adapter) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p := &program{t: t, out: new(lines), stop: cancel, done: make(chan error, 1)}
	go func() {
		a := newApp(p.out, adapters...)
		a.Now = now
		p.done <- a.Serve(ctx, settings.Serve{Database: settings.Database(path), HTTPAddr: "127.0.0.1:0", Grace: grace})
	}()
	t.Cleanup(cancel)
	eventually(t, "the program listens", func() bool {
		p.url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(p.out.String())
		return p.url != ""
	})
	return p
}

// end stops the program and returns how long that took.
func (p *program) end() time.Duration {
	p.t.Helper()
	start := time.Now()
	p.stop()
	select {
	case err := <-p.done:
		if err != nil {
			p.t.Errorf("Serve: %v", err)
		}
	case <-time.After(20 * time.Second):
		p.t.Fatalf("Serve does not end:\n%s", p.out)
	}
	return time.Since(start)
}

// say posts what a person says, until it is acknowledged.
func (p *program) say(person, text string) {
	p.t.Helper()
	eventually(p.t, "the message is acknowledged", func() bool {
		code, _ := p.do(http.MethodPost, "/board/"+person, text)
		return code == http.StatusOK
	})
}

func (p *program) do(method, path, body string) (int, string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // it was read
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

// ready returns what readiness says of each part, and whether all are.
func (p *program) ready() (bool, map[string]string) {
	p.t.Helper()
	code, body := p.do(http.MethodGet, "/readyz", "")
	var r serving.Readiness
	if err := json.Unmarshal([]byte(body), &r); err != nil || r.Ready != (code == http.StatusOK) {
		p.t.Fatalf("readyz: %d %s, %v", code, body, err)
	}
	return r.Ready, r.Parts
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("in vain: %s", what)
}

func TestServeAnswers(t *testing.T) {
	t.Parallel()
	b := newBoard()
	path := filepath.Join(t.TempDir(), "a.db")
	p := serve(t, path, time.Second, b)
	p.say("kari", "0xC004F213")
	p.say("ola", "0xC004C003")
	eventually(t, "both are answered", func() bool { return len(b.shown()) == 2 })
	for _, out := range b.shown() {
		want := map[string]string{"kari": "0xC004F213", "ola": "0xC004C003"}[out.To.Channel]
		if begins := excerpt(out.Reply); out.Key == "" || !strings.Contains(string(mustJSON(t, out.Reply.Blocks)), want) {
			t.Errorf("%s gets %q under the key %q", out.To.Channel, begins, out.Key)
		}
	}
	if ok, parts := p.ready(); !ok || parts["board"] != "ok" || parts["database"] != "ok" {
		t.Errorf("ready: %v %v", ok, parts)
	}
	p.end()

	// After a restart the conversation goes on.
	p = serve(t, path, time.Second, b)
	p.say("kari", "windows 10")
	eventually(t, "the third answer comes", func() bool { return len(b.shown()) == 3 })
	if text := string(mustJSON(t, b.shown()[2].Reply.Blocks)); !strings.Contains(text, "Oppdatering og sikkerhet") {
		t.Errorf("after the restart: %s", text)
	}
	p.end()
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Somebody who said that they would try is asked the next day how it went, also
// when the program was started again meanwhile; once, and not if they have been
// back.
func TestServeFollowsUp(t *testing.T) {
	t.Parallel()
	b := newBoard()
	path := filepath.Join(t.TempDir(), "a.db")
	p := serve(t, path, time.Second, b)
	for _, person := range []string{"kari", "ola"} {
		p.say(person, "0xC004F213")
		p.say(person, "prøver det i kveld")
	}
	p.say("ola", "det hjalp")
	p.end()
	before := len(b.shown())
	p = serveAt(t, func() time.Time { return time.Now().Add(25 * time.Hour) }, path, time.Second, b)
	eventually(t, "kari is asked", func() bool { return len(b.shown()) > before })
	time.Sleep(1200 * time.Millisecond) // for one search more
	p.end()
	asked := b.shown()[before:]
	if len(asked) != 1 || asked[0].To.Channel != "kari" || !strings.HasPrefix(excerpt(asked[0].Reply), "Hei igjen! Fikk du prøvd det?") {
		t.Errorf("asked: %+v", asked)
	}
}

// An adapter that fails takes nothing down but itself, and that can be seen.
func TestServeTellsOfAFailedAdapter(t *testing.T) {
	b := newBoard()
	p := serve(t, filepath.Join(t.TempDir(), "a.db"), time.Second, b)
	b.fail <- errors.New("token revoked: make a new one")
	eventually(t, "it is not ready", func() bool {
		ok, parts := p.ready()
		return !ok && parts["board"] == "token revoked: make a new one" && parts["database"] == "ok"
	})
	if code, _ := p.do(http.MethodGet, "/healthz", ""); code != http.StatusOK {
		t.Errorf("healthz: %d", code)
	}
	if !strings.Contains(p.out.String(), `"platform":"board"`) {
		t.Errorf("the log says nothing:\n%s", p.out)
	}
	p.end()
}

// A stop delivers what is due, and waits no longer than it may.
func TestServeStops(t *testing.T) {
	t.Parallel()
	t.Run("delivers what is due", func(t *testing.T) {
		b := newBoard()
		b.refuse = func(context.Context) error {
			time.Sleep(50 * time.Millisecond)
			return nil
		}
		p := serve(t, filepath.Join(t.TempDir(), "a.db"), 10*time.Second, b)
		for i := range 10 {
			p.say("kari", fmt.Sprintf("0xC004D90%d", i))
		}
		took := p.end()
		if n := len(b.shown()); n < 10 {
			t.Errorf("%d answers were delivered in %v, want at least 10", n, took)
		}
	})
	t.Run("leaves the rest to the next start", func(t *testing.T) {
		b := newBoard()
		b.refuse = func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
		path := filepath.Join(t.TempDir(), "a.db")
		p := serve(t, path, 100*time.Millisecond, b)
		p.say("kari", "0xC004F213")
		if took := p.end(); took > 8*time.Second {
			t.Errorf("it took %v", took)
		}
		if !strings.Contains(p.out.String(), "they go out at the next start") {
			t.Errorf("the log does not say so:\n%s", p.out)
		}
		var out lines
		if err := newApp(&out).Outbox(t.Context(), OutboxQuery{Database: settings.Database(path)}); err != nil || !strings.Contains(out.String(), "waiting  ") {
			t.Errorf("%v\n%s", err, &out)
		}
		b.refuse = nil
		p = serve(t, path, time.Second, b)
		if !strings.Contains(p.out.String(), "1 reply to deliver") {
			t.Errorf("the start does not tell:\n%s", p.out)
		}
		eventually(t, "it is answered", func() bool { return len(b.shown()) == 1 })
		p.end()
	})
}

// What a platform will not take is listed, told of at the next start, and can be
// tried again.
func TestOutboxOfWhatWasGivenUp(t *testing.T) {
	t.Parallel()
	b := newBoard()
	b.refuse = func(context.Context) error { return fmt.Errorf("channel_not_found: %w", port.ErrGone) }
	path := filepath.Join(t.TempDir(), "a.db")
	p := serve(t, path, time.Second, b)
	p.say("kari", "0xC004F213")
	eventually(t, "it is given up", func() bool { return strings.Contains(p.out.String(), `"fate":"failed"`) })
	p.end()

	database := settings.Database(path)
	var out lines
	if err := newApp(&out).Outbox(t.Context(), OutboxQuery{Database: database, JSON: true}); err != nil {
		t.Fatal(err)
	}
	var o OutboxItem
	if err := json.Unmarshal([]byte(out.String()), &o); err != nil {
		t.Fatal(err)
	}
	if o.State != "failed" || !strings.Contains(o.Reason, "channel_not_found") || o.Person != "kari" || !strings.HasPrefix(o.Begins, "Windows fant ingen produktnøkkel") {
		t.Errorf("listed as %+v", o)
	}
	b.refuse = nil
	p = serve(t, path, time.Second, b)
	if !strings.Contains(p.out.String(), "1 reply given up (see aktivering data outbox)") {
		t.Errorf("the start does not tell:\n%s", p.out)
	}
	if err := newApp(&out).Retry(t.Context(), RetryOptions{Database: database, Keys: []string{o.Key}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is delivered", func() bool { return len(b.shown()) == 1 })
	p.end()
}

// Whoever comes back after a timer has run out is greeted, and not asked twice.
func TestChatAfterATimer(t *testing.T) {
	t.Parallel()
	database := settings.Database(filepath.Join(t.TempDir(), "a.db"))
	chat := func(now time.Time, typed string) string {
		t.Helper()
		var out lines
		a := newApp(&out)
		a.In, a.Now = strings.NewReader(typed), func() time.Time { return now }
		if err := a.Chat(t.Context(), ChatOptions{Database: database, Name: "kari"}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	chat(monday, "0xC004F213\nprøver det i kveld\n")
	shown := chat(monday.AddDate(0, 0, 3), "nei\n")
	if strings.Count(shown, "Hei igjen!") != 1 || strings.Contains(shown, "Fikk du prøvd det?") {
		t.Errorf("it says\n%s", shown)
	}
}
