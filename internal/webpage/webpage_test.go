package webpage_test

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"aktivering/internal/webpage"
)

func TestProtect(t *testing.T) {
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	for _, c := range []struct {
		name, method string
		header       map[string]string
		want         int
	}{
		{"a page", http.MethodGet, nil, 200},
		{"a link from elsewhere", http.MethodGet, map[string]string{"Sec-Fetch-Site": "cross-site"}, 200},
		{"a form of ours", http.MethodPost, map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"a form of another site", http.MethodPost, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a form of a neighbour", http.MethodPost, map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"an old browser, another site", http.MethodPost, map[string]string{"Origin": "https://evil.example"}, 403},
	} {
		r := httptest.NewRequest(c.method, "http://hjelp.example/", nil)
		for k, v := range c.header {
			r.Header.Set(k, v)
		}
		w := httptest.NewRecorder()
		webpage.Protect(ok, webpage.Options{}).ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
		policy := w.Header().Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy has no %q: %s", c.name, part, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || w.Header().Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %s", c.name, policy)
		}
	}
	w := httptest.NewRecorder()
	webpage.Protect(ok, webpage.Options{Frames: []string{"https://a.example"}, Secure: true}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if h := w.Header(); !strings.HasSuffix(h.Get("Content-Security-Policy"), "frame-ancestors 'self' https://a.example") || h.Get("X-Frame-Options") != "" || h.Get("Strict-Transport-Security") == "" {
		t.Errorf("%v", h)
	}
}

func TestParseOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"https://Intranet.example.no": "https://intranet.example.no", "http://localhost:3000/": "http://localhost:3000",
		"": "", "intranet.example.no": "", "https://a.example/path": "", "https://a.example;script-src": "", "https://*": "",
		"javascript:alert(1)": "", "https://me@a.example": "", "https://a.example?x": "", "https://a b": "",
	} {
		got, err := webpage.ParseOrigin(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestAssets(t *testing.T) {
	one := fstest.MapFS{"chat.js": {Data: []byte("1")}}
	a, err := webpage.NewAssets("/static/", webpage.Static(), one)
	if err != nil {
		t.Fatal(err)
	}
	at := a.Path("chat.js")
	for path, want := range map[string]int{at: 200, "/static/chat.js": 404, "/static/../chat.js": 404, "/static/": 404, "/static/..%2f": 404} {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if want == 200 && (w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable")) {
			t.Errorf("%v", w.Header())
		}
	}
	b, err := webpage.NewAssets("/static/", fstest.MapFS{"chat.js": {Data: []byte("2")}})
	if err != nil || b.Path("chat.js") == at {
		t.Errorf("another content has the same path %s, %v", at, err)
	}
	if _, err := webpage.NewAssets("/static/", one, one); err == nil {
		t.Error("two files of one name are taken")
	}
	if _, err := fs.Stat(webpage.Static(), "base.css"); err != nil {
		t.Error(err)
	}
}

func TestStream(t *testing.T) {
	last := make(chan string, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := webpage.OpenStream(w)
		if err != nil {
			t.Error(err)
			return
		}
		last <- webpage.LastEventID(r)
		time.Sleep(150 * time.Millisecond) // longer than the server's time for a request
		if err := errors.Join(r.Context().Err(), s.Ping(), s.Send(webpage.Event{ID: "7", Name: "message", Data: "a\r\nid: 9\rb"})); err != nil {
			t.Error(err)
		}
	}))
	server.Config.ReadTimeout, server.Config.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	server.Start()
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", "6")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(bufio.NewReader(answer.Body))
	want := ": open\n\n: ping\n\nid: 7\nevent: message\ndata: a\ndata: id: 9\ndata: b\n\n"
	if string(got) != want || err != nil || <-last != "6" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := webpage.OpenStream(httptest.NewRecorder()); !errors.Is(err, webpage.ErrNoStream) {
		t.Errorf("got %v", err)
	}
}

func TestLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"": "nb", "nb-NO,nb;q=0.9": "nb", "no": "nb", "nn-NO, nb;q=0.5": "nn", "en-GB,en;q=0.9": "en", "de": "nb", "fr, en;q=0.4": "en",
		"x;q=\x00": "nb", strings.Repeat("en,", 5000): "en",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", header)
		if got := webpage.Language(r, []string{"nb", "nn", "en"}); got != want {
			t.Errorf("%.40q: %s, want %s", header, got, want)
		}
	}
}

func TestBound(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		webpage.Bound(w, r, 10, 100*time.Millisecond)
		_, err := io.ReadAll(r.Body)
		switch {
		case webpage.TooLarge(err):
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		case err != nil:
			w.WriteHeader(http.StatusRequestTimeout)
		}
	}))
	defer server.Close()
	slow, never := io.Pipe()
	defer func() { _ = never.Close() }()
	for want, body := range map[int]io.Reader{200: strings.NewReader("short"), 413: strings.NewReader("longer than ten"), 408: slow} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, body)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%d, want %d", answer.StatusCode, want)
		}
	}
}
