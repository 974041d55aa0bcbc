// Package browser does over HTTP what a browser does with the chat and with the desk, for many
// people at a time.
package browser

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Browser keeps the cookies of one person. It is safe for concurrent use.
type Browser struct {
	client *http.Client

	mu      sync.Mutex
	cookies map[string]string
}

// New returns a browser of somebody who was never there. Many can have one client; it must not
// follow redirects.
func New(client *http.Client) *Browser {
	return &Browser{client: client, cookies: make(map[string]string)}
}

// Client returns a client for so many browsers, which does not follow redirects.
func Client(most int) *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: most},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Answer is what came back.
type Answer struct {
	Status int
	Body   string
	// Location is where a redirect leads.
	Location string
}

// OK reports that what was asked for is done.
func (a Answer) OK() bool { return a.Status < http.StatusBadRequest }

// Get reads a page.
func (b *Browser) Get(ctx context.Context, address string) (Answer, error) {
	return b.do(ctx, http.MethodGet, address, nil)
}

// Post sends a form.
func (b *Browser) Post(ctx context.Context, address string, form url.Values) (Answer, error) {
	return b.do(ctx, http.MethodPost, address, form)
}

func (b *Browser) do(ctx context.Context, method, address string, form url.Values) (Answer, error) {
	r, err := b.request(ctx, method, address, form)
	if err != nil {
		return Answer{}, err
	}
	resp, err := b.client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	b.keep(resp)
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return Answer{}, fmt.Errorf("%s %s: %w", method, address, err)
	}
	return Answer{resp.StatusCode, string(body), resp.Header.Get("Location")}, nil
}

func (b *Browser) request(ctx context.Context, method, address string, form url.Values) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "application/json") // as the page's script does
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // a cookie that is sent has a name and a value alone
	}
	return r, nil
}

// keep keeps the cookies of a response.
func (b *Browser) keep(resp *http.Response) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range resp.Cookies() {
		b.cookies[c.Name] = c.Value
	}
}
