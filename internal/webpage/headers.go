package webpage

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Options are what differs between the pages of one part of the program.
type Options struct {
	// Frames are the origins whose pages may show these in a frame; without any, none may.
	Frames []string
	// Secure tells that people reach the pages by HTTPS, which browsers then insist on.
	Secure bool
}

// Protect returns a handler that sets the security headers of each answer, and refuses requests
// that change something and that another site made in the person's browser.
func Protect(h http.Handler, o Options) http.Handler {
	policy := contentPolicy(o.Frames)
	checked := http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set := w.Header()
		set.Set("Content-Security-Policy", policy)
		set.Set("X-Content-Type-Options", "nosniff")
		set.Set("Referrer-Policy", "same-origin")
		set.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		set.Set("Cross-Origin-Opener-Policy", "same-origin")
		set.Set("Cross-Origin-Resource-Policy", "same-origin")
		set.Set("Cache-Control", "no-store")
		if len(o.Frames) == 0 {
			set.Set("X-Frame-Options", "DENY")
		}
		if o.Secure {
			set.Set("Strict-Transport-Security", "max-age=31536000")
		}
		checked.ServeHTTP(w, r)
	})
}

// contentPolicy lets pages have what the program itself serves, and nothing inline.
func contentPolicy(frames []string) string {
	ancestors := "'none'"
	if len(frames) > 0 {
		ancestors = "'self' " + strings.Join(frames, " ")
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors
}

// ParseOrigin returns an origin, such as https://intranet.example.no, as browsers write it.
func ParseOrigin(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(u.Host, ";,' *\"") {
		return "", fmt.Errorf("%q is no origin; write one such as https://intranet.example.no", text)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}
