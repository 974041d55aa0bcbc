package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/discord/rest"
)

const secret = "interaction-token"

// server answers requests, and counts them by method and path.
type server struct {
	*rest.Client
	web   *httptest.Server
	asked []string
}

func newServer(t *testing.T, answer http.HandlerFunc) *server {
	t.Helper()
	s := new(server)
	s.web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api/")) // each request waits for its answer
		answer(w, r)
	}))
	t.Cleanup(s.web.Close)
	base, err := url.Parse(s.web.URL + "/api/")
	if err != nil {
		t.Fatal(err)
	}
	if s.Client, err = rest.New(base, "token"); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *server) get(ctx context.Context, path string) error {
	return s.Call(ctx, http.MethodGet, path, nil, nil)
}

// form is a body of its own kind.
type form struct{}

func (form) Multipart() (contentType string, body []byte, err error) {
	return "text/plain", []byte("parts"), nil
}

func TestCallSendsBodiesAndReadsAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		body              any
		contentType, want string
	}{
		"none": {nil, "", ""},
		"JSON": {map[string]int{"a": 1}, "application/json", `{"a":1}`},
		"form": {form{}, "text/plain", "parts"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || string(body) != test.want || len(body) > 0 && r.Header.Get("Content-Type") != test.contentType || r.Header.Get("Authorization") != "Bot token" {
					t.Errorf("got %q, %v, %v", body, err, r.Header)
				}
				_, _ = io.WriteString(w, `{"id":"7"}`) // the client tells
			})
			var got struct{ ID string }
			if err := s.Call(t.Context(), http.MethodPost, "channels/1", test.body, &got); err != nil || got.ID != "7" {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestCallErrors(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		is     func(error) bool
	}{
		"refused by code":   {403, `{"code":50013,"message":"no"}`, func(err error) bool { return rest.HasCode(err, 1, 50013) && rest.HasStatus(err, 403) }},
		"refused by status": {404, `no JSON`, func(err error) bool { return rest.HasStatus(err, 404) && !rest.HasCode(err, 50013) }},
		"unavailable":       {502, "", func(err error) bool { e, ok := errors.AsType[rest.Unavailable](err); return ok && e.Status == 502 }},
		"unreadable answer": {200, `{`, func(err error) bool { return strings.Contains(err.Error(), "cannot be read") }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body) // the client tells
			})
			var result struct{}
			if err := s.Call(t.Context(), http.MethodGet, "webhooks/1/"+secret, nil, &result); err == nil || !test.is(err) || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestUnreachableErrorHoldsNoAddress(t *testing.T) {
	s := newServer(t, func(http.ResponseWriter, *http.Request) {})
	s.web.Close()
	if err := s.get(t.Context(), "webhooks/1/"+secret); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("got %v", err)
	}
}

// limit asks to wait.
func limit(w http.ResponseWriter, seconds string, global bool) {
	if global {
		w.Header().Set("X-RateLimit-Global", "true")
	}
	w.Header().Set("Retry-After", seconds)
	w.WriteHeader(http.StatusTooManyRequests)
}

func TestLongWaitIsReturned(t *testing.T) {
	for name, test := range map[string]struct {
		global bool
		asked  string // besides the first request
	}{
		"of a route": {false, "GET channels/2 POST interactions/1/t/callback"},
		"of all":     {true, "POST interactions/1/t/callback"},
	} {
		t.Run(name, func(t *testing.T) {
			first := true
			s := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
				if first {
					limit(w, "30", test.global)
				}
				first = false
			})
			for range 2 { // the second is not sent
				e, ok := errors.AsType[rest.Limited](s.get(t.Context(), "channels/1"))
				if !ok || e.After < 29*time.Second || e.After > 31*time.Second {
					t.Errorf("got %v", e)
				}
			}
			other := s.get(t.Context(), "channels/2")
			if _, limited := errors.AsType[rest.Limited](other); limited != test.global {
				t.Errorf("another route: %v", other)
			}
			if err := s.Call(t.Context(), http.MethodPost, "interactions/1/t"+rest.CallbackRoute, nil, nil); err != nil {
				t.Errorf("a first answer: %v", err)
			}
			if got := strings.Join(s.asked[1:], " "); got != test.asked {
				t.Errorf("asked %q", got)
			}
		})
	}
}

func TestShortWaitIsSpent(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "0.1")
	})
	began := time.Now()
	for range 2 {
		if err := s.get(t.Context(), "channels/1"); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took < 100*time.Millisecond {
		t.Errorf("two requests took %s", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.get(ctx, "channels/1"); !errors.Is(err, context.Canceled) {
		t.Errorf("without a context: %v", err)
	}
}
