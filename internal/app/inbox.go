package app

import (
	"context"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// failureWindow is how long a failed event counts as waiting: the adapter, or the
// platform, hands it over again within that time.
const failureWindow = 30 * time.Second

// inbox passes the events of one adapter on, and knows since when one waits: an
// event in progress, or one that failed and nothing succeeded since.
type inbox struct {
	next port.Inbox
	now  func() time.Time

	mu    sync.Mutex
	last  uint64
	begun map[uint64]time.Time
	// failed is when the first event began that failed since the last success, and
	// failure when the latest failed.
	failed, failure time.Time
	// why is what the latest failure was.
	why error
}

func newInbox(next port.Inbox, now func() time.Time) *inbox {
	return &inbox{next: next, now: now, begun: make(map[uint64]time.Time)}
}

// Handle passes an event on.
func (i *inbox) Handle(ctx context.Context, in bot.Inbound) (err error) {
	id := i.begin()
	defer func() { i.end(id, err) }()
	return i.next.Handle(ctx, in)
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
