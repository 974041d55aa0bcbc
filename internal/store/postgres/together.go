package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// together makes the turns of a group.
func (s *Store) together(all []*member) {
	settled := s.handovers.take(false)
	saved, left, err := s.transaction(all, settled)
	if err == nil {
		s.handovers.end(settled, true)
		s.announce(left)
	} else if s.handovers.putBack(settled) {
		go s.recordHanded()
	}
	for _, m := range saved {
		if err == nil {
			s.sendNow(m.sending)
		} else {
			s.abandon(m.sending, err)
			m.sending = nil
		}
		m.ended <- err
	}
}

// transaction makes the turns of a group, and returns those that were to be saved. An error is that
// of all of them.
func (s *Store) transaction(all []*member, settled []*item) (saving []*member, left pending, err error) {
	told := 0 // how many callers know whether their turn can be decided
	defer func() {
		if p := recover(); p != nil { // it comes again to the caller whose turn it is
			s.log.Error().Interface("panic", p).Int("turns", len(all)).Msg("turns are made one by one")
			err = errLeftOut
		}
		for _, m := range all[told:] {
			m.loaded <- false
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), loadTimeout)
	defer cancel()
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, left, err
	}
	t := tx{c}
	defer t.end(ctx)
	attempts := make([]*attempt, len(all))
	for n, m := range all {
		m.known = s.recent.take(m.in.Ref())
		attempts[n] = m.attempt
	}
	free, err := t.loadFree(ctx, s.now(), settled, attempts)
	if err != nil {
		return nil, left, err
	}
	var deciding []*member
	for n, m := range all {
		if free[n] && !m.seen {
			deciding = append(deciding, m)
		}
		told++
		m.loaded <- free[n]
	}
	saving = awaitDecisions(deciding, s.pace.deciding)
	if len(saving) == 0 && len(settled) == 0 {
		return nil, left, nil
	}
	writing, stop := context.WithTimeout(context.Background(), writeTimeout)
	defer stop()
	// Processes that save the same keys wait for one another in the same order.
	slices.SortFunc(saving, func(a, b *member) int { return strings.Compare(a.in.Key, b.in.Key) })
	decided := make([]*attempt, len(saving))
	for n, m := range saving {
		decided[n] = m.attempt
	}
	left, err = s.save(writing, t, decided)
	if err != nil && !uncertain(err, t) {
		s.log.Debug().Err(err).Int("turns", len(saving)).Msg("turns are made one by one")
		err = errLeftOut
	}
	return saving, left, err
}

// awaitDecisions returns the turns of a group that are to be saved, and leaves out those that are
// not decided in time.
func awaitDecisions(deciding []*member, most time.Duration) (saving []*member) {
	patience := time.NewTimer(most)
	defer patience.Stop()
	late := false
	for _, m := range deciding {
		var saves bool
		if late {
			select {
			case saves = <-m.decided:
			default:
				m.ended <- errLeftOut
			}
		} else {
			select {
			case saves = <-m.decided:
			case <-patience.C:
				late = true
				m.ended <- errLeftOut
			}
		}
		if saves {
			saving = append(saving, m)
		}
	}
	return saving
}

// uncertain reports whether a transaction that failed may have been committed all the same. An
// answer of the database says that it was not, and so does a connection that still has the
// transaction.
func uncertain(err error, t tx) bool {
	return codeOf(err) == "" && t.Conn().IsClosed() && !pgconn.SafeToRetry(err) && !errors.Is(err, context.DeadlineExceeded)
}
