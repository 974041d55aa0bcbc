package serving

import (
	"time"

	"aktivering/bot/port"
)

// link is an adapter that receives.
type link struct {
	adapter port.Adapter
	inbox   *inbox
	// failed holds why the adapter does not receive any more.
	failed Failure
}

// ready returns what the adapter itself knows to be wrong.
func (l *link) ready() error {
	if err := l.failed.Get(); err != nil {
		return err
	}
	if r, ok := l.adapter.(readier); ok {
		return r.Ready()
	}
	return nil
}

// waiting returns how long the adapter's oldest event waits.
func (l *link) waiting(now time.Time) time.Duration {
	oldest := l.inbox.oldest()
	if w, ok := l.adapter.(waiter); ok {
		oldest = earlier(oldest, w.OldestWaiting())
	}
	if oldest.IsZero() {
		return 0
	}
	return max(0, now.Sub(oldest))
}

// readier is an adapter that knows whether it is connected.
type readier interface {
	// Ready returns nil while the adapter receives and sends, else what is wrong,
	// for an administrator.
	Ready() error
}

// waiter is an adapter that keeps events which it has not handed to its Inbox yet.
type waiter interface {
	// OldestWaiting returns when the oldest of these events came, the zero time when
	// none waits. It does not block.
	OldestWaiting() time.Time
}

// manifold is an adapter of several workspaces.
type manifold interface {
	// Workspaces returns, by the ids of the workspaces that are served, what is wrong with each; nil
	// where all is well.
	Workspaces() map[string]error
}
