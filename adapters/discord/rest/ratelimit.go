package rest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// maxWait is how long a request waits for its bucket.
	maxWait = time.Second
	// maxRoutes is the number of routes beyond which those without limits are forgotten.
	maxRoutes = 1000
	// maxRefusal bounds what is read of the answer that asks to wait, in bytes.
	maxRefusal = 64 << 10
	// defaultWait is how long to wait where Discord does not say.
	defaultWait = time.Second
	// CallbackRoute ends the paths of first answers to interactions, which are exempt from
	// the global limit.
	CallbackRoute = "/callback"
)

// Limited means that Discord asks to wait for longer than the client does.
type Limited struct{ After time.Duration }

func (e Limited) Error() string { return fmt.Sprintf("rate limited for %s", e.After) }

// Unavailable means that Discord cannot answer: its status is 500 or higher.
type Unavailable struct{ Status int }

func (e Unavailable) Error() string { return "HTTP " + strconv.Itoa(e.Status) }

// limiter is a transport that keeps to Discord's rate limits. The requests of one route
// follow one another and wait for its bucket; all wait for the global limit. A request
// that would have to wait for longer than maxWait fails with Limited instead.
type limiter struct {
	base string // the path in front of all routes
	next http.RoundTripper

	mu     sync.Mutex
	routes map[string]*route
	global time.Time // nothing may be asked before
}

// route is the state of one route's bucket.
type route struct {
	turn  chan struct{} // held by the request under way
	users int           // requests that hold the turn or wait for it
	left  int           // requests that are allowed until the bucket is reset
	until time.Time     // when that is
}

func newLimiter(base string, next http.RoundTripper) *limiter {
	return &limiter{base: base, next: next, routes: make(map[string]*route)}
}

// RoundTrip makes a request when its route is free and its bucket allows it.
func (l *limiter) RoundTrip(r *http.Request) (*http.Response, error) {
	name := l.nameOf(r)
	exempt := strings.HasSuffix(name, CallbackRoute)
	at := l.enter(name)
	defer l.leave(name, at)
	select {
	case at.turn <- struct{}{}:
		defer func() { <-at.turn }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if wait := l.wait(at, exempt); wait > maxWait {
		return nil, Limited{wait}
	} else if wait > 0 {
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	response, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	l.learn(at, response.Header)
	switch {
	case response.StatusCode == http.StatusTooManyRequests:
		return nil, l.refused(at, response)
	case response.StatusCode >= http.StatusInternalServerError:
		_ = response.Body.Close() // nothing of it is read
		return nil, Unavailable{response.StatusCode}
	}
	return response, nil
}

// nameOf returns the route of a request: the method, and the path with its major ids
// only.
func (l *limiter) nameOf(r *http.Request) string {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, l.base), "/"), "/")
	major := 2
	if parts[0] == "webhooks" || parts[0] == "interactions" {
		major = 3 // with the token
	}
	for i := major; i < len(parts); i++ {
		if strings.Trim(parts[i], "0123456789") == "" {
			parts[i] = "*"
		}
	}
	return r.Method + " " + strings.Join(parts, "/")
}

func (l *limiter) enter(name string) *route {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.routes[name]
	if !ok {
		if len(l.routes) >= maxRoutes {
			l.forget()
		}
		at = &route{turn: make(chan struct{}, 1), left: 1}
		l.routes[name] = at
	}
	at.users++
	return at
}

// leave forgets a route for which no limit is known: most are used once.
func (l *limiter) leave(name string, at *route) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at.users--; at.users == 0 && at.until.IsZero() {
		delete(l.routes, name)
	}
}

func (l *limiter) forget() {
	now := time.Now()
	for name, at := range l.routes {
		if at.users == 0 && now.After(at.until) {
			delete(l.routes, name)
		}
	}
}

// wait returns how long the next request of a route has to wait.
func (l *limiter) wait(at *route, exempt bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var wait time.Duration
	if at.left < 1 {
		wait = time.Until(at.until)
	}
	if !exempt {
		wait = max(wait, time.Until(l.global))
	}
	return wait
}

// learn reads the state of the bucket from the headers of an answer.
func (l *limiter) learn(at *route, h http.Header) {
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, err2 := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || err2 != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	at.left, at.until = left, time.Now().Add(seconds(after))
}

// refused reads how long Discord asks to wait, and returns a Limited.
func (l *limiter) refused(at *route, r *http.Response) error {
	defer func() { _ = r.Body.Close() }() // what matters of it is read
	var body struct {
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	wait := defaultWait
	if err := json.NewDecoder(io.LimitReader(r.Body, maxRefusal)).Decode(&body); err == nil && body.RetryAfter > 0 {
		wait = seconds(body.RetryAfter)
	} else if s, err := strconv.ParseFloat(r.Header.Get("Retry-After"), 64); err == nil && s > 0 {
		wait = seconds(s)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if body.Global || r.Header.Get("X-RateLimit-Global") != "" {
		l.global = time.Now().Add(wait)
	} else {
		at.left, at.until = 0, time.Now().Add(wait)
	}
	return Limited{wait}
}

// seconds returns a duration that is a little longer: a request must not come early.
func seconds(s float64) time.Duration {
	return time.Duration(min(s, 1e6)*float64(time.Second)) + 10*time.Millisecond
}
