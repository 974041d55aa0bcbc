package web

import (
	"context"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// lanes has what concerns one visitor follow one another. The zero value is ready.
type lanes struct {
	mu  sync.Mutex
	all map[string]*lane
}

type lane struct {
	// free holds a token while nobody has the lane, and wanted counts those who have or want it.
	free   chan struct{}
	wanted int
}

// take waits for a visitor's lane until ctx ends.
func (l *lanes) take(ctx context.Context, visitor string) (release func(), err error) {
	l.mu.Lock()
	if l.all == nil {
		l.all = make(map[string]*lane)
	}
	own := l.all[visitor]
	if own == nil {
		own = &lane{free: make(chan struct{}, 1)}
		own.free <- struct{}{}
		l.all[visitor] = own
	}
	own.wanted++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if own.wanted--; own.wanted == 0 {
			delete(l.all, visitor)
		}
	}
	select {
	case <-own.free:
		return func() { own.free <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

// Bounds of how much is taken in.
const (
	perVisitor  = 2  // messages and presses a second
	visitorMost = 20 // at once
	perSecond   = 50 // new visitors
	newMost     = 200
	maxUploads  = 4 // at a time: each may hold its files in memory
	knownMost   = 10_000
)

// limits bounds how much visitors send.
type limits struct {
	fresh   *rate.Limiter
	uploads chan struct{}

	mu sync.Mutex
	// visitors are those heard of last.
	visitors *lru.Cache[string, *rate.Limiter]
}

func newLimits() *limits {
	known, _ := lru.New[string, *rate.Limiter](knownMost) // fails for sizes below one only
	return &limits{fresh: rate.NewLimiter(perSecond, newMost), uploads: make(chan struct{}, maxUploads), visitors: known}
}

// allow reports that a visitor may send something more now; of an empty id, that a new visitor may.
func (l *limits) allow(visitor string) bool {
	if visitor == "" {
		return l.fresh.Allow()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	own, known := l.visitors.Get(visitor)
	if !known {
		own = rate.NewLimiter(perVisitor, visitorMost)
		l.visitors.Add(visitor, own)
	}
	return own.Allow()
}
