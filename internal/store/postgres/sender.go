package postgres

import (
	"context"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// sender sends replies as soon as the turn that says them is saved, in the process that made the
// turn: no job is needed then. It is part of one Run.
//
// Such a reply stands in the database like one that was handed over, see Store.Hand: put off for
// as long as a process must be silent to be taken for dead. Should the process end before it has
// recorded what became of it, reconcile inserts a job in another one.
type sender struct {
	performer port.Performer
	// tasks is the context of tasks, and ending ends when no new one is to begin.
	tasks, ending context.Context //nolint:containedctx // those of a Run, and not of a turn
	// rooms are how many lanes of a platform are worked on at a time, whoever does.
	rooms map[bot.Platform]chan struct{}

	mu    sync.Mutex
	under sync.WaitGroup
	ended bool
}

// enter waits for room on a platform, until leave is called. It fails where the Run is to end
// before.
func (d *sender) enter(ctx context.Context, p bot.Platform) (leave func(), ok bool) {
	room, ok := d.rooms[p]
	if !ok {
		return func() {}, true
	}
	select {
	case room <- struct{}{}:
		return func() { <-room }, true
	case <-d.ending.Done():
	case <-ctx.Done():
	}
	return nil, false
}

// sending is a reply that this process sends as soon as it is saved.
type sending struct {
	*item
	by    *sender
	since time.Time
	// leave gives up its room, and over tells the Run that nothing is under way any more.
	leave, over func()
}

// drop gives up what was not saved.
func (c *sending) drop() {
	if c != nil {
		c.leave()
		c.over()
	}
}
