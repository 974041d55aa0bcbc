package postgres

import (
	"sync"
	"time"
)

// clock is the database's clock: its last reading, continued by this process's monotonic
// clock. It decides what is due, since the wall clock of a process may be wrong, or be set
// while it runs.
type clock struct {
	mu   sync.Mutex
	read time.Time // what the database said
	at   time.Time // when, with a monotonic reading
}

// set sets the clock to a reading that was asked for at a time.
func (c *clock) set(read, asked time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	answered := time.Now()
	c.read, c.at = read, answered.Add(-answered.Sub(asked)/2)
}

// Now returns the database's time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return time.Now()
	}
	return c.read.Add(time.Since(c.at)).UTC()
}

// NowOrNil lets River use the database's clock in its statements.
func (c *clock) NowOrNil() *time.Time { return nil }
