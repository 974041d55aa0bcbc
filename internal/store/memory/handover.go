package memory

import (
	"context"
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Hand makes one turn and hands its reply over, as port.HandoverStore says.
func (s *Store) Hand(ctx context.Context, in event.Inbound, step port.Step) (handed *port.Handover, dropped bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	if s.db.outdated(in) {
		return nil, true, nil
	}
	d, effects, err := s.turn(ctx, in, step)
	if err != nil || d == nil {
		return nil, false, err
	}
	n, ok := store.Handover(in.From, d)
	if !ok || !served(s.serving, effects[n].to) || s.db.follows(effects[n]) {
		return nil, false, nil
	}
	e := effects[n]
	e.begun, s.handed[e] = true, struct{}{}
	i := s.db.item(e)
	return &port.Handover{Task: i.Task(e.of.owner, s.now()), Settle: func(done bool) { s.settle(e, done) }}, false, nil
}

// follows reports an effect that something comes before in its lane.
func (d *Database) follows(e *effect) bool {
	return slices.ContainsFunc(d.waiting, func(w *effect) bool { return w.of == e.of && w.to == e.to && !w.timer && w.id < e.id })
}

// settle ends what Hand has begun, unless Close has.
func (s *Store) settle(e *effect, done bool) {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	if _, handed := s.handed[e]; !handed {
		return
	}
	delete(s.handed, e)
	e.begun = false
	if done {
		s.record(e, port.Result{Status: bot.Done})
	}
	s.db.announce()
}
