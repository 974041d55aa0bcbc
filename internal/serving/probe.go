package serving

import (
	"context"
	"errors"
	"time"

	"aktivering/internal/store"
)

const (
	// pingTimeout is how long one question to the database may take, and
	// probeTimeout how long a probe waits for the answer.
	pingTimeout  = 2 * time.Second
	probeTimeout = 900 * time.Millisecond
	// probeEvery is how long an answer of the database holds for other probes.
	probeEvery = time.Second
)

// storeState is what is known of the store.
type storeState struct {
	ping error
	// due is how long the oldest effect is due, and outbox why that is not known.
	due    time.Duration
	outbox error
}

// storeProbe asks the store how it is.
type storeProbe struct {
	store  store.Store
	shared store.SharedCheck[storeState]
}

func newStoreProbe(s store.Store, now func() time.Time) *storeProbe {
	p := &storeProbe{store: s}
	p.shared = store.SharedCheck[storeState]{Do: p.ask, Every: probeEvery, Now: now}
	return p
}

// check returns the store's state. It waits no longer than probeTimeout.
func (p *storeProbe) check(ctx context.Context) storeState {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	state, ok := p.shared.Get(ctx)
	if !ok && state.ping == nil { // else what was wrong before says more
		return storeState{ping: errNoAnswer}
	}
	return state
}

func (p *storeProbe) ask(ctx context.Context) storeState {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	state := storeState{ping: p.store.Ping(ctx)}
	if state.ping == nil {
		state.due, state.outbox = p.store.OldestDue(ctx)
	}
	return state
}

var errNoAnswer = errors.New("does not answer")
