package postgres

import (
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/internal/store"
)

const (
	// Lanes that find no room are snoozed for different times, so that many of them do not
	// keep the database busy: at least minSpread, at most maxSpread.
	minSpread  = 500 * time.Millisecond
	spreadStep = 20 * time.Millisecond
	maxSpread  = 8 * time.Second
)

// place is a channel of a platform.
type place struct {
	platform bot.Platform
	channel  string
}

// places counts how many lanes of each channel are worked on in this process.
type places struct {
	mu   sync.Mutex
	busy map[place]*occupancy
}

type occupancy struct {
	lanes int
	// turned is how many found no room since there was room.
	turned int
}

func newPlaces() *places { return &places{busy: make(map[place]*occupancy)} }

// enter begins work at a place, until leave is called. Where there is no room, leave is nil,
// and later is how long to wait.
func (p *places) enter(at place) (leave func(), later time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, known := p.busy[at]
	if !known {
		o = new(occupancy)
		p.busy[at] = o
	}
	if o.lanes >= store.MaxPerChannel {
		o.turned++
		return nil, min(minSpread+time.Duration(o.turned)*spreadStep, maxSpread)
	}
	o.lanes++
	o.turned = max(0, o.turned-1)
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if o.lanes--; o.lanes == 0 {
			delete(p.busy, at)
		}
	}, 0
}
