package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Turn makes one turn of a conversation, as port.Store says. Turns of several conversations that
// come at the same time are made in one transaction, see groups. It takes two round trips to the
// database, one to lock and load the conversations and one to save and commit, and another one
// where River inserts jobs.
func (s *Store) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	_, dropped, err = s.make(ctx, in, step, false)
	return dropped, err
}

// Hand makes one turn and hands its reply over, as port.HandoverStore says. The effect stands in
// the database like one that was put off for a while, and has no job: should the process end
// before it has recorded what became of it, reconcile inserts one.
func (s *Store) Hand(ctx context.Context, in event.Inbound, step port.Step) (handed *port.Handover, dropped bool, err error) {
	i, dropped, err := s.make(ctx, in, step, true)
	if err != nil || i == nil {
		return nil, dropped, err
	}
	s.handovers.begin(i)
	task := i.Task(i.owner, s.now())
	return &port.Handover{Task: task, Settle: func(done bool) { s.settleHanded(i, done) }}, false, nil //nolint:contextcheck // it outlives ctx
}

// make makes one turn. Where hand is true it returns the effect that can be handed over, if there
// is one; no job performs that.
func (s *Store) make(ctx context.Context, in event.Inbound, step port.Step, hand bool) (handed *item, dropped bool, err error) {
	a := &attempt{in: storableEvent(in), hand: hand, trace: port.TraceOf(ctx)}
	if err := ctx.Err(); err != nil {
		return nil, false, fmt.Errorf("postgres: %w", err)
	}
	err = s.groups.make(ctx, a, step, func() error { return s.alone(ctx, a, step) })
	switch {
	case isSeen(err): // another process was just faster with the same key
		return nil, true, nil
	case err != nil:
		return nil, false, fmt.Errorf("postgres: %w", err)
	}
	return a.handed, a.seen, nil
}

// alone makes one turn in a transaction of its own. It waits for the locks that others have.
func (s *Store) alone(ctx context.Context, a *attempt, step port.Step) error {
	s.handovers.await(ctx, a.in.Ref())
	var left pending
	err := s.pool.within(ctx, func(t tx) (err error) {
		s.abandon(a.sending, nil) //nolint:contextcheck // of a try that was undone, as is all the rest; it outlives ctx
		*a = attempt{in: a.in, hand: a.hand, trace: a.trace}
		left, err = s.turn(ctx, t, a, step)
		return err
	})
	if err != nil {
		s.abandon(a.sending, err) //nolint:contextcheck // likewise
		return err
	}
	s.announce(left)
	s.sendNow(a.sending) //nolint:contextcheck // likewise
	return nil
}

// turn makes a turn within a transaction.
func (s *Store) turn(ctx context.Context, t tx, a *attempt, step port.Step) (left pending, err error) {
	if err := t.load(ctx, s.now(), a); err != nil || a.seen {
		return left, err
	}
	if err := a.decide(step); err != nil {
		return left, err
	}
	if !a.kept() {
		return left, s.eraseUnkept(ctx, t, a)
	}
	// The decision is saved even if ctx ends now, so that an error means that nothing was
	// saved.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	return s.save(ctx, t, []*attempt{a})
}

// isSeen reports whether another turn has saved the key since this one looked for it.
func isSeen(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == uniqueViolation && e.ConstraintName == "heard_key"
}
