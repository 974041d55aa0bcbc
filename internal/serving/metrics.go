package serving

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/internal/observe"
)

// metricsEvery is how long what was counted in the database holds for other scrapes.
const metricsEvery = 5 * time.Second

// state reads how the program stands, for a scrape.
func (s *Server) state(ctx context.Context) observe.State {
	ready := s.check(ctx)
	state := observe.State{Parts: make(map[string]bool, len(ready.Parts)), Waiting: make(map[string]time.Duration)}
	for part, what := range ready.Parts {
		state.Parts[part] = what == "ok"
	}
	for _, l := range s.links {
		state.Waiting[string(l.adapter.Platform())] = l.waiting(s.now())
	}
	state.Store, _ = s.counted.Get(ctx) // nil where the database does not answer
	return state
}

// count reads what the database holds.
func (s *Server) count(ctx context.Context) *observe.StoreState {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	c, err := s.store.Counts(ctx)
	if err != nil {
		return nil // readiness tells
	}
	due, err := s.store.OldestDue(ctx)
	if err != nil {
		return nil
	}
	state := &observe.StoreState{
		Conversations: c.Conversations, Outbox: c.Waiting, Failed: c.Failed, OutboxAge: due,
		Cases: map[string]int{string(bot.CaseQueued): c.Queued, string(bot.CaseClaimed): c.Claimed, string(bot.CaseSnoozed): c.Snoozed},
	}
	if !c.QueuedSince.IsZero() {
		state.QueueAge = max(0, s.now().Sub(c.QueuedSince))
	}
	return state
}
