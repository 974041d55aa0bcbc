package engine

import (
	"sync"
	"time"
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
