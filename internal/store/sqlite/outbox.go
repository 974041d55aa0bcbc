package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// How the outbox works.
const (
	// scanEvery is how often the database is searched for due timers, and for effects
	// that other processes saved. Searches take at most one part in scanShare of the time.
	scanEvery = time.Second
	scanShare = 20
	// errorWait is how long a lane waits that could not be read.
	errorWait = time.Second
)

// place is where effects are performed: a channel of a platform.
type place struct {
	platform bot.Platform
	channel  string
}

// lane names effects that are performed one after another: those of one conversation at one
// place, or one timer.
type lane struct {
	place
	conversation int64
	timer        int64 // the effect's id, of a timer
}

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

// Run performs what p serves, as port.Outbox says.
func (s *Store) Run(ctx context.Context, p port.Performer) error {
	o := s.outbox
	if err := o.begin(p.Serves()); err != nil {
		return err
	}
	defer o.end()
	// Tasks under way outlive ctx by a moment.
	tasks, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	// Workers are reused: the stack of a new goroutine would have to grow each time.
	var workers sync.WaitGroup
	jobs := make(chan job)
	worker := func(j job) {
		for ok := true; ok; j, ok = <-jobs {
			o.finish(j.lane, o.work(tasks, j.lane, j.rested, p))
		}
	}
	recording, stopRecording := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRecording()
	var recorder sync.WaitGroup
	recorder.Go(func() { o.keepRecording(recording) })
	scan := time.NewTimer(0)
	defer scan.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-scan.C:
			start := time.Now()
			if err := o.scan(ctx); err != nil && ctx.Err() == nil {
				s.log.Error().Ctx(ctx).Err(err).Msg("cannot search for due effects")
			}
			scan.Reset(max(scanEvery, scanShare*time.Since(start)))
		}
		for ctx.Err() == nil {
			j, ok := o.next()
			if !ok {
				break
			}
			select {
			case jobs <- j:
			default:
				workers.Go(func() { worker(j) })
			}
		}
	}
	close(jobs)
	// For as long it is attempted, too, to record what could not be.
	patience := time.AfterFunc(store.StopTimeout, stop)
	defer patience.Stop()
	workers.Wait()
	o.awaitRecorded(tasks)
	stopRecording()
	recorder.Wait()
	o.recordLast(ctx)
	if err := o.recordSettled(context.WithoutCancel(ctx)); err != nil {
		s.log.Error().Ctx(ctx).Err(err).Msg("outcomes not recorded: if the program ends now, these effects are performed again at the next start")
	}
	return nil
}

// Drain waits until nothing that Run serves is due.
func (s *Store) Drain(ctx context.Context) error {
	o := s.outbox
	defer context.AfterFunc(ctx, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.changed.Broadcast()
	})()
	o.mu.Lock()
	defer o.mu.Unlock()
	for ctx.Err() == nil && (o.serves == nil || !o.scanned || o.sched.working > 0 || o.sched.waiting > 0 || len(o.unrecorded) > 0 || len(o.handed) > 0) {
		o.changed.Wait()
	}
	return ctx.Err()
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

// OldestDue returns for how long the oldest effect is due that nothing in its own lane
// holds up, of what Run serves; 0 when none is. It counts from when the Run found it.
func (s *Store) OldestDue(context.Context) (oldest time.Duration, err error) {
	o := s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, st := range o.lanes {
		if !st.resting {
			oldest = max(oldest, time.Since(st.since))
		}
	}
	return oldest, nil
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
