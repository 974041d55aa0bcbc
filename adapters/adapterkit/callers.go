package adapterkit

import (
	"slices"
	"sync"
	"time"
)

// How many idle goroutines Callers keep, and for how long.
const (
	maxIdleCallers = 64
	maxIdleCall    = 5 * time.Second
)

// Callers call what may outlast the wait for it, on goroutines that they keep for the next calls:
// the stack of a new one would grow to its size again for each event. The zero value has none yet.
type Callers struct {
	mu sync.Mutex
	// idle are the calls that idle goroutines wait for, the one that began to wait last at the end.
	idle []chan func()
}

// start calls do on another goroutine.
func (c *Callers) start(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.idle) - 1
	if last < 0 {
		go c.work(do)
		return
	}
	c.idle[last] <- do // it has room for one
	c.idle = c.idle[:last]
}

// work calls do, and what comes after it until nothing does.
func (c *Callers) work(do func()) {
	next := make(chan func(), 1)
	patience := time.NewTimer(maxIdleCall)
	defer patience.Stop()
	for do != nil {
		do()
		do = c.after(next, patience)
	}
}

// after waits for what a goroutine is to call next; nil where it is to end.
func (c *Callers) after(next chan func(), patience *time.Timer) func() {
	if !c.rest(next) {
		return nil
	}
	patience.Reset(maxIdleCall)
	select {
	case do := <-next:
		return do
	case <-patience.C:
		if c.leave(next) {
			return nil
		}
		return <-next
	}
}

// rest takes a goroutine among the idle ones; false where there are enough.
func (c *Callers) rest(next chan func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.idle) >= maxIdleCallers {
		return false
	}
	c.idle = append(c.idle, next)
	return true
}

// leave removes a goroutine from the idle ones; false where it was given a call meanwhile.
func (c *Callers) leave(next chan func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.idle, next)
	if i < 0 {
		return false
	}
	c.idle = slices.Delete(c.idle, i, i+1)
	return true
}
