package serving

import (
	"context"
	"sync"
	"time"

	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/limit"
	"aktivering/internal/observe"
)

// failureWindow is how long a failed event counts as waiting: the adapter, or the
// platform, hands it over again within that time.
const failureWindow = 30 * time.Second

// inbox passes the events of one adapter on, and knows since when one waits: an
// event in progress, or one that failed and nothing succeeded since.
type inbox struct {
	next port.Inbox
	now  func() time.Time
	// limiter tells what is answered; nil is all.
	limiter *limit.Limiter

	mu    sync.Mutex
	last  uint64
	begun map[uint64]time.Time
	// failed is when the first event began that failed since the last success, and
	// failure when the latest failed.
	failed, failure time.Time
	// why is what the latest failure was.
	why error
	// observed is told of each event.
	observed observed
}

func newInbox(next port.Inbox, now func() time.Time) *inbox {
	return &inbox{next: next, now: now, begun: make(map[uint64]time.Time)}
}

// Handle passes an event on.
func (i *inbox) Handle(ctx context.Context, in event.Inbound) (err error) {
	in.Limited = i.limiter.Limit(in)
	ctx, end := i.taking(ctx, in)
	defer func() { end(err) }()
	return i.next.Handle(ctx, in)
}

// Respond passes an event on whose reply the adapter can show in its response.
func (i *inbox) Respond(ctx context.Context, in event.Inbound) (response *port.Response, err error) {
	next, ok := i.next.(port.Responder)
	if !ok {
		return nil, i.Handle(ctx, in)
	}
	in.Limited = i.limiter.Limit(in)
	ctx, end := i.taking(ctx, in)
	defer func() { end(err) }()
	response, err = next.Respond(ctx, in)
	if response != nil {
		written, start := response.Written, time.Now()
		response.Written = func(ok bool) {
			written(ok)
			if ok { // else the outbox performs it, and tells
				i.observed.responded(ctx, response.Task, time.Since(start))
			}
		}
	}
	return response, err
}

// taking begins an event. Log lines of the context name its conversation.
func (i *inbox) taking(ctx context.Context, in event.Inbound) (_ context.Context, end func(error)) {
	ctx = observe.WithConversation(ctx, in.Ref())
	ctx, traced := i.observed.tracer.Event(ctx, in)
	id, start := i.begin(), time.Now()
	return ctx, func(err error) {
		traced(err)
		i.end(id, err)
		i.observed.event(ctx, in, time.Since(start), err)
	}
}

func (i *inbox) begin() uint64 {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last++
	i.begun[i.last] = i.now()
	return i.last
}

func (i *inbox) end(id uint64, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	began := i.begun[id]
	delete(i.begun, id)
	if err == nil {
		i.failed, i.why = time.Time{}, nil
		return
	}
	i.why = err
	i.failure = i.now()
	if i.failed.IsZero() {
		i.failed = began
	}
}

// oldest returns since when the oldest event waits; the zero time is none.
func (i *inbox) oldest() (oldest time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.failed.IsZero() && i.now().Sub(i.failure) < failureWindow {
		oldest = i.failed
	}
	for _, at := range i.begun {
		oldest = earlier(oldest, at)
	}
	return oldest
}

// cause returns why events fail; nil where none does.
func (i *inbox) cause() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.why
}

// earlier returns the earlier of two times; the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
