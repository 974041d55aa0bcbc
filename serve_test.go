package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// serving is a program that serves.
type serving struct {
	url  string
	stop func() (code int)

	mu       sync.Mutex
	out, err bytes.Buffer
}

// output is what a serving program writes.
type output struct {
	s  *serving
	to *bytes.Buffer
}

func (o output) Write(b []byte) (int, error) {
	o.s.mu.Lock()
	defer o.s.mu.Unlock()
	return o.to.Write(b)
}

func (s *serving) read() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String() + s.err.String()
}

// serve starts the program on a free port and waits until it listens.
func serve(t *testing.T, args ...string) *serving {
	t.Helper()
	s := new(serving)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"serve", "--http-addr", "127.0.0.1:0"}, args...),
			environment{in: strings.NewReader(""), out: output{s, &s.out}, err: output{s, &s.err}, getenv: os.Getenv})
	}()
	var once sync.Once
	code := 0
	s.stop = func() int {
		cancel()
		once.Do(func() { code = <-done })
		return code
	}
	t.Cleanup(func() { s.stop() })
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if s.url = address.FindString(s.read()); s.url != "" {
			return s
		}
		select {
		case code = <-done:
			once.Do(func() {})
			t.Fatalf("serve ended with %d:\n%s", code, s.read())
		default:
		}
	}
	t.Fatalf("serve does not listen:\n%s", s.read())
	return nil
}

func (s *serving) get(t *testing.T, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // it was read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServe(t *testing.T) {
	t.Chdir(t.TempDir())
	start(t, "0xC004F213\n", "chat").want(t, exitOK)
	s := serve(t)
	for _, want := range []string{"aktivering serves\n", "137 articles, 126 codes", "SQLite, aktivering.db: 1 conversation\n", "/healthz and /readyz", "slack      off: SLACK_BOT_TOKEN is not set", "web        on, at http://127.0.0.1:"} {
		if !strings.Contains(s.read(), want) {
			t.Errorf("%q is not in\n%s", want, s.read())
		}
	}
	if code, body := s.get(t, "/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("healthz: %d %q", code, body)
	}
	code, body := s.get(t, "/readyz")
	var ready struct {
		Ready bool
		Parts map[string]string
	}
	if err := json.Unmarshal([]byte(body), &ready); err != nil || code != http.StatusOK || !ready.Ready || ready.Parts["database"] != "ok" {
		t.Errorf("readyz: %d %q, %v", code, body, err)
	}
	start(t, "", "health", "--http-addr", strings.TrimPrefix(s.url, "http://")).want(t, exitOK, "ok\n")
	start(t, "", "health", "--http-addr", strings.Replace(s.url, "http://127.0.0.1", "", 1)).want(t, exitOK, "ok\n")
	if code, _ := s.get(t, "/"); code != http.StatusOK {
		t.Errorf("the chat: %d", code)
	}
	if code, _ := s.get(t, "/no/such/path"); code != http.StatusNotFound {
		t.Errorf("another path: %d", code)
	}
	// A conversation in the terminal goes on beside it, in the same store.
	start(t, "windows 10\n", "chat").want(t, exitOK, "Oppdatering og sikkerhet")
	// One at a time.
	start(t, "", "serve", "--http-addr", "127.0.0.1:0").want(t, exitFailure, "another aktivering serves from aktivering.db", "PostgreSQL")
	if code := s.stop(); code != exitOK {
		t.Errorf("exit code %d:\n%s", code, s.read())
	}
	start(t, "", "health", "--http-addr", strings.TrimPrefix(s.url, "http://")).want(t, exitFailure, "connection refused")
	if again := serve(t); again.stop() != exitOK {
		t.Error("it cannot be started again")
	}
}

// All that is wrong is told at once, and nothing is started.
func TestServeFaults(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("c.yaml", []byte("http-adr: x\ngrace: -1s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DATABASE_URL", "mysql://secret@host/db")
	t.Setenv("HTTP_ADDR", "localhost")
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-1")
	start(t, "", "serve", "--config", "c.yaml").want(t, exitConfig,
		`line 1: unknown setting "http-adr"; did you mean "http-addr"?`, "mysql databases are not supported", `HTTP_ADDR: invalid listen address "localhost"`, "--grace must not be negative (-1s)", "SLACK_SIGNING_SECRET (for HTTP) is missing")
	t.Setenv("DATABASE_URL", "")
	t.Setenv("SLACK_BOT_TOKEN", "")
	t.Setenv("DATABASE_URL_FILE", "no-such-file")
	start(t, "", "serve", "--http-addr", "127.0.0.1:0").want(t, exitConfig, "DATABASE_URL_FILE: there is no file no-such-file")
	if files, err := os.ReadDir("."); err != nil || len(files) != 1 {
		t.Errorf("there are files: %v, %v", files, err)
	}
}

func TestServeWithoutItsPort(t *testing.T) {
	t.Chdir(t.TempDir())
	s := serve(t)
	start(t, "", "serve", "--database", "other.db", "--http-addr", strings.TrimPrefix(s.url, "http://")).want(t, exitConfig, "cannot listen on", "in use", "HTTP_ADDR")
}

func TestOutboxCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"data", "outbox"}, {"data", "retry", "x-1"}} {
		start(t, "", args...).want(t, exitConfig, "there is no database aktivering.db", "DATABASE_URL")
	}
	if files, err := os.ReadDir("."); err != nil || len(files) > 0 {
		t.Errorf("there are files: %v, %v", files, err)
	}
	start(t, "0xC004F213\n", "chat").want(t, exitOK)
	start(t, "", "data", "outbox").want(t, exitOK, "Nothing is waiting")
	r := start(t, "", "data", "outbox", "--all")
	r.want(t, exitOK, "KEY", "done", "terminal local local", "Windows fant ingen produktnøkkel")
	if n := strings.Count(r.out, "\n"); n != 3 {
		t.Errorf("%d lines, want 3:\n%s", n, r.out)
	}
	r = start(t, "", "data", "outbox", "--all", "--json", "--limit", "1")
	var o map[string]any
	if err := json.Unmarshal([]byte(r.out), &o); err != nil || o["state"] != "done" || o["kind"] != "reply" || o["platform"] != "terminal" || o["ended"] == nil {
		t.Errorf("got %s, %v", r.out, err)
	}
	start(t, "", "data", "retry", "x-1").want(t, exitUsage, "x-1: nothing that was given up has this key")
}
