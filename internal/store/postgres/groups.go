package postgres

import (
	"context"
	"errors"
	"slices"
	"sync"

	"aktivering/bot/event"
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
	handovers *handovers
	// together makes the turns of a group.
	together func(all []*member)

	mu      sync.Mutex
	waiting []*member
	// locked are the locks of the turns under way, and under how many groups there are.
	locked map[string]bool
	under  int
}

func newGroups(h *handovers, together func(all []*member)) *groups {
	return &groups{handovers: h, together: together, locked: make(map[string]bool)}
}

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
func groupable(in event.Inbound) bool {
	_, change := in.Message()
	_, forgotten := in.Event.(event.PersonForgotten)
	return !change && !forgotten
}

// make makes a turn in a group, or alone where it has to be. Until then other turns of the process
// that have the same locks wait here, and not with a connection each.
func (g *groups) make(ctx context.Context, a *attempt, step port.Step, alone func() error) error {
	if !groupable(a.in) {
		return alone()
	}
	g.handovers.awaitSettled(ctx, a.in.Ref())
	m := &member{attempt: a, locks: locksOf(a), loaded: make(chan bool, 1), decided: make(chan bool, 1), ended: make(chan error, 1)}
	g.add(m)
	defer g.release(m)
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
		if len(all) == maxTogether || g.locked[m.locks[0]] || g.locked[m.locks[1]] || g.handovers.records(m.in.Ref()) {
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
