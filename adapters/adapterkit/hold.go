package adapterkit

import "errors"

// ErrReading is why events are not handed over yet: those before them are being read.
var ErrReading = errors.New("reading what was missed")

// Hold keeps lanes of a queue from being handed over.
type Hold struct {
	q *Queue
	// covers tells which lanes are held; nil means all.
	covers func(lane string) bool
}

// Hold stops the handing over of all lanes until it is narrowed or released. It does not stop
// an event that is being handed over, nor a queue that is full or closed.
func (q *Queue) Hold() *Hold {
	q.mu.Lock()
	defer q.mu.Unlock()
	h := &Hold{q: q}
	q.holds[h] = struct{}{}
	return h
}

// Narrow restricts the hold to some lanes. It is called again when these have become fewer.
// covers must not use the queue.
func (h *Hold) Narrow(covers func(lane string) bool) {
	h.q.mu.Lock()
	defer h.q.mu.Unlock()
	h.covers = covers
	h.q.wake()
}

// Release ends the hold. It may be called more than once.
func (h *Hold) Release() {
	h.q.mu.Lock()
	defer h.q.mu.Unlock()
	delete(h.q.holds, h)
	h.q.wake()
}

// Held reports whether any lane can be held.
func (q *Queue) Held() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.holds) > 0
}

// Holds reports whether a lane is held.
func (q *Queue) Holds(lane string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.isHeld(lane)
}

// isHeld is called with the lock held.
func (q *Queue) isHeld(lane string) bool {
	for h := range q.holds {
		if h.covers == nil || h.covers(lane) {
			return true
		}
	}
	return false
}
