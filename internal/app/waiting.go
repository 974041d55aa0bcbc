package app

import (
	"container/list"
	"net"
	"net/http"
	"sync"
	"time"
)

// waiting bounds the connections that wait for a request: new ones whose headers have
// not arrived, and those kept open after a request. When there are more, the one that
// has waited longest is closed, so that a new one, such as a health probe, gets in
// while somebody holds many open. Each may wait for the grace at least: otherwise
// somebody who connects again and again has a probe closed before it is read.
type waiting struct {
	max   int
	grace time.Duration

	mu sync.Mutex
	// open holds every place, the one that has waited longest in front.
	open   list.List
	places map[net.Conn]*list.Element
	closed int
	// due tells that the oldest will be looked at again.
	due bool
}

// place is a connection that waits.
type place struct {
	conn  net.Conn
	since time.Time
}

func newWaiting(most int, grace time.Duration) *waiting {
	return &waiting{max: most, grace: grace, places: make(map[net.Conn]*list.Element)}
}

// note is the ConnState of an http.Server.
func (w *waiting) note(c net.Conn, state http.ConnState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at, ok := w.places[c]; ok {
		w.open.Remove(at)
		delete(w.places, c)
	}
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	w.places[c] = w.open.PushBack(place{c, time.Now()})
	if len(w.places) > w.max {
		w.evict()
	}
}

// evict closes connections until no more than max wait, or the oldest has not waited
// long enough; then it looks again when it has. The lock is held.
func (w *waiting) evict() {
	for len(w.places) > w.max {
		oldest, ok := w.open.Front().Value.(place)
		if !ok {
			return
		}
		if left := w.grace - time.Since(oldest.since); left > 0 {
			w.again(left)
			return
		}
		w.open.Remove(w.open.Front())
		delete(w.places, oldest.conn)
		w.closed++
		_ = oldest.conn.Close() // its reader ends, and the server tells of it once more
	}
}

// again looks once more after some time. The lock is held.
func (w *waiting) again(after time.Duration) {
	if w.due {
		return
	}
	w.due = true
	time.AfterFunc(after, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.due = false
		w.evict()
	})
}
