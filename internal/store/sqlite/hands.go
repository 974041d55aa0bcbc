package sqlite

import (
	"slices"
	"time"
)

// How long to rely on what is at hand.
const (
	// maxAtHand is how many effects are kept at hand, from their turn until they are
	// performed; others are read again.
	maxAtHand = 1024
	// sureFor is how long the outbox is sure of an effect, since other processes may
	// write to the database too. It takes longer for a message to reach anybody.
	sureFor = 100 * time.Millisecond
)

// dueItem is an effect that is due as soon as its turn is saved.
type dueItem struct {
	lane
	item
}

// hands is what is known of a lane without asking the database.
type hands struct {
	// atHand are effects of the lane as they were saved, and never tried since, in
	// order; last is the last one that was taken to be performed.
	atHand []heldItem
	last   int64
	// whole tells that atHand is all that waits, beside what is being performed. It
	// holds in the era given.
	whole bool
	era   int
}

// heldItem is an effect at hand.
type heldItem struct {
	item
	since time.Time
}

// hand gives the effects of a turn to their lanes. The writer calls it when they are
// saved, before anything else is: so no lane can end in between that performed one
// of them, and what is at hand stands in the order of the database.
func (o *outbox) hand(s saved) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.retry()
	if s.moved {
		o.era++ // what is at hand names another owner
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
		case s.only && d.id == s.due[0].id:
			o.letGo(st)
			st.whole, st.era = true, o.era
		}
		if o.atHand >= maxAtHand {
			st.whole = false
			continue
		}
		o.atHand++
		st.atHand = append(st.atHand, heldItem{d.item, now})
	}
}

// distrust makes the outbox ask the database about all that it has at hand: something
// else than a turn or the outbox itself has changed effects, or another process has
// changed anything.
func (o *outbox) distrust() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.era++
}

// sure returns the first effect of a lane, false where the lane is empty; it is not
// sure where only the database can tell.
//
// An effect is known with its owner from the transaction that saved it, and that of
// its lane nothing else waited then. Since then this process has changed neither, or
// hand and distrust would know; whether another one has, the writer looks at each
// transaction, so also when the effect before it was settled.
func (o *outbox) sure(l lane) (i item, ok, sure bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st := o.lanes[l]
	switch {
	case st == nil, !st.whole, st.era != o.era:
		return i, false, false
	case len(st.atHand) == 0:
		return i, false, true
	case time.Since(st.atHand[0].since) > sureFor:
		return i, false, false
	}
	return o.pull(st, 0), true, true
}

// take returns an effect of a lane that is at hand and that the database tells is the
// first, once: after a try it is not as it was.
func (o *outbox) take(l lane, id int64) (i item, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st := o.lanes[l]
	if st == nil { // of a Run that has ended
		return i, false
	}
	st.last = id
	n := slices.IndexFunc(st.atHand, func(h heldItem) bool { return h.id == id })
	if n < 0 {
		return i, false
	}
	return o.pull(st, n), true
}

func (o *outbox) pull(st *laneState, n int) item {
	i := st.atHand[n].item
	st.atHand = slices.Delete(st.atHand, n, n+1)
	st.last = i.id
	o.atHand--
	return i
}

// letGo forgets what is at hand of a lane.
func (o *outbox) letGo(st *laneState) {
	o.atHand -= len(st.atHand)
	st.atHand, st.whole = nil, false
}
