package sqlite

import (
	"errors"
	"sync"
	"time"

	"aktivering/bot"
)

// outbox performs the effects of a store. Lanes are worked on in parallel. The database holds
// all effects; the outbox keeps only which lanes are known to have something due.
type outbox struct {
	store *Store

	mu sync.Mutex
	// changed is broadcast when a lane has ended or was found.
	changed    *sync.Cond
	serves     []bot.Address // what Run serves, nil without a Run
	scanned    bool          // by that Run
	lanes      map[lane]*laneState
	sched      scheduler
	prefetched int // on all lanes
	generation int
	wake       chan struct{}

	// handed are the lanes whose effect was handed over, and settled those of them whose effect
	// is done and not recorded yet. They outlast Run.
	handed  map[lane]*laneState
	settled []settledItem

	// unrecorded are outcomes that could not be recorded yet, at most one for each lane.
	// They outlast Run.
	unrecorded map[lane]outcome
	// halted tells that no task begins, since the database has failed; failing is
	// signalled then.
	halted  bool
	failing chan struct{}
	// written is signalled when a write has succeeded while the outbox is halted.
	written chan struct{}
}

// laneState is the state of a lane that has something to do.
type laneState struct {
	// active lanes are worked on, resting ones wait for their timer, and closed ones
	// for their outcome to be recorded; others stand in the queue.
	active, resting, closed bool
	// since is when its first effect was found due, unless it rests.
	since time.Time
	// rested is the id of the effect whose wait is over, as a timer has measured it: the
	// wall clock may have been set meanwhile.
	rested int64
	// more tells that something was added to an active lane.
	more bool
	prefetch
}

// settledItem is an effect that was handed over and is done.
type settledItem struct {
	lane
	id int64
}

func newOutbox(s *Store, workers map[bot.Platform]int) *outbox {
	o := &outbox{
		store: s, lanes: make(map[lane]*laneState), handed: make(map[lane]*laneState), wake: make(chan struct{}, 1),
		unrecorded: make(map[lane]outcome), failing: make(chan struct{}, 1), written: make(chan struct{}, 1),
	}
	o.sched.limits = workers
	o.sched.reset()
	o.changed = sync.NewCond(&o.mu)
	return o
}

func (o *outbox) begin(serves []bot.Address) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.serves != nil {
		return errors.New("sqlite: the outbox runs already")
	}
	o.serves = append(make([]bot.Address, 0, len(serves)), serves...)
	for l := range o.unrecorded {
		if o.served(l.place) {
			o.lanes[l] = &laneState{closed: true, since: time.Now()}
		}
	}
	for l, st := range o.handed {
		if o.served(l.place) {
			o.lanes[l] = st
		}
	}
	if len(o.unrecorded) > 0 || o.halted {
		o.halted = true
		select {
		case o.failing <- struct{}{}:
		default:
		}
	}
	return nil
}

func (o *outbox) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.serves, o.scanned, o.prefetched = nil, false, 0
	o.sched.reset()
	clear(o.lanes)
	o.changed.Broadcast()
}

// enqueue adds lanes that have something to do.
func (o *outbox) enqueue(lanes []lane) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range lanes {
		if o.served(l.place) {
			o.add(l)
		}
	}
}

func (o *outbox) served(p place) bool {
	for _, s := range o.serves {
		if s.Platform == p.platform && (s.Channel == "" || s.Channel == p.channel) {
			return true
		}
	}
	return false
}

// add puts a lane in the queue, unless it is in it already or waits for its time.
func (o *outbox) add(l lane) {
	st, known := o.lanes[l]
	switch {
	case !known:
		st = new(laneState)
		o.lanes[l] = st
		o.push(l, st)
	case st.active:
		st.more = true
	}
}

// push puts a lane in the queue for a worker.
func (o *outbox) push(l lane, st *laneState) {
	st.since = time.Now()
	o.sched.push(l)
	o.signal()
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// job is a lane that a worker takes, and its effect whose wait is over.
type job struct {
	lane
	rested int64
}

// pause tells how a lane continues after a worker has left it. The zero value is that of an
// empty lane.
type pause struct {
	// wait is how long it rests, and of the id of the effect that the rest is for, or 0.
	wait time.Duration
	of   int64
	// closed tells that an outcome of it is not recorded yet, and queued that it still has
	// something to do.
	closed, queued bool
}

// next takes a lane from the queue, if there is one and a worker is free.
func (o *outbox) next() (j job, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.halted {
		return j, false
	}
	l, ok := o.sched.next()
	if !ok {
		return j, false
	}
	st := o.lanes[l]
	j = job{l, st.rested}
	st.active, st.rested = true, 0
	return j, true
}

// mayContinue reports whether the next task of a lane may begin, the nth since a worker took
// the lane.
func (o *outbox) mayContinue(l lane, n int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n > 0 {
		o.lanes[l].since = time.Now()
	}
	return !o.halted
}

// finish ends the work on a lane: it is removed, rests, or goes to the end of the queue if
// something was added meanwhile.
func (o *outbox) finish(l lane, p pause) {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.changed.Broadcast()
	o.sched.done(l)
	o.leave(l, o.lanes[l], p)
}

// leave is finish for a lane that no worker of the outbox has.
func (o *outbox) leave(l lane, st *laneState, p pause) {
	st.active = false
	if _, kept := o.unrecorded[l]; p.closed && !kept { // it has been recorded already
		p = pause{queued: true}
	}
	switch {
	case p.closed:
		st.closed, st.more = true, false
		o.dropAll(st)
	case p.wait > 0:
		st.resting, st.more = true, false
		o.dropAll(st)
		time.AfterFunc(p.wait, func() { o.endRest(l, st, p.of) })
	case p.queued:
		since := st.since
		st.more, st.rested = false, p.of
		o.dropAll(st)
		o.push(l, st)
		st.since = since // nothing of it was performed
	case st.more:
		st.more = false
		o.push(l, st)
	default:
		delete(o.lanes, l)
		o.dropAll(st)
	}
	o.signal()
}

// endRest puts a lane back in the queue when its wait is over.
func (o *outbox) endRest(l lane, st *laneState, of int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lanes[l] == st && st.resting { // of this Run
		st.resting, st.rested = false, of
		o.push(l, st)
	}
}

// retry ends the wait for the next attempt at recording, if the outbox is halted.
func (o *outbox) retry() {
	if !o.halted {
		return
	}
	select {
	case o.written <- struct{}{}:
	default:
	}
}
