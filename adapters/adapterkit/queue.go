package adapterkit

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"aktivering/bot/port"
)

// Bounds of the events that one adapter keeps while they cannot be handed over.
const (
	// MaxEvents is how many events are kept, and MaxBytes how many bytes they have.
	MaxEvents = 4096
	MaxBytes  = 16 << 20
	// MinWait is about the time before the second try, and MaxWait the longest time between
	// two tries.
	MinWait = 125 * time.Millisecond
	MaxWait = 2 * time.Second
)

const (
	// maxTries is how often an event is tried while others succeed in between: then the
	// event is at fault, not the store.
	maxTries = 100
	// maxFailing is after how many failed tries in a row the store counts as away.
	maxFailing = 3
	// closeTime is how long Close hands over what waits.
	closeTime = 3 * time.Second
)

// ErrClosed is the error of an event that still waited when the queue was closed.
var ErrClosed = errors.New("the process stops")

// Event is an event that waits to be handed over.
type Event struct {
	// Lane is the same for events that must stay in order.
	Lane string
	// Size is about how many bytes the event holds.
	Size int
	// Do hands the event over. It is called until it returns nil or a final error.
	Do func(ctx context.Context) error
	// Done, if not nil, is called once: with nil when the event was handed over, else with
	// why it was given up.
	Done func(err error)
}

// QueueOptions are what a queue needs to know.
type QueueOptions struct {
	// Workers is how many events are handed over at a time.
	Workers int
	// MaxEvents and MaxBytes bound the events that wait; 0 means the package's bounds.
	MaxEvents, MaxBytes int
	// IsFinal reports an error that no other try changes; nil means that there is none.
	IsFinal func(err error) bool
	// Now returns the time.
	Now func() time.Time
	// After is time.After where it is nil.
	After func(d time.Duration) <-chan time.Time
	// Recovered, if not nil, is called after the first success that follows refused events:
	// with how many were refused, and when the first one was.
	Recovered func(refused int, since time.Time)
}

// Queue keeps events in lanes until they are handed over. It is safe for concurrent
// use.
type Queue struct {
	o        QueueOptions
	ctx      context.Context //nolint:containedctx // that of the workers, which outlive the calls that add events
	cancel   context.CancelFunc
	stopping chan struct{}
	slots    chan struct{}
	workers  sync.WaitGroup

	mu     sync.Mutex
	lanes  map[string]*lane
	events int
	bytes  int
	holds  map[*Hold]struct{}
	closed bool
	// changed is closed, and replaced, whenever a goroutine that waits may go on.
	changed chan struct{}
	// successes counts the events that were handed over, and failing the failures since the
	// latest of them.
	successes, failing int
	// failure is why the latest try failed; nil after a success.
	failure      error
	refused      int
	refusedSince time.Time
}

type lane struct{ waiting []*waiting }

// waiting is an event in its lane. inserted tells that it was put in front of others, and
// running that it is being handed over.
type waiting struct {
	Event
	added             time.Time
	inserted, running bool
	// failed counts the failed tries since whose predecessor other events were handed over,
	// and seen is how many had been by then.
	tries, failed, seen int
}

// do hands the event over once.
func (w *waiting) do(ctx context.Context) error { return w.Do(port.WithReceived(ctx, w.added)) }

// NewQueue returns a queue. It hands events over until Close, also when ctx ends.
func NewQueue(ctx context.Context, o QueueOptions) *Queue {
	if o.MaxEvents == 0 {
		o.MaxEvents = MaxEvents
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = MaxBytes
	}
	if o.After == nil {
		o.After = time.After
	}
	q := &Queue{
		o: o, stopping: make(chan struct{}), slots: make(chan struct{}, max(o.Workers, 1)),
		lanes: make(map[string]*lane), holds: make(map[*Hold]struct{}), changed: make(chan struct{}),
	}
	q.ctx, q.cancel = context.WithCancel(context.WithoutCancel(ctx))
	return q
}

// Add appends an event to its lane. While the queue is full, it waits for room until ctx
// ends. It returns false where the event is refused: the queue is full and the store is
// away, or the queue is closed.
func (q *Queue) Add(ctx context.Context, e Event) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.isFull(e.Size) && !q.closed {
		if q.failing >= maxFailing || ctx.Err() != nil {
			if q.refused++; q.refused == 1 {
				q.refusedSince = q.o.Now()
			}
			return false
		}
		q.wait(ctx)
	}
	return q.put(&waiting{Event: e, added: q.o.Now()})
}

// TryAdd appends an event to its lane as Add does, but never waits.
func (q *Queue) TryAdd(e Event) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.isFull(e.Size) && q.put(&waiting{Event: e, added: q.o.Now()})
}

// Insert puts an event in its lane in front of those that were added at a time or later, and
// behind those that were inserted there. It waits for room. It returns false where ctx ends
// before there is some, or the queue is closed.
func (q *Queue) Insert(ctx context.Context, e Event, at time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.isFull(e.Size) && !q.closed {
		if ctx.Err() != nil {
			return false
		}
		q.wait(ctx)
	}
	return q.put(&waiting{Event: e, added: at, inserted: true})
}

// put is called with the lock held.
func (q *Queue) put(w *waiting) bool {
	if q.closed {
		return false
	}
	l, ok := q.lanes[w.Lane]
	if !ok {
		l = new(lane)
		q.lanes[w.Lane] = l
		q.workers.Go(func() { q.work(w.Lane, l) })
	}
	i := len(l.waiting)
	for w.inserted && i > 0 && l.waiting[i-1].isAfter(w) {
		i--
	}
	l.waiting = slices.Insert(l.waiting, i, w)
	q.events++
	q.bytes += w.Size
	if q.isFull(0) {
		q.wake() // a full queue is not held
	}
	return true
}

// isAfter reports an event in front of which another one is inserted.
func (w *waiting) isAfter(other *waiting) bool {
	return !w.running && !w.inserted && !w.added.Before(other.added)
}

// isFull is called with the lock held. An empty queue accepts an event beyond the bound in
// bytes.
func (q *Queue) isFull(size int) bool {
	return q.events >= q.o.MaxEvents || q.events > 0 && q.bytes+size > q.o.MaxBytes
}

// wait waits until something has changed. It is called with the lock held, and releases it
// while it waits.
func (q *Queue) wait(ctx context.Context) {
	changed := q.changed
	q.mu.Unlock()
	defer q.mu.Lock()
	select {
	case <-changed:
	case <-ctx.Done():
	}
}

// wake wakes the goroutines that wait. It is called with the lock held.
func (q *Queue) wake() {
	close(q.changed)
	q.changed = make(chan struct{})
}

// Failure returns the error of the latest try; nil where that succeeded.
func (q *Queue) Failure() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.failure
}

// OldestWaiting returns since when the oldest event waits; the zero time where none
// waits.
func (q *Queue) OldestWaiting() (oldest time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.lanes {
		if len(l.waiting) > 0 && (oldest.IsZero() || l.waiting[0].added.Before(oldest)) {
			oldest = l.waiting[0].added
		}
	}
	return oldest
}

// Len returns the number of events that wait, and their bytes.
func (q *Queue) Len() (events, bytes int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.events, q.bytes
}

// Close accepts no more events and hands over those that wait: each is tried once more, and
// its lane is given up where that fails, or after closeTime. It returns how many events were
// not handed over.
func (q *Queue) Close() (lost int) {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.stopping)
		q.wake()
	}
	q.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		q.workers.Wait()
	}()
	select {
	case <-ended:
	case <-q.o.After(closeTime):
		q.cancel()
		<-ended
	}
	q.cancel()
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.events
}

// work hands over the events of a lane until none waits.
func (q *Queue) work(name string, l *lane) {
	for {
		w := q.next(name, l)
		if w == nil {
			return
		}
		q.slots <- struct{}{}
		err := q.ctx.Err()
		if err == nil {
			err = w.do(q.ctx)
		}
		<-q.slots
		wait, ended, lost := q.record(l, w, err)
		switch {
		case lost:
			q.lose(l)
			return
		case ended:
			if w.Done != nil {
				w.Done(err)
			}
		default:
			select {
			case <-q.o.After(wait):
			case <-q.stopping: // and one last try
			}
		}
	}
}

// next waits until the first event of a lane may be handed over, and returns it; nil ends the
// lane.
func (q *Queue) next(name string, l *lane) *waiting {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.isHeld(name) && !q.closed && !q.isFull(0) {
		q.wait(q.ctx)
	}
	if len(l.waiting) == 0 {
		delete(q.lanes, name)
		return nil
	}
	l.waiting[0].running = true
	return l.waiting[0]
}

// record records how a try went. It returns how long to wait for the next one, or that the
// event has ended, or that the lane is lost.
func (q *Queue) record(l *lane, w *waiting, err error) (wait time.Duration, ended, lost bool) {
	q.mu.Lock()
	w.tries++
	w.running = false
	if err != nil && (q.o.IsFinal == nil || !q.o.IsFinal(err)) {
		q.recordFailure(w, err)
		if q.closed || w.failed < maxTries {
			defer q.mu.Unlock()
			return Backoff(w.tries), false, q.closed
		}
	}
	l.waiting[0] = nil
	l.waiting = l.waiting[1:]
	q.events--
	q.bytes -= w.Size
	refused, since := 0, q.refusedSince
	if err == nil {
		q.successes++
		q.failure = nil
		refused, q.refused, q.failing = q.refused, 0, 0
	}
	q.wake()
	q.mu.Unlock()
	if refused > 0 && q.o.Recovered != nil {
		q.o.Recovered(refused, since)
	}
	return 0, true, false
}

// recordFailure records a failed try. It is called with the lock held.
func (q *Queue) recordFailure(w *waiting, err error) {
	q.failure = err
	if w.tries > 1 && q.successes != w.seen {
		w.failed++
	}
	w.seen = q.successes
	if q.failing++; q.failing == maxFailing {
		q.wake()
	}
}

// lose ends the events of a lane with ErrClosed. They stay counted, so that Close can return
// their number.
func (q *Queue) lose(l *lane) {
	q.mu.Lock()
	list := l.waiting
	l.waiting = nil
	q.mu.Unlock()
	for _, w := range list {
		if w.Done != nil {
			w.Done(ErrClosed)
		}
	}
}

// Backoff returns how long to wait after a number of tries: twice as long each time, up to
// MaxWait, and up to half of that less, so that many do not try at the same moment.
func Backoff(tries int) time.Duration {
	wait := min(MinWait<<min(max(tries-1, 0), 10), MaxWait)
	return wait/2 + rand.N(wait/2) //nolint:gosec // spreading needs no secrecy
}
