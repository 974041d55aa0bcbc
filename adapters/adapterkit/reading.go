package adapterkit

import (
	"container/list"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// reading is a body that is being read and verified.
type reading struct {
	intake  *Intake
	control *http.ResponseController
	// cancel ends its wait for memory.
	cancel context.CancelFunc

	// The intake's lock guards these.
	place   *list.Element
	held    int64 // bytes
	dropped bool
}

// begin takes a slot, if necessary that of the oldest body.
func (u *reading) begin(ctx context.Context) error {
	i := u.intake
	if !i.slots.TryAcquire(1) {
		i.drop(u, func(*reading) bool { return true })
		ctx, cancel := context.WithTimeout(ctx, freeTime)
		defer cancel()
		if i.slots.Acquire(ctx, 1) != nil {
			return u.busy()
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	u.place = i.readings.PushBack(u)
	// The recorders of tests have no deadlines, and are not slow.
	_ = u.control.SetReadDeadline(time.Now().Add(i.limits.Time))
	return nil
}

// end releases what a body holds.
func (u *reading) end() {
	i := u.intake
	i.mu.Lock()
	held := u.held
	u.held = 0
	i.counts.Held -= held
	i.readings.Remove(u.place) // does nothing where it was dropped
	i.mu.Unlock()
	i.bytes.Release(held)
	i.slots.Release(1)
	// The connection is read on while the request is answered, and must not fail.
	_ = u.control.SetReadDeadline(time.Time{}) // as in begin
}

// read reads a body into a buffer that grows with what arrives.
func (u *reading) read(ctx context.Context, r *http.Request, maxBody int64) ([]byte, error) {
	size := int64(firstBuffer)
	if r.ContentLength >= 0 {
		size = min(size, r.ContentLength+1) // with a byte more the end is found without growing
	}
	if err := u.acquire(ctx, size); err != nil {
		return nil, err
	}
	buffer := make([]byte, 0, size)
	for {
		n, err := r.Body.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case int64(len(buffer)) > maxBody:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return buffer, nil
		case err != nil:
			return nil, u.failed(err)
		case len(buffer) < cap(buffer):
			continue
		}
		size := min(2*int64(cap(buffer)), maxBody+1)
		if r.ContentLength >= 0 {
			size = min(size, r.ContentLength+1)
		}
		if err := u.acquire(ctx, size); err != nil {
			return nil, err
		}
		before := int64(cap(buffer))
		buffer = append(make([]byte, 0, size), buffer...)
		u.release(before)
	}
}

// failed returns why a body could not be read.
func (u *reading) failed(err error) error {
	u.intake.mu.Lock()
	defer u.intake.mu.Unlock()
	switch {
	case u.dropped:
		return errBusy
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow
	}
	return errBroken
}

// acquire takes room for n more bytes, if necessary that of the oldest bodies.
func (u *reading) acquire(ctx context.Context, n int64) error {
	i := u.intake
	if !i.bytes.TryAcquire(n) {
		freed := int64(0)
		i.drop(u, func(d *reading) bool {
			freed += d.held
			return freed >= n
		})
		waiting, cancel := context.WithTimeout(ctx, freeTime)
		defer cancel()
		if i.bytes.Acquire(waiting, n) != nil {
			return u.busy()
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	u.held += n
	i.counts.Held += n
	i.counts.Peak = max(i.counts.Peak, i.counts.Held)
	return nil
}

func (u *reading) release(n int64) {
	i := u.intake
	i.mu.Lock()
	u.held -= n
	i.counts.Held -= n
	i.mu.Unlock()
	i.bytes.Release(n)
}

// drop drops bodies, the oldest first, until enough returns true for one of them. The body
// that needs the room stays.
func (i *Intake) drop(stays *reading, enough func(*reading) bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for at := i.readings.Front(); at != nil; {
		u, ok := at.Value.(*reading)
		at = at.Next()
		if !ok || u == stays {
			continue
		}
		i.readings.Remove(u.place)
		u.dropped = true
		i.counts.Dropped++
		u.cancel()
		_ = u.control.SetReadDeadline(longAgo) // the recorders of tests have no deadlines
		if enough(u) {
			return
		}
	}
}

// busy counts a request for which there is no room.
func (u *reading) busy() error {
	u.intake.count(func(c *Counts) {
		if !u.dropped { // drop has counted it
			c.Refused++
		}
	})
	return errBusy
}
