package serving

import (
	"container/list"
	"net"
	"net/http"
	"sync"
	"time"
)

// connLimiter bounds the connections that wait for a request: new ones whose headers have
// not arrived, and those kept open after a request. When there are more, the one that
// has waited longest is closed, so that a new one, such as a health probe, gets in
// while somebody holds many open. Each may wait for the grace at least: otherwise
// somebody who connects again and again has a probe closed before it is read.
type connLimiter struct {
	max   int
	grace time.Duration

	mu sync.Mutex
	// open holds them, the one that has waited longest in front, and places where each is in it.
	open   list.List
	places map[net.Conn]*list.Element
	closed int
	// due tells that evict will be called again.
	due bool
}

// waitingConn is a connection that waits.
type waitingConn struct {
	conn  net.Conn
	since time.Time
}

func newConnLimiter(limit int, grace time.Duration) *connLimiter {
	return &connLimiter{max: limit, grace: grace, places: make(map[net.Conn]*list.Element)}
}

// connState is the ConnState of an http.Server.
func (l *connLimiter) connState(c net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.places[c]; ok {
		l.open.Remove(at)
		delete(l.places, c)
	}
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	l.places[c] = l.open.PushBack(waitingConn{c, time.Now()})
	if len(l.places) > l.max {
		l.evict()
	}
}

// evict closes connections until at most max wait or the oldest has not waited
// for the grace; then it tries again when it has. The lock is held.
func (l *connLimiter) evict() {
	for len(l.places) > l.max {
		oldest, ok := l.open.Front().Value.(waitingConn)
		if !ok {
			return
		}
		if left := l.grace - time.Since(oldest.since); left > 0 {
			l.retryAfter(left)
			return
		}
		l.open.Remove(l.open.Front())
		delete(l.places, oldest.conn)
		l.closed++
		_ = oldest.conn.Close() // its reader ends, and the server tells of it once more
	}
}

// retryAfter tries to evict again after some time. The lock is held.
func (l *connLimiter) retryAfter(after time.Duration) {
	if l.due {
		return
	}
	l.due = true
	time.AfterFunc(after, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.due = false
		l.evict()
	})
}
