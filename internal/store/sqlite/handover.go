package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// settleWithin is how long it takes at most until it is recorded that an effect that was handed
// over is done. Another write within that time records it too, so that it costs no commit of its
// own while much is written.
const settleWithin = 50 * time.Millisecond

// Hand makes one turn and hands its reply over, as port.HandoverStore says. Whoever has the reply
// takes the place of a worker of the outbox: in the database the effect waits, and its lane is
// worked on, until it is recorded that it is done. So nothing is to be repaired after a crash:
// the next Run performs what waits.
func (s *Store) Hand(ctx context.Context, in event.Inbound, step port.Step) (handed *port.Handover, dropped bool, err error) {
	c := &claim{outbox: s.outbox}
	defer func() {
		if handed == nil { // also after a panic of step
			c.release()
		}
	}()
	made, err := s.make(ctx, in, step, c)
	if err != nil || made.handed == nil {
		return nil, made.dropped, err
	}
	i := made.handed.item
	return &port.Handover{Task: i.Task(i.owner, s.now()), Settle: func(done bool) { s.outbox.settle(c, i.id, done) }}, false, nil //nolint:contextcheck // it outlives ctx
}

// claim is the right to perform the next effect of a lane in the outbox's place. A nil claim is
// none, and takes nothing.
type claim struct {
	outbox *outbox
	lane
	state *laneState // nil without a lane
}

// take takes the effect that can be handed over out of those that a turn has saved, where nothing
// else of the conversation waits.
func (c *claim) take(from bot.Address, d *bot.Decision, made *saved) {
	if c == nil {
		return
	}
	n, ok := store.Handover(from, d)
	if !ok {
		return
	}
	for _, e := range d.Effects[:n] {
		if _, timer := e.(bot.SetTimer); timer {
			n-- // made.due has none
		}
	}
	due := made.due[n]
	o := c.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.halted || !o.served(due.place) || o.lanes[due.lane] != nil {
		return
	}
	c.lane, c.state = due.lane, &laneState{active: true, since: time.Now()}
	o.lanes[c.lane], o.handed[c.lane] = c.state, c.state
	made.handed = &due
	made.due = append(made.due[:n:n], made.due[n+1:]...)
}

// release gives up the lane of an effect that was not saved after all.
func (c *claim) release() {
	if c != nil && c.state != nil {
		c.outbox.reclaim(c.lane, pause{})
		c.state = nil
	}
}

// reclaim takes a lane back.
func (o *outbox) reclaim(l lane, p pause) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st := o.handed[l]
	delete(o.handed, l)
	if o.lanes[l] == st { // else no Run serves it
		o.leave(l, st, p)
	}
	o.changed.Broadcast()
}

// settle takes note of what became of an effect that was handed over. One that is not done is
// performed by the outbox.
func (o *outbox) settle(c *claim, id int64, done bool) {
	if !done {
		o.reclaim(c.lane, pause{queued: true})
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.settled = append(o.settled, settledItem{c.lane, id})
	if len(o.settled) == 1 {
		o.recordSettledSoon()
	}
}

// recordSettledSoon sees to it that the effects that are done are recorded, if no other write
// does so before.
func (o *outbox) recordSettledSoon() {
	time.AfterFunc(settleWithin, func() {
		if err := o.recordSettled(context.Background()); err != nil && !o.store.writer.isClosed() {
			o.halt(context.Background(), err)
			o.mu.Lock()
			defer o.mu.Unlock()
			time.AfterFunc(maxRetry, func() { // a write of others is not certain to come
				o.mu.Lock()
				defer o.mu.Unlock()
				if len(o.settled) > 0 {
					o.recordSettledSoon()
				}
			})
		}
	})
}

// recordSettled records which effects are done that were handed over.
func (o *outbox) recordSettled(ctx context.Context) error {
	o.mu.Lock()
	none := len(o.settled) == 0
	o.mu.Unlock()
	if none {
		return nil
	}
	// The writer adds them to each of its transactions.
	return o.store.writer.do(ctx, func(context.Context, *statements) error { return nil })
}

// writeSettled writes within a transaction which effects are done that were handed over. Their
// lanes go on when it is on disk.
func (o *outbox) writeSettled(ctx context.Context, t *statements) (noted func(), err error) {
	o.mu.Lock()
	settled := slices.Clip(o.settled)
	o.mu.Unlock()
	if len(settled) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(settled))
	for n, i := range settled {
		ids[n] = i.id
	}
	list, err := json.Marshal(ids)
	if err == nil {
		_, err = t.exec(ctx, `UPDATE effects SET fate = 'done', ended = ? WHERE id IN (SELECT value FROM json_each(?)) AND fate = ''`,
			micros(o.store.now()), string(list))
	}
	if err != nil {
		return nil, fmt.Errorf("record what was handed over: %w", err)
	}
	return func() { //nolint:contextcheck // what is left is written after this transaction
		o.mu.Lock()
		o.settled = o.settled[len(settled):]
		if len(o.settled) > 0 {
			o.recordSettledSoon()
		}
		o.mu.Unlock()
		for _, i := range settled {
			o.reclaim(i.lane, pause{})
		}
	}, nil
}

var _ port.HandoverStore = (*Store)(nil)
