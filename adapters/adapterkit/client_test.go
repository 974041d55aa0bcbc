package adapterkit_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
)

func TestRedirectsStayWithinTheHost(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(other.Close)
	var loops int
	mux := http.NewServeMux()
	mux.HandleFunc("/there", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "arrived") })
	mux.Handle("/within", http.RedirectHandler("/there", http.StatusTemporaryRedirect))
	mux.Handle("/other", http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	mux.Handle("/twice", http.RedirectHandler("/other", http.StatusFound))
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) {
		loops++
		http.Redirect(w, r, "/round", http.StatusFound)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client := adapterkit.NewClient(time.Minute, 1000, http.DefaultTransport)
	for path, want := range map[string]int{"/within": 200, "/other": 307, "/twice": 307, "/round": 302} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, strings.NewReader("secret"))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		_ = response.Body.Close() // it is not read
		if response.StatusCode != want || adapterkit.IsRedirect(response.StatusCode) != (want != 200) {
			t.Errorf("%s: status %d, want %d", path, response.StatusCode, want)
		}
	}
	if asked > 0 || loops > 5 {
		t.Errorf("another host was asked %d times, the same one %d times", asked, loops)
	}
}

// The bound is that of the decompressed answer.
func TestAnswersAreBounded(t *testing.T) {
	size := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var to io.Writer = w
		if r.URL.Path == "/packed" {
			w.Header().Set("Content-Encoding", "gzip")
			packer := gzip.NewWriter(w)
			defer func() { _ = packer.Close() }() // the client may be gone
			to = packer
		}
		_, _ = to.Write(bytes.Repeat([]byte("x"), size))
	}))
	t.Cleanup(server.Close)
	const most = 10_000
	client := adapterkit.NewClient(time.Minute, most, http.DefaultTransport)
	for _, path := range []string{"/", "/packed"} {
		for _, c := range []struct {
			size int
			want error
		}{{0, nil}, {most - 1, nil}, {most, nil}, {most + 1, adapterkit.ErrAnswerTooLarge}, {1 << 22, adapterkit.ErrAnswerTooLarge}} {
			size = c.size
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			response, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close() // it was read
			if !errors.Is(err, c.want) || len(body) != min(c.size, most) {
				t.Errorf("%s of %d bytes: read %d, %v; want %v", path, c.size, len(body), err, c.want)
			}
		}
	}
}

func TestWithoutURL(t *testing.T) {
	address := "https://user:canary@host:port"
	_, parse := new(url.URL).Parse(address)
	cause := errors.New("refused")
	for name, err := range map[string]error{
		"parse":   parse,
		"request": &url.Error{Op: "Post", URL: "https://host/canary", Err: cause},
		"twice":   &url.Error{Op: "Post", URL: "https://canary@host", Err: &url.Error{Op: "parse", URL: "canary", Err: cause}},
		"empty":   &url.Error{Op: "Get", URL: "canary"},
	} {
		if got := adapterkit.WithoutURL(err); got == nil || strings.Contains(got.Error(), "canary") {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := adapterkit.WithoutURL(&url.Error{URL: "x", Err: cause}); !errors.Is(got, cause) {
		t.Errorf("the cause is lost: %v", got)
	}
	if got := adapterkit.WithoutURL(cause); got != cause { //nolint:errorlint // the very same
		t.Errorf("another error becomes %v", got)
	}
}
