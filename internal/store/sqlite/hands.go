package sqlite

import (
	"slices"
	"time"
)

// How long to rely on what is at hand.
const (
	// maxAtHand is how many effects are kept at hand, from their turn until they are
	// performed; others are read again.
	maxPrefetched = 1024
	// sureFor is how long the outbox is sure of an effect, since other processes may
	// write to the database too. It takes longer for a message to reach anybody.
	trustedFor = 100 * time.Millisecond
)

// dueItem is an effect that is due as soon as its turn is saved.
type dueItem struct {
	lane
	item
}

// hands is what is known of a lane without asking the database.
type prefetch struct {
	// atHand are effects of the lane as they were saved, and never tried since, in
	// order; last is the last one that was taken to be performed.
	prefetched []prefetchedItem
	last       int64
	// whole tells that atHand is all that waits, beside what is being performed. It
	// holds in the era given.
	complete   bool
	generation int
}

// heldItem is an effect at hand.
type prefetchedItem struct {
	item
	since time.Time
}

// hand gives the effects of a turn to their lanes. The writer calls it when they are
// saved, before anything else is: so no lane can end in between that performed one
// of them, and what is at hand stands in the order of the database.
func (o *outbox) prefetch(s saved) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.retry()
	if s.ownerChanged {
		o.generation++ // what is at hand names another owner
	}
	now := time.Now()
	for _, d := range s.due {
		if !o.served(d.place) {
			continue
		}
		o.add(d.lane)
		st := o.lanes[d.lane]
		switch {
		case d.id <= st.last: // it was found in the database already
			continue
		case s.complete && d.id == s.due[0].id:
			o.dropAll(st)
			st.complete, st.generation = true, o.generation
		}
		if o.prefetched >= maxPrefetched {
			st.complete = false
			continue
		}
		o.prefetched++
		st.prefetched = append(st.prefetched, prefetchedItem{d.item, now})
	}
}

// distrust makes the outbox ask the database about all that it has at hand: something
// else than a turn or the outbox itself has changed effects, or another process has
// changed anything.
func (o *outbox) invalidate() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.generation++
}

// sure returns the first effect of a lane, false where the lane is empty; it is not
// sure where only the database can tell.
//
// An effect is known with its owner from the transaction that saved it, and that of
// its lane nothing else waited then. Since then this process has changed neither, or
// hand and distrust would know; whether another one has, the writer looks at each
// transaction, so also when the effect before it was settled.
func (o *outbox) trusted(l lane) (i item, ok, trusted bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st := o.lanes[l]
	switch {
	case st == nil, !st.complete, st.generation != o.generation:
		return i, false, false
	case len(st.prefetched) == 0:
		return i, false, true
	case time.Since(st.prefetched[0].since) > trustedFor:
		return i, false, false
	}
	return o.pop(st, 0), true, true
}

// take returns an effect of a lane that is at hand and that the database tells is the
// first, once: after a try it is not as it was.
func (o *outbox) takePrefetched(l lane, id int64) (i item, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st := o.lanes[l]
	if st == nil { // of a Run that has ended
		return i, false
	}
	st.last = id
	n := slices.IndexFunc(st.prefetched, func(h prefetchedItem) bool { return h.id == id })
	if n < 0 {
		return i, false
	}
	return o.pop(st, n), true
}

func (o *outbox) pop(st *laneState, n int) item {
	i := st.prefetched[n].item
	st.prefetched = slices.Delete(st.prefetched, n, n+1)
	st.last = i.id
	o.prefetched--
	return i
}

// letGo forgets what is at hand of a lane.
func (o *outbox) dropAll(st *laneState) {
	o.prefetched -= len(st.prefetched)
	st.prefetched, st.complete = nil, false
}
