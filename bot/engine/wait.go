package engine

import (
	"context"
	"fmt"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
)

// waitKept is how long a usual wait is not measured again: it changes slowly, and many ask.
const waitKept = time.Minute

// usualWaits keeps the usual wait of each desk, by its name. The zero value is ready.
type usualWaits struct {
	mu  sync.Mutex
	all map[string]measured
}

// measured is a usual wait, and when it was measured.
type measured struct {
	usual time.Duration
	at    time.Time
}

func (u *usualWaits) of(desk string, at time.Time) (time.Duration, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	m, ok := u.all[desk]
	return m.usual, ok && at.Sub(m.at).Abs() < waitKept
}

func (u *usualWaits) note(desk string, m measured) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == nil {
		u.all = make(map[string]measured)
	}
	u.all[desk] = m
}

// usualWait is how long people usually wait for the desk that an event's conversation would be handed
// over to; 0 where there is nothing to tell.
func (e *Engine) usualWait(ctx context.Context, in bot.Inbound) (time.Duration, error) {
	if e.cases == nil || !desk.IsOfPerson(in.Event) {
		return 0, nil
	}
	d := e.decider().Desks.For(in.Ref().Address)
	if d == nil || !d.AtWork(in.At) {
		return 0, nil
	}
	if usual, ok := e.waits.of(d.Name, in.At); ok {
		return usual, nil
	}
	answers, err := e.cases.FirstAnswers(ctx, d.Name, in.At.Add(-desk.WaitsWithin), desk.MaxWaits)
	if err != nil {
		return 0, fmt.Errorf("measure the wait at the desk: %w", err)
	}
	waits := make([]time.Duration, len(answers))
	for i, a := range answers {
		waits[i] = d.Worked(a.Asked, a.Answered)
	}
	usual := desk.UsualWait(waits)
	e.waits.note(d.Name, measured{usual, in.At})
	return usual, nil
}
