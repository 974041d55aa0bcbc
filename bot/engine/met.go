package engine

import (
	"maps"
	"sync"
	"time"

	"aktivering/bot"
)

// Bounds of what this process remembers of agents that it has told a desk of.
const (
	maxMet   = 10_000
	metAgain = 24 * time.Hour
)

// met are the agents that desks were told of lately, so that they are told once. The zero value is
// ready.
type met struct {
	mu  sync.Mutex
	all map[meeting]time.Time
}

// meeting is an agent at a desk, by its own conversation.
type meeting struct {
	desk  bot.Ref
	on    bot.Platform
	agent bot.Agent
}

// isNew reports an agent that the desk was not told of lately.
func (m *met) isNew(k meeting, at time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	last, known := m.all[k]
	return !known || at.Sub(last) >= metAgain
}

// note remembers that a desk was told of an agent.
func (m *met) note(k meeting, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil || len(m.all) >= maxMet {
		m.all = make(map[meeting]time.Time)
	}
	m.all[k] = at
}

// forget forgets that desks were told of an agent.
func (m *met) forget(on bot.Platform, id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.all, func(k meeting, _ time.Time) bool { return k.on == on && k.agent.ID == id })
}
