package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// newSender returns the sender of a Run that ends with ctx, for its platforms. stop waits for tasks
// under way, and until their outcomes are recorded, for store.StopTimeout at most.
func (s *Store) newSender(ctx context.Context, p port.Performer, platforms []bot.Platform) (d *sender, stop func()) {
	tasks, give := context.WithCancel(context.WithoutCancel(ctx))
	d = &sender{performer: p, tasks: tasks, ending: ctx, rooms: make(map[bot.Platform]chan struct{})}
	for _, platform := range platforms {
		d.rooms[platform] = make(chan struct{}, s.atOnce(platform))
	}
	s.serving.sendBy(d)
	return d, func() {
		defer give()
		s.serving.sendBy(nil)
		d.mu.Lock()
		d.ended = true
		d.mu.Unlock()
		over := make(chan struct{})
		go func() {
			d.under.Wait()
			close(over)
		}()
		select {
		case <-over:
			return
		case <-time.After(store.StopTimeout):
		}
		give()
		select {
		case <-over:
		case <-time.After(writeTimeout):
		}
	}
}

// atOnce is how many lanes of a platform are worked on at a time.
func (s *Store) atOnce(p bot.Platform) int {
	if n, ok := s.workers[p]; ok {
		return n
	}
	return store.MaxPerPlatform
}

// reserve returns room to send something in a lane at once; nil where there is none.
func (s *Store) reserve(at lane) *sending {
	d := s.serving.sender()
	if d == nil || d.ending.Err() != nil {
		return nil
	}
	room, ok := d.rooms[at.Platform]
	if !ok {
		return nil
	}
	select {
	case room <- struct{}{}:
	default:
		return nil
	}
	leave, _ := s.places.enter(at.place())
	d.mu.Lock()
	defer d.mu.Unlock()
	if leave == nil || d.ended {
		<-room
		if leave != nil {
			leave()
		}
		return nil
	}
	d.under.Add(1)
	return &sending{by: d, since: time.Now(), over: d.under.Done, leave: func() { leave(); <-room }}
}

// abandon gives up what could not be saved. Where it may have been saved all the same, it is left
// to a job.
func (s *Store) abandon(c *sending, err error) {
	if c == nil {
		return
	}
	c.drop()
	if codeOf(err) == "" {
		go s.takeBack(c.item)
	}
}

// sendNow sends a reply that was just saved, and sees to it that the outcome is recorded.
func (s *Store) sendNow(c *sending) {
	if c == nil {
		return
	}
	if time.Since(c.since) > s.pace.trusted { // others may take this process for dead
		s.abandon(c, nil)
		return
	}
	s.ledger.take(c.id) // nobody can have it yet
	c.recorded = func(ok bool) {
		s.ledger.leave(c.id, ok)
		c.over()
	}
	s.handovers.begin(c.item)
	go func() {
		c.ended = s.performAtOnce(c)
		s.ledger.end(c.id, c.ended)
		c.leave()
		switch {
		case c.ended.outcome.Status == bot.Retry:
			s.putOff(c)
		case s.handovers.add(c.item):
			s.recordHanded()
		}
	}()
}

// performAtOnce performs what was just saved. A panic is a failure like any other.
func (s *Store) performAtOnce(c *sending) (e *ending) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error().Interface("panic", p).Str("effect", c.Key).Msg("a reply is tried again")
			out := port.Result{Status: bot.Retry, After: busyPause, Reason: "panic", CountsAsFailure: true}
			e = &ending{id: c.id, outcome: out, at: s.now(), due: s.clock.Now().Add(out.After)}
		}
	}()
	return s.perform(c.by.tasks, c.by.performer, c.item)
}

// putOff records that a reply has to be sent again, and leaves that to a job.
func (s *Store) putOff(c *sending) {
	e := c.ended
	counts := 0
	if e.outcome.CountsAsFailure {
		counts = 1
	}
	var left pending
	err := s.record(c.by.tasks, c.Key, func(ctx context.Context) (err error) {
		left, err = s.release(ctx, c.item, `UPDATE effects SET due = $1, reason = $2, waits = $3, tries = tries + $4
			WHERE id = $5 AND fate = '' AND reason = $6`, e.due, storable(e.outcome.Reason), e.waits+1, counts, e.id, reasonHanded)
		return err
	})
	s.handovers.end([]*item{c.item}, err == nil)
	s.announce(left)
}

// release changes an effect that was handed over, and inserts a job for its lane, which finds out
// itself for how long it has to wait.
func (s *Store) release(ctx context.Context, i *item, sql string, args ...any) (left pending, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	err = s.pool.within(ctx, func(t tx) (err error) {
		var batch pgx.Batch
		batch.Queue(begin)
		// The row is locked for the sake of deliveries, see Store.advance.
		batch.Queue(`SELECT FROM conversations WHERE id = $1 FOR UPDATE`, i.lane.Conversation)
		batch.Queue(sql, args...)
		if err := t.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		if left, err = s.insertJobs(ctx, t, []job{{lane: i.lane}}); err != nil {
			return err
		}
		if err := s.wake(ctx, t, &left, left.scheduled); err != nil { // of a process that has seen it wait
			return err
		}
		return t.Commit(ctx)
	})
	return left, err
}
