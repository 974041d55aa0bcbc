package browsertest

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/internal/app"
	"aktivering/internal/settings"
)

// Site is a program that serves, with a database of its own.
type Site struct {
	t       *testing.T
	options settings.Serve
	// folders are those with knowledge of one's own.
	folders []string
	stop    context.CancelFunc
	done    chan error
	out     *output
	// URL is where it is.
	URL string
}

// Serve starts a program on this machine, with folders of one's own knowledge beside the embedded one.
func Serve(t *testing.T, change func(*settings.Serve), folders ...string) *Site {
	t.Helper()
	s := &Site{t: t, folders: folders, options: settings.Serve{
		Database: settings.Database(filepath.Join(t.TempDir(), "test.db")), HTTPAddr: "127.0.0.1:0", Grace: time.Second,
		Web: settings.Web{On: "on"}, Desk: settings.Desk{Language: "nb", Timezone: "Europe/Oslo"},
	}}
	if change != nil {
		change(&s.options)
	}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// output keeps what the program prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

var listening = regexp.MustCompile(`http +http://(\S+) with`)

// Start starts the program, after Stop at the same address and with the same database.
func (s *Site) Start() {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(s.t.Context()))
	started := make(chan struct{})
	s.stop, s.done, s.out = stop, make(chan error, 1), new(output)
	a := &app.App{
		In: bytes.NewReader(nil), Out: s.out, Err: s.out, Getenv: func(string) string { return "" }, Now: time.Now,
		Folders: s.folders, Log: zerolog.New(s.out).Level(zerolog.WarnLevel), Started: func() { close(started) },
	}
	go func() { s.done <- a.Serve(ctx, s.options) }()
	select {
	case <-started:
	case err := <-s.done:
		s.t.Fatalf("serve: %v\n%s", err, s.out)
	}
	at := listening.FindStringSubmatch(s.out.String())
	if at == nil {
		s.t.Fatalf("it does not say where it listens:\n%s", s.out)
	}
	s.URL, s.options.HTTPAddr = "http://"+at[1], settings.ListenAddr(at[1])
}

// Printed is what the program has printed and logged since its start.
func (s *Site) Printed() string { return s.out.String() }

// Stop stops the program.
func (s *Site) Stop() {
	s.t.Helper()
	if s.stop == nil {
		return
	}
	s.stop()
	s.stop = nil
	if err := <-s.done; err != nil {
		s.t.Errorf("serve: %v", err)
	}
}

// Elsewhere is another site.
type Elsewhere struct {
	mu   sync.Mutex
	html string
	// URL is where it is: an origin.
	URL string
}

// Host starts another site, at another name than the program's.
func Host(t *testing.T) *Elsewhere {
	t.Helper()
	e := new(Elsewhere)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(e.html)) // whoever asked may be gone
	}))
	t.Cleanup(server.Close)
	e.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return e
}

// Shows sets what the site shows.
func (e *Elsewhere) Shows(html string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.html = html
}
