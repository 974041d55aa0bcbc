package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"aktivering/bot/feed"
)

// cookieAge is how long a browser keeps the cookie, at most as long as browsers allow.
const cookieAge = 400 * 24 * time.Hour

// What is signed. A signature for one purpose is none for another.
const (
	forCookie = "cookie"
	forLink   = "link"
)

// signer signs what a browser keeps, so that nobody makes an id of another visitor.
type signer struct{ key []byte }

// sign returns a visitor's id with a time until which it holds, and a signature.
func (s *signer) sign(purpose, visitor string, until time.Time) string {
	text := visitor + "." + strconv.FormatInt(until.Unix(), 36)
	return text + "." + s.mac(purpose, text)
}

func (s *signer) mac(purpose, text string) string {
	m := hmac.New(sha256.New, s.key)
	_, _ = m.Write([]byte(purpose + "\x00" + text)) // it never fails
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// verify returns the visitor that was signed; false where it was not, or no longer holds.
func (s *signer) verify(purpose, signed string, now time.Time) (visitor string, ok bool) {
	if len(signed) > 200 {
		return "", false
	}
	text, mac, ok := cutLast(signed, ".")
	if !ok || !hmac.Equal([]byte(mac), []byte(s.mac(purpose, text))) {
		return "", false
	}
	visitor, until, ok := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(until, 36, 64)
	return visitor, ok && err == nil && now.Before(time.Unix(seconds, 0))
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}

// sign returns the signer, which the store's key makes.
func (a *Adapter) sign(ctx context.Context) (*signer, error) {
	if s := a.signer.Load(); s != nil {
		return s, nil
	}
	a.signing.Lock()
	defer a.signing.Unlock()
	if s := a.signer.Load(); s != nil {
		return s, nil
	}
	proposal := make([]byte, sha256.Size)
	_, _ = rand.Read(proposal) // it never fails
	key, err := a.options.Feed.FeedKey(ctx, proposal)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &signer{key}
	a.signer.Store(s)
	return s, nil
}

// visitor returns who a request is from; empty of somebody who has said nothing yet, or of whom
// nothing is kept any longer.
func (a *Adapter) visitor(r *http.Request, s surface) (string, error) {
	cookie, err := r.Cookie(s.cookie)
	if err != nil {
		return "", nil //nolint:nilerr // there is none
	}
	signer, err := a.sign(r.Context())
	if err != nil {
		return "", err
	}
	visitor, ok := signer.verify(forCookie, cookie.Value, a.options.Now())
	if !ok {
		return "", nil
	}
	_, err = a.options.Feed.Profile(r.Context(), visitor)
	switch {
	case errors.Is(err, feed.ErrNoVisitor):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("web: %w", err)
	}
	return visitor, nil
}

// newVisitor begins a feed for somebody who says something for the first time.
func (a *Adapter) newVisitor(w http.ResponseWriter, r *http.Request, s surface) (string, error) {
	visitor := rand.Text()
	if err := a.options.Feed.AddVisitor(r.Context(), visitor, a.options.Now()); err != nil {
		return "", fmt.Errorf("web: %w", err)
	}
	return visitor, a.remember(w, r, s, visitor)
}

// remember gives a browser the cookie of a visitor.
func (a *Adapter) remember(w http.ResponseWriter, r *http.Request, s surface, visitor string) error {
	signer, err := a.sign(r.Context())
	if err != nil {
		return err
	}
	a.setCookie(w, r, s, s.cookie, signer.sign(forCookie, visitor, a.options.Now().Add(cookieAge)), cookieAge)
	return nil
}

// setCookie sets a cookie that no script reads; with no time it is removed.
func (a *Adapter) setCookie(w http.ResponseWriter, r *http.Request, s surface, name, value string, age time.Duration) {
	c := &http.Cookie{ //nolint:gosec // Secure where the person comes by HTTPS
		Name: name, Value: value, Path: s.base + "/", MaxAge: int(age.Seconds()), HttpOnly: true,
		Secure: a.secure(r), SameSite: http.SameSiteLaxMode,
	}
	if age <= 0 {
		c.MaxAge = -1
	}
	if s.framed && c.Secure {
		// In a frame on another site a browser sends no other; each such site has its own.
		c.SameSite, c.Partitioned = http.SameSiteNoneMode, true
	}
	http.SetCookie(w, c)
}

// secure reports that the person reaches the pages by HTTPS.
func (a *Adapter) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(a.options.PublicURL, "https://")
}
