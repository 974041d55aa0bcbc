package adapterkit

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// The bounds of the events that one adapter keeps while they cannot be handed over.
const (
	// MaxEvents is how many events are kept, and MaxBytes how many bytes they have.
	MaxEvents = 4096
	MaxBytes  = 16 << 20
	// MinWait is about how long the second try waits, and MaxWait the longest time
	// between two tries.
	MinWait = 125 * time.Millisecond
	MaxWait = 2 * time.Second
)

const (
	// maxTries is how often an event is tried while others succeed in between: then
	// it is the event that is broken, not the store.
	maxTries = 100
	// maxFailing is how many tries in a row may fail until the store counts as away.
	maxFailing = 3
	// closeTime is how long Close goes on with what has come.
	closeTime = 3 * time.Second
)

// ErrClosed is why an event is lost that waited when the queue was closed.
var ErrClosed = errors.New("the process stops")

// Event is something that waits to be handed over.
type Event struct {
	// Lane names the events that must stay in order.
	Lane string
	// Size is about how many bytes the event holds.
	Size int
	// Do hands the event over. It is called until it returns nil or a final error.
	Do func(ctx context.Context) error
	// Done, if not nil, is told once how it ended: nil when the event was handed over.
	Done func(err error)
}

// QueueOptions are what a queue needs to know.
type QueueOptions struct {
	// Workers is how many events are handed over at a time.
	Workers int
	// MaxEvents and MaxBytes bound what waits; 0 means the package's bounds.
	MaxEvents, MaxBytes int
	// IsFinal reports an error that no repetition makes better; nil means none.
	IsFinal func(err error) bool
	// Now tells the time.
	Now func() time.Time
	// After is time.After where it is nil.
	After func(d time.Duration) <-chan time.Time
	// Recovered, if not nil, is called after a first success that follows refused
	// events, with how many were refused and when the first one was.
	Recovered func(refused int, since time.Time)
}

// Queue keeps events in lanes until they are handed over. It is safe for concurrent
// use.
type Queue struct {
	o        QueueOptions
	ctx      context.Context //nolint:containedctx // that of the work, which outlives the calls that add to it
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
	// changed is closed and made anew whenever somebody who waits may go on.
	changed chan struct{}
	// successes counts what was handed over, and failing the failures since then.
	successes, failing int
	// failure is why the latest try failed; nil after a success.
	failure      error
	refused      int
	refusedSince time.Time
}

type lane struct{ waiting []*waiting }

// waiting is an event in its lane. It is inserted if it comes from before its place, and
// running while it is handed over.
type waiting struct {
	Event
	added             time.Time
	inserted, running bool
	// failed counts the tries that failed although other events were handed over since
	// the try before, and seen is how many had been by then.
	tries, failed, seen int
}

// NewQueue returns a queue. Its work goes on until Close, also when ctx ends.
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

// Add appends an event to its lane. It returns false where the event is refused: the
// queue is full and events are not being handed over, or it is closed. While they are,
// it waits for room until ctx ends.
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

// TryAdd appends an event to its lane as Add does, and never waits.
func (q *Queue) TryAdd(e Event) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.isFull(e.Size) && q.put(&waiting{Event: e, added: q.o.Now()})
}

// Insert puts an event in its lane before those that were added at a time or later, and
// after those that were inserted there. It waits for room, and returns false where ctx
// ends before, or the queue is closed.
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
		q.change() // a full queue is not held
	}
	return true
}

// isAfter reports an event before which another one is inserted.
func (w *waiting) isAfter(other *waiting) bool {
	return !w.running && !w.inserted && !w.added.Before(other.added)
}

// isFull is called with the lock held. A single event beyond the bound in bytes is
// taken into an empty queue.
func (q *Queue) isFull(size int) bool {
	return q.events >= q.o.MaxEvents || q.events > 0 && q.bytes+size > q.o.MaxBytes
}

// wait waits until something has changed. It is called with the lock held, and gives
// it up meanwhile.
func (q *Queue) wait(ctx context.Context) {
	changed := q.changed
	q.mu.Unlock()
	defer q.mu.Lock()
	select {
	case <-changed:
	case <-ctx.Done():
	}
}

// change is called with the lock held.
func (q *Queue) change() {
	close(q.changed)
	q.changed = make(chan struct{})
}

// Failure returns why events are not handed over; nil where none has failed since the
// last one that was.
func (q *Queue) Failure() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.failure
}

// OldestWaiting returns since when the oldest event waits; the zero time where none
// does.
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

// Len returns how many events wait, and how many bytes they have.
func (q *Queue) Len() (events, bytes int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.events, q.bytes
}

// Close takes nothing more and hands over what has come: each event is tried once
// more, and a lane is given up where that fails, or when the time for it has passed.
// It returns how many events were not handed over.
func (q *Queue) Close() (lost int) {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.stopping)
		q.change()
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

// work hands over the events of a lane until none is left.
func (q *Queue) work(name string, l *lane) {
	for {
		w := q.head(name, l)
		if w == nil {
			return
		}
		q.slots <- struct{}{}
		err := q.ctx.Err()
		if err == nil {
			err = w.Do(q.ctx)
		}
		<-q.slots
		wait, ended, lost := q.judge(l, w, err)
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

// head returns the first event of a lane when it may be handed over; nil ends the lane.
func (q *Queue) head(name string, l *lane) *waiting {
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

// judge takes note of how a try went. It returns how long to wait for the next one, or
// that the event has ended, or that the lane is lost.
func (q *Queue) judge(l *lane, w *waiting, err error) (wait time.Duration, ended, lost bool) {
	q.mu.Lock()
	w.tries++
	w.running = false
	if err != nil && (q.o.IsFinal == nil || !q.o.IsFinal(err)) {
		q.note(w, err)
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
	q.change()
	q.mu.Unlock()
	if refused > 0 && q.o.Recovered != nil {
		q.o.Recovered(refused, since)
	}
	return 0, true, false
}

// note takes note of a failed try. It is called with the lock held.
func (q *Queue) note(w *waiting, err error) {
	q.failure = err
	if w.tries > 1 && q.successes != w.seen {
		w.failed++
	}
	w.seen = q.successes
	if q.failing++; q.failing == maxFailing {
		q.change()
	}
}

// lose tells the events of a lane that they are not handed over. They stay counted, so
// that Close knows how many there were.
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

// Backoff returns how long to wait after a number of tries: twice as long each time up
// to MaxWait, and up to half of that less, so that many do not come at the same moment.
func Backoff(tries int) time.Duration {
	wait := min(MinWait<<min(max(tries-1, 0), 10), MaxWait)
	return wait/2 + rand.N(wait/2) //nolint:gosec // spreading needs no secrecy
}
