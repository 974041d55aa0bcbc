package adapterkit

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrAnswerTooLarge is the error of reading an answer that is larger than allowed.
var ErrAnswerTooLarge = errors.New("the answer is too large")

// NewClient returns an HTTP client that follows no redirect to another host, which may be
// anybody's, and reads at most maxAnswer bytes of an answer. A redirect that it does not
// follow is returned as the answer.
func NewClient(timeout time.Duration, maxAnswer int64, next http.RoundTripper) *http.Client {
	return &http.Client{Timeout: timeout, Transport: bounded{next, maxAnswer}, CheckRedirect: sameHost}
}

// maxRedirects bounds the redirects within a host.
const maxRedirects = 3

// sameHost follows a redirect only to the scheme, host and port of the first request.
func sameHost(to *http.Request, via []*http.Request) error {
	from := via[0].URL
	if len(via) > maxRedirects || to.URL.Scheme != from.Scheme || to.URL.Host != from.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// IsRedirect reports the status of a redirect.
func IsRedirect(status int) bool {
	return status >= http.StatusMultipleChoices && status < http.StatusBadRequest
}

// bounded is a transport that bounds the bytes of an answer, after decompression.
type bounded struct {
	next http.RoundTripper
	max  int64
}

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		response.Body = &boundedBody{ReadCloser: response.Body, left: b.max}
	}
	return response, nil
}

// boundedBody fails with ErrAnswerTooLarge beyond its bound.
type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	// One byte more than allowed tells a larger answer from one that just fits.
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if int64(n) > b.left {
		n, err = int(b.left), ErrAnswerTooLarge
	}
	b.left -= int64(n)
	return n, err
}

// WithoutURL returns an error of an HTTP client without the address of the request, which
// may hold a secret: a token in its path or query, or a user's password.
func WithoutURL(err error) error {
	e, ok := errors.AsType[*url.Error](err)
	if !ok {
		return err
	}
	if cause := WithoutURL(e.Err); cause != nil {
		return fmt.Errorf("%s: %w", e.Op, cause)
	}
	return errors.New(e.Op)
}

// ParseAPIURL reads the address of a platform's API, and returns it with a slash at its
// end. The error does not hold the address, which may hold a password.
func ParseAPIURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("an invalid API URL: write https://host/path/, without a user")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	return u, nil
}
