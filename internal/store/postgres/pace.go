package postgres

import (
	"time"

	"aktivering/internal/store"
)

// pace is how fast processes notice what became of one another, and of jobs that were lost.
type pace struct {
	// heartbeat is how often a process renews its lease.
	heartbeat, heartbeatTimeout time.Duration
	// dead is how long a process must have been silent before its jobs are taken over. A process
	// that could not renew its lease for trusted begins no new task.
	dead, trusted time.Duration
	// A job of this process that nothing here works on was fetched, and the answer of the
	// database was lost: it begins within lost or never. One that has ended is left alone while
	// River may still be recording that, for less than reported.
	lost, reported time.Duration
	// reconcile is how often missing jobs are inserted.
	reconcile time.Duration
	// handed is how long an effect belongs to whoever it was handed to: longer than a platform
	// waits for a response. After that any process performs it.
	handed time.Duration
	// sent is how long a process mostly takes at most to send a reply that it has saved, and to record
	// that. Others leave the reply to it so long, and then until it would be dead.
	sent time.Duration
	// deciding is how long a group of turns waits for the decisions of its turns. A turn that takes
	// longer is made alone.
	deciding time.Duration
}

// usualPace is that of every store, except of those in tests.
func usualPace() pace {
	const heartbeat = 5 * time.Second
	return pace{
		heartbeat: heartbeat, heartbeatTimeout: 3 * time.Second, dead: 65 * time.Second, trusted: 50 * time.Second,
		lost: 2 * heartbeat, reported: time.Minute, reconcile: time.Minute, handed: 8 * time.Second,
		sent: store.TaskTimeout + heartbeat/2, deciding: time.Second,
	}
}
