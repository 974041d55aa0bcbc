package serving

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// stubStore is a store whose answers the test decides.
type stubStore struct {
	store.Store
	ping func(context.Context) error
	due  time.Duration
	down error
}

func (s *stubStore) Ping(ctx context.Context) error { return s.ping(ctx) }

func (s *stubStore) OldestDue(context.Context) (time.Duration, error) { return s.due, s.down }

// handler is an inbox that is a function.
type handler func(context.Context, event.Inbound) error

func (h handler) Handle(ctx context.Context, in event.Inbound) error { return h(ctx, in) }

// keeper is an adapter that keeps events.
type keeper struct {
	quiet
	oldest time.Time
}

func (k *keeper) OldestWaiting() time.Time { return k.oldest }

// handClock is a clock that the test sets.
type handClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func newTestServer(log zerolog.Logger, c *handClock, s store.Store, next port.Inbox, a port.Adapter) *Server {
	return &Server{
		log: log, store: s, now: c.now, troubles: newTroubleLog(), probe: newStoreProbe(s, c.now),
		links: []*link{{adapter: a, inbox: newInbox(next, c.now)}},
	}
}

// A database that hangs holds up neither the probe nor what it tells of events.
func TestReadinessSeesBlockedEvents(t *testing.T) {
	t.Parallel()
	c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	hang := make(chan struct{})
	s := &stubStore{ping: func(ctx context.Context) error {
		select {
		case <-hang:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
	begun, end := make(chan struct{}), make(chan struct{})
	var out lines
	a := newTestServer(zerolog.New(&out), c, s, handler(func(context.Context, event.Inbound) error {
		close(begun)
		<-end
		return nil
	}), quiet{})
	var handling sync.WaitGroup
	handling.Go(func() { _ = a.links[0].inbox.Handle(t.Context(), event.Inbound{}) })
	<-begun
	c.pass(12 * time.Second)
	for range 2 {
		r := a.check(t.Context())
		if r.Ready || r.Parts["board"] != "events wait since 12s: the database does not answer" || r.Parts["database"] != "does not answer" || r.Waiting["board"] != 12 {
			t.Errorf("it is %+v", r)
		}
	}
	if n := strings.Count(out.String(), "not ready: the events of board"); n != 1 {
		t.Errorf("the log tells %d times:\n%s", n, &out)
	}
	close(end)
	close(hang)
	handling.Wait()
	eventually(t, "it is ready", func() bool {
		c.pass(2 * probeEvery)
		r := a.check(t.Context())
		return r.Ready && r.Parts["board"] == "ok" && len(r.Waiting) == 0
	})
	if n := strings.Count(out.String(), "ready again: the events of board"); n != 1 {
		t.Errorf("the log tells %d times that it is over:\n%s", n, &out)
	}
}

// Events that fail one after the other wait as well, until one succeeds.
func TestReadinessSeesFailingEvents(t *testing.T) {
	t.Parallel()
	c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	err := errors.New("the database refuses")
	a := newTestServer(zerolog.Nop(), c, &stubStore{ping: func(context.Context) error { return nil }},
		handler(func(context.Context, event.Inbound) error { return err }), quiet{})
	for range 3 {
		_ = a.links[0].inbox.Handle(t.Context(), event.Inbound{})
		c.pass(3 * time.Second)
	}
	if r := a.check(t.Context()); r.Ready || r.Parts["board"] != "events wait since 9s" {
		t.Errorf("it is %+v", r)
	}
	c.pass(failureWindow) // it was one event, and nobody tries it again
	if r := a.check(t.Context()); !r.Ready {
		t.Errorf("it is %+v", r)
	}
	_ = a.links[0].inbox.Handle(t.Context(), event.Inbound{})
	err = nil
	_ = a.links[0].inbox.Handle(t.Context(), event.Inbound{})
	if r := a.check(t.Context()); !r.Ready {
		t.Errorf("it is %+v", r)
	}
}

// What an adapter keeps, and what the outbox does not get done, is seen too.
func TestReadinessSeesWhatWaits(t *testing.T) {
	t.Parallel()
	c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	k := &keeper{quiet: quiet{}}
	s := &stubStore{ping: func(context.Context) error { return nil }}
	a := newTestServer(zerolog.Nop(), c, s, handler(nil), k)
	if r := a.check(t.Context()); !r.Ready {
		t.Errorf("it is %+v", r)
	}
	k.oldest = c.now()
	c.pass(7 * time.Second)
	s.due = 10 * time.Second
	if r := a.check(t.Context()); r.Ready || r.Parts["board"] != "events wait since 7s" || r.Parts["outbox"] != "ok" || r.Waiting["outbox"] != 10 {
		t.Errorf("it is %+v", r)
	}
	k.oldest = time.Time{}
	s.due = 90 * time.Second
	c.pass(2 * probeEvery)
	if r := a.check(t.Context()); r.Ready || r.Parts["board"] != "ok" || r.Parts["outbox"] != "replies are due since 1m30s" {
		t.Errorf("it is %+v", r)
	}
	s.down = errors.New("10.0.0.1 does not let it start")
	c.pass(2 * probeEvery)
	if r := a.check(t.Context()); r.Ready || r.Parts["outbox"] != "does not deliver" || r.Parts["database"] != "ok" {
		t.Errorf("it is %+v", r)
	}
}

// Many who ask at the same time are one question to the database.
func TestProbesShareAnAnswer(t *testing.T) {
	t.Parallel()
	c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	var mu sync.Mutex
	asked := 0
	p := newStoreProbe(&stubStore{ping: func(context.Context) error {
		mu.Lock()
		defer mu.Unlock()
		asked++
		return nil
	}}, c.now)
	for range 3 {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if state := p.check(t.Context()); state.ping != nil {
					t.Error(state.ping)
				}
			})
		}
		all.Wait()
		c.pass(2 * probeEvery)
	}
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
}

// The log names what is wrong with the database once, also where nobody probes and
// nothing waits, again when it is something else, and once when it is well.
func TestWatchNamesTheCause(t *testing.T) {
	t.Parallel()
	c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	var ping error
	asked := 0
	var out lines
	s := &stubStore{ping: func(context.Context) error {
		asked++
		return ping
	}}
	full := &store.TroubleError{Err: errors.New("database or disk is full (13)"), Fix: "the disk is full: free space on /data"}
	locked := &store.TroubleError{Err: errors.New("database is locked (5)"), Fix: "another process holds the database's lock"}
	failing := errors.New("commit: database or disk is full (13)")
	a := newTestServer(zerolog.New(&out), c, s, handler(func(context.Context, event.Inbound) error { return failing }), quiet{})
	ticks := 0
	glance := func(n int) {
		for range n {
			a.watchOnce(t.Context(), ticks)
			ticks++
			c.pass(watchEvery)
		}
	}
	glance(2 * pingTicks)
	if out.String() != "" || asked != 2 {
		t.Errorf("asked %d times while all is well:\n%s", asked, &out)
	}
	for _, err := range []error{full, full, locked} {
		ping = fmt.Errorf("ping: %w", err)
		glance(pingTicks)
	}
	ping = nil
	glance(pingTicks)
	for text, want := range map[string]int{
		`{"level":"error","error":"ping: the disk is full: free space on /data: database or disk is full (13)"`: 1,
		`"ping: another process holds the database's lock: `:                                                    1,
		"not ready: the database":   2,
		"ready again: the database": 1,
	} {
		if n := strings.Count(out.String(), text); n != want {
			t.Errorf("%d times %s:\n%s", n, text, &out)
		}
	}
	// An event that fails has the database looked at, and its cause told.
	ping = full
	_ = a.links[0].inbox.Handle(t.Context(), event.Inbound{})
	c.pass(maxEventAge + time.Second)
	ticks = 1
	glance(1)
	if text := out.String(); strings.Count(text, "free space on /data") != 2 || !strings.Contains(text, "the database does not answer: commit: database or disk is full (13)") {
		t.Errorf("the log says:\n%s", text)
	}
	if body := a.check(t.Context()); strings.Contains(body.Parts["board"], "13") || body.Parts["database"] != "does not answer" {
		t.Errorf("a probe is told %v", body.Parts)
	}
}

// catchingUp is an adapter that reads what was missed.
type catchingUp struct {
	*keeper
	err error
}

func (c *catchingUp) Ready() error { return c.err }

// Events that wait for what was missed before them are no fault: readiness tells the
// reason, and the log of no error.
func TestReadinessWhileReading(t *testing.T) {
	t.Parallel()
	c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	var out lines
	k := &catchingUp{&keeper{quiet: quiet{}, oldest: c.now()}, adapterkit.ErrReading}
	a := newTestServer(zerolog.New(&out), c, &stubStore{ping: func(context.Context) error { return nil }}, handler(nil), k)
	c.pass(12 * time.Second)
	if r := a.check(t.Context()); r.Ready || r.Parts["board"] != "reading what was missed" || r.Waiting["board"] != 12 || out.String() != "" {
		t.Errorf("it is %+v; the log:\n%s", r, &out)
	}
	k.err, k.oldest = nil, time.Time{}
	if r := a.check(t.Context()); !r.Ready {
		t.Errorf("it is %+v", r)
	}
}
