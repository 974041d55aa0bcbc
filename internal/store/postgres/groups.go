package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/bot"
	"aktivering/bot/port"
)

const (
	// maxTogether is how many turns one transaction makes at most, and maxGroups how many such
	// transactions a process has under way: while one of them is committed, the next one is
	// prepared.
	maxTogether = 32
	maxGroups   = 2
)

// groups makes turns of different conversations together, so that they share a transaction's round
// trips, its statements, and the commit, which waits for the disk. Turns that come while as many
// transactions as there may be are under way are the next group; a turn that comes alone is one
// at once.
//
// A group waits for nobody: a turn that something is locked for, by another process or by a
// delivery, is left out, and is made alone. So is each turn of a group that could not be saved,
// so that one that cannot be saved leaves the others as they are.
type groups struct {
	store *Store

	mu      sync.Mutex
	waiting []*member
	// locked are the locks of the turns under way, and under how many groups there are.
	locked map[string]bool
	under  int
}

func newGroups(s *Store) *groups { return &groups{store: s, locked: make(map[string]bool)} }

// member is a turn of a group.
type member struct {
	*attempt
	locks [2]string
	// taken tells that a group has the turn, and its locks are those of a turn under way.
	taken bool
	// loaded tells the caller whether the turn can be decided; false is that it is to be made
	// alone. Until then the group has the attempt.
	loaded chan bool
	// decided tells the group whether the turn is to be saved. The group has the attempt from then
	// on.
	decided chan bool
	// ended tells the caller how that ended.
	ended chan error
}

// errLeftOut means that a turn is to be made alone.
var errLeftOut = errors.New("the turn was left out of its group")

// groupable reports whether the turn of an event can be made with others. What erases words reads
// and writes much.
func groupable(in bot.Inbound) bool {
	_, change := in.Message()
	_, forgotten := in.Event.(bot.PersonForgotten)
	return !change && !forgotten
}

// make makes a turn in a group, or alone where it has to be. Until then other turns of the process
// that have the same locks wait here, and not with a connection each.
func (g *groups) make(ctx context.Context, a *attempt, step port.Step, alone func() error) error {
	if !groupable(a.in) {
		return alone()
	}
	g.store.handovers.awaitSettled(ctx, a.in.Ref())
	m := &member{attempt: a, locks: locksOf(a), loaded: make(chan bool, 1), decided: make(chan bool, 1), ended: make(chan error, 1)}
	g.add(m)           //nolint:contextcheck // a group outlives those who wait for it
	defer g.release(m) //nolint:contextcheck // likewise
	if made, err := m.make(ctx, step); made || err != nil {
		return err
	}
	return alone()
}

// make makes the turn with its group. Where made is false it is to be made alone.
func (m *member) make(ctx context.Context, step port.Step) (made bool, err error) {
	saves := false
	defer func() {
		if !saves { // also after a panic of step
			m.decided <- false
		}
	}()
	select {
	case ok := <-m.loaded:
		if !ok || m.seen {
			return ok, nil
		}
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if err := m.decide(step); err != nil || !m.kept() {
		return true, err
	}
	saves = true
	m.decided <- true
	if err = <-m.ended; errors.Is(err, errLeftOut) {
		return false, nil
	}
	return true, err
}

// add adds a turn to those that wait.
func (g *groups) add(m *member) {
	g.mu.Lock()
	g.waiting = append(g.waiting, m)
	g.mu.Unlock()
	g.begin()
}

// begin begins a group where turns wait and there may be another group.
func (g *groups) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) > 0 && g.under < maxGroups {
		g.under++
		go g.run()
	}
}

// run makes groups until no turn waits that can be made.
func (g *groups) run() {
	for {
		all := g.next()
		if len(all) == 0 {
			return
		}
		g.together(all)
	}
}

// next returns the turns of the next group; none ends the run. Turns of which something is locked
// by those under way wait, and so do those of which it is being recorded what became of a reply.
func (g *groups) next() (all []*member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = slices.DeleteFunc(g.waiting, func(m *member) bool {
		if len(all) == maxTogether || g.locked[m.locks[0]] || g.locked[m.locks[1]] || g.store.handovers.records(m.in.Ref()) {
			return false
		}
		g.locked[m.locks[0]], g.locked[m.locks[1]] = true, true
		m.taken = true
		all = append(all, m)
		return true
	})
	if len(all) == 0 {
		g.under--
	}
	return all
}

// release lets turns go on that wait for the locks of one that is made, or given up.
func (g *groups) release(m *member) {
	g.mu.Lock()
	if m.taken {
		delete(g.locked, m.locks[0])
		delete(g.locked, m.locks[1])
	} else {
		g.waiting = slices.DeleteFunc(g.waiting, func(w *member) bool { return w == m })
	}
	g.mu.Unlock()
	g.begin()
}

// together makes the turns of a group.
func (g *groups) together(all []*member) {
	s := g.store
	settled := s.handovers.take(false)
	saved, left, err := g.transaction(all, settled)
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
func (g *groups) transaction(all []*member, settled []*item) (saving []*member, left pending, err error) {
	s := g.store
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
