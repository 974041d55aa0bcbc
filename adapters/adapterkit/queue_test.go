package adapterkit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
)

var errAway = errors.New("the store is away")

// clock is a clock that the test advances. Advancing it ends every wait.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits []chan time.Time
	asked []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for _, w := range c.waits {
		w <- c.now
	}
	c.waits = nil
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := make(chan time.Time, 1)
	c.waits = append(c.waits, w)
	c.asked = append(c.asked, d)
	return w
}

// waiting returns the number of waits.
func (c *clock) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waits)
}

// store saves events, unless it is away.
type store struct {
	mu    sync.Mutex
	away  error
	tries int
	got   []string
}

func (s *store) take(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.away != nil {
		return s.away
	}
	s.got = append(s.got, name)
	return nil
}

func (s *store) is(away error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *store) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func (s *store) tried() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

func (s *store) event(lane, name string) adapterkit.Event {
	return adapterkit.Event{Lane: lane, Size: len(name), Do: func(context.Context) error { return s.take(name) }}
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never %s", what)
		}
	}
}

func newQueue(t *testing.T, c *clock, change func(*adapterkit.QueueOptions)) *adapterkit.Queue {
	t.Helper()
	o := adapterkit.QueueOptions{Workers: 4, Now: c.Now, After: c.After}
	if change != nil {
		change(&o)
	}
	q := adapterkit.NewQueue(t.Context(), o)
	t.Cleanup(func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			q.Close()
		}()
		until(t, "closed", func() bool {
			c.advance(time.Minute)
			select {
			case <-done:
				return true
			default:
				return false
			}
		})
	})
	return q
}

// While the store is away, events are tried again without end, at most MaxWait apart; then
// they are handed over once and in order.
func TestQueueKeepsEvents(t *testing.T) {
	c, s := newClock(), &store{away: errAway}
	q := newQueue(t, c, nil)
	const lanes, each = 3, 10
	var want [lanes][]string
	for i := range each {
		for l := range lanes {
			name := fmt.Sprintf("%d/%d", l, i)
			want[l] = append(want[l], name)
			if !q.Add(t.Context(), s.event(fmt.Sprint("lane ", l), name)) {
				t.Fatalf("%s is refused", name)
			}
		}
	}
	for round := range 200 { // much longer than half a minute
		until(t, "tried", func() bool { return s.tried() == lanes*(round+1) && c.waiting() == lanes })
		c.advance(adapterkit.MaxWait)
	}
	if waits := c.Now().Sub(q.OldestWaiting()); waits != 200*adapterkit.MaxWait {
		t.Errorf("the oldest event waits for %s", waits)
	}
	until(t, "tried once more", func() bool { return c.waiting() == lanes })
	s.is(nil)
	c.advance(adapterkit.MaxWait)
	until(t, "handed over", func() bool { return len(s.taken()) == lanes*each })
	var got [lanes][]string
	for _, name := range s.taken() {
		got[name[0]-'0'] = append(got[name[0]-'0'], name)
	}
	for l := range want {
		if !slices.Equal(got[l], want[l]) {
			t.Errorf("lane %d: got %v, want %v", l, got[l], want[l])
		}
	}
	for _, d := range c.asked {
		if d > adapterkit.MaxWait || d < adapterkit.MinWait/2 {
			t.Errorf("waited %s", d)
		}
	}
	until(t, "empty", func() bool { n, size := q.Len(); return n == 0 && size == 0 })
	if !q.OldestWaiting().IsZero() {
		t.Error("an empty queue has an oldest event")
	}
}

// The number and the bytes of the events are bounded. An event beyond the bound is refused
// while the store is away, and counted.
func TestQueueIsBounded(t *testing.T) {
	for _, test := range []struct {
		name          string
		events, bytes int
		kept          int
	}{{"events", 20, 1 << 20, 20}, {"bytes", 100, 50, 10}} {
		t.Run(test.name, func(t *testing.T) {
			c, s := newClock(), &store{away: errAway}
			type recovery struct {
				refused int
				since   time.Time
			}
			recovered := make(chan recovery, 10)
			q := newQueue(t, c, func(o *adapterkit.QueueOptions) {
				o.MaxEvents, o.MaxBytes = test.events, test.bytes
				o.Recovered = func(refused int, since time.Time) { recovered <- recovery{refused, since} }
			})
			add := func(i int) bool { return q.Add(t.Context(), s.event("lane", fmt.Sprintf("%05d", i))) }
			for i := range 3 {
				add(i)
			}
			for range 3 { // so that the store counts as away
				until(t, "tried", func() bool { return c.waiting() == 1 })
				c.advance(time.Second)
			}
			until(t, "tried", func() bool { return c.waiting() == 1 })
			first := c.Now()
			refused := 0
			for i := 3; i < 40; i++ {
				if !add(i) {
					refused++
				}
			}
			if refused != 40-test.kept {
				t.Errorf("%d are refused, want %d", refused, 40-test.kept)
			}
			if n, size := q.Len(); n != test.kept || size != 5*test.kept {
				t.Errorf("%d events with %d bytes are kept", n, size)
			}
			s.is(nil)
			c.advance(time.Second)
			until(t, "handed over", func() bool { return len(s.taken()) == test.kept })
			if r := <-recovered; r != (recovery{refused, first}) {
				t.Errorf("told of %+v, want %d since %s", r, refused, first)
			}
			if !add(41) {
				t.Error("a queue with room refuses an event")
			}
			until(t, "handed over", func() bool { return len(s.taken()) == test.kept+1 })
			if len(recovered) > 0 {
				t.Error("refused events are told of twice")
			}
		})
	}
}

// While the store saves events, Add waits for room in a full queue and refuses nothing.
func TestQueueWaitsForRoom(t *testing.T) {
	c, s := newClock(), new(store)
	q := newQueue(t, c, func(o *adapterkit.QueueOptions) { o.MaxEvents = 4 })
	for i := range 500 {
		if !q.Add(t.Context(), s.event(strconv.Itoa(i%7), strconv.Itoa(i))) {
			t.Fatalf("%d is refused", i)
		}
	}
	until(t, "handed over", func() bool { return len(s.taken()) == 500 })
	defer q.Hold().Release()
	hold := make(chan struct{})
	for i := range 4 {
		q.Add(t.Context(), adapterkit.Event{Lane: strconv.Itoa(i), Do: func(context.Context) error { <-hold; return nil }})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if q.Add(ctx, s.event("x", "x")) || q.TryAdd(s.event("x", "x")) {
		t.Error("there is room for more than the bound")
	}
	close(hold)
}

// An event that fails while others succeed is given up after many tries, so that its lane
// goes on; an event with a final error is given up at once.
func TestQueueGivesUpBrokenEvents(t *testing.T) {
	c, s := newClock(), new(store)
	errFinal := errors.New("unreadable")
	q := newQueue(t, c, func(o *adapterkit.QueueOptions) {
		o.IsFinal = func(err error) bool { return errors.Is(err, errFinal) }
	})
	ended := make(chan error, 2)
	done := func(err error) { ended <- err }
	q.Add(t.Context(), adapterkit.Event{Lane: "a", Do: func(context.Context) error { return errFinal }, Done: done})
	if err := <-ended; !errors.Is(err, errFinal) {
		t.Errorf("ended with %v", err)
	}
	tries := 0
	q.Add(t.Context(), adapterkit.Event{Lane: "a", Do: func(context.Context) error { tries++; return errAway }, Done: done})
	q.Add(t.Context(), s.event("a", "behind it"))
	others := 0
	until(t, "given up", func() bool {
		select {
		case err := <-ended:
			return errors.Is(err, errAway)
		default:
		}
		if c.waiting() == 1 { // it has failed again
			others++
			q.Add(t.Context(), s.event("b", "b"))
			until(t, "handed over", func() bool { return strings.Count(strings.Join(s.taken(), ""), "b") >= others })
			c.advance(time.Second)
		}
		return false
	})
	if tries < 100 {
		t.Errorf("given up after %d tries", tries)
	}
	until(t, "gone on", func() bool { return slices.Contains(s.taken(), "behind it") })
}

// A held queue hands over nothing; missed events are inserted in front of live ones.
func TestQueueInsert(t *testing.T) {
	c, s := newClock(), new(store)
	q := newQueue(t, c, nil)
	hold := q.Hold()
	q.Add(t.Context(), s.event("a", "before"))
	c.advance(time.Second)
	back := c.Now()
	for _, name := range []string{"live 1", "live 2"} {
		q.Add(t.Context(), s.event("a", name))
		c.advance(time.Second)
	}
	for _, name := range []string{"missed 1", "missed 2"} {
		if !q.Insert(t.Context(), s.event("a", name), back) {
			t.Fatal("not inserted")
		}
	}
	if got := s.taken(); len(got) > 0 {
		t.Errorf("held, and handed over %v", got)
	}
	hold.Release()
	hold.Release()
	until(t, "handed over", func() bool { return len(s.taken()) == 5 })
	if got := strings.Join(s.taken(), ", "); got != "before, missed 1, missed 2, live 1, live 2" {
		t.Errorf("got %s", got)
	}
}

// A full queue is not held, so that there will be room for missed events.
func TestFullQueueIsNotHeld(t *testing.T) {
	c, s := newClock(), new(store)
	q := newQueue(t, c, func(o *adapterkit.QueueOptions) { o.MaxEvents = 2 })
	defer q.Hold().Release()
	for i := range 10 {
		if !q.Insert(t.Context(), s.event("a", strconv.Itoa(i)), c.Now()) {
			t.Fatal("not inserted")
		}
	}
	until(t, "handed over", func() bool { return len(s.taken()) >= 9 })
}

// Close hands over the events that wait, and does not wait for a store that is away.
func TestQueueClose(t *testing.T) {
	c, s := newClock(), new(store)
	q := adapterkit.NewQueue(t.Context(), adapterkit.QueueOptions{Workers: 4, Now: c.Now, After: c.After})
	q.Hold()
	for i := range 20 {
		q.Add(t.Context(), s.event(strconv.Itoa(i%3), strconv.Itoa(i)))
	}
	if lost := q.Close(); lost != 0 || len(s.taken()) != 20 {
		t.Errorf("%d lost, %d handed over", lost, len(s.taken()))
	}
	if q.Add(t.Context(), s.event("a", "late")) || q.Insert(t.Context(), s.event("a", "late"), c.Now()) {
		t.Error("a closed queue takes events")
	}

	s = &store{away: errAway}
	q = adapterkit.NewQueue(t.Context(), adapterkit.QueueOptions{Workers: 4, Now: c.Now, After: c.After})
	ended := make(chan error, 20)
	for i := range 20 {
		e := s.event(strconv.Itoa(i%3), strconv.Itoa(i))
		e.Done = func(err error) { ended <- err }
		q.Add(t.Context(), e)
	}
	until(t, "tried", func() bool { return s.tried() == 3 })
	if lost := q.Close(); lost != 20 || len(ended) != 20 || !errors.Is(<-ended, adapterkit.ErrClosed) {
		t.Errorf("%d lost, %d told", lost, len(ended))
	}
	if n := s.tried(); n > 6 {
		t.Errorf("tried %d times", n)
	}

	// A try that hangs is canceled after a time.
	q = adapterkit.NewQueue(t.Context(), adapterkit.QueueOptions{Workers: 1, Now: c.Now, After: c.After})
	began := make(chan struct{})
	q.Add(t.Context(), adapterkit.Event{Lane: "a", Do: func(ctx context.Context) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	}})
	<-began
	closed := make(chan int)
	go func() { closed <- q.Close() }()
	until(t, "interrupted", func() bool {
		c.advance(time.Minute)
		select {
		case lost := <-closed:
			return lost == 1
		default:
			return false
		}
	})
}

// Soon gives up when its context ends.
func TestSoonGivesUp(t *testing.T) {
	errFinal := errors.New("unreadable")
	isFinal := func(err error) bool { return errors.Is(err, errFinal) }
	tries := 0
	err := new(adapterkit.Callers).Soon(t.Context(), isFinal, func(context.Context) error {
		if tries++; tries < 3 {
			return errAway
		}
		return nil
	})
	if err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
	tries = 0
	if err := new(adapterkit.Callers).Soon(t.Context(), isFinal, func(context.Context) error { tries++; return errFinal }); !errors.Is(err, errFinal) || tries != 1 {
		t.Errorf("%d tries, %v", tries, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = new(adapterkit.Callers).Soon(ctx, isFinal, func(context.Context) error { cancel(); return errAway })
	if !errors.Is(err, errAway) && !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}

	// Soon does not wait for a call that does not heed its context.
	hangs := make(chan struct{})
	defer close(hangs)
	ctx, cancel = context.WithCancel(t.Context())
	err = new(adapterkit.Callers).Soon(ctx, isFinal, func(context.Context) error { cancel(); <-hangs; return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestQueueReportsItsFailure(t *testing.T) {
	c, s := newClock(), new(store)
	q := newQueue(t, c, nil)
	full := errors.New("the disk is full")
	s.is(full)
	q.Add(t.Context(), s.event("a", "1"))
	until(t, "failed", func() bool { return errors.Is(q.Failure(), full) })
	s.is(nil)
	until(t, "handed over", func() bool { c.advance(time.Minute); return len(s.taken()) == 1 })
	until(t, "well", func() bool { return q.Failure() == nil })
}

// When a call does not return in time, the error is that of the call before.
func TestSoonReturnsTheCause(t *testing.T) {
	full := errors.New("the disk is full")
	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err := new(adapterkit.Callers).Soon(ctx, func(error) bool { return false }, func(context.Context) error {
		if tries++; tries == 1 {
			return full
		}
		cancel()
		select {} // it does not heed its context
	})
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}
