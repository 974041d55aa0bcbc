package app

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// waiting bounds the connections that wait for a request: new ones whose headers have
// not arrived, and those kept open after a request. When there are more, the one that
// has waited longest is closed, so that a new one, such as a health probe, gets in
// while somebody holds many open.
type waiting struct {
	max int

	mu sync.Mutex
	// open holds every waiting net.Conn, the one that has waited longest in front.
	open   list.List
	places map[net.Conn]*list.Element
	closed int
}

func newWaiting(most int) *waiting {
	return &waiting{max: most, places: make(map[net.Conn]*list.Element)}
}

// note is the ConnState of an http.Server.
func (w *waiting) note(c net.Conn, state http.ConnState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if place, ok := w.places[c]; ok {
		w.open.Remove(place)
		delete(w.places, c)
	}
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	w.places[c] = w.open.PushBack(c)
	if len(w.places) <= w.max {
		return
	}
	if oldest, ok := w.open.Remove(w.open.Front()).(net.Conn); ok {
		delete(w.places, oldest)
		w.closed++
		_ = oldest.Close() // its reader ends, and the server tells of it once more
	}
}
