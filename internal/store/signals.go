package store

import (
	"context"
	"sync"

	"aktivering/bot/feed"
)

// maxSignals is how many signals may wait for one who follows; with more, what waits becomes one
// signal of all visitors.
const maxSignals = 1024

// Signals hands signals to those who follow in this process. The zero value is ready.
type Signals struct {
	mu        sync.Mutex
	followers map[*follower]bool
}

type follower struct {
	waiting []feed.Signal
	rings   chan struct{}
}

// Send hands a signal to all who follow. It never waits.
func (s *Signals) Send(signal feed.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for f := range s.followers {
		if len(f.waiting) >= maxSignals {
			f.waiting = append(f.waiting[:0], feed.Signal{})
		} else {
			f.waiting = append(f.waiting, signal)
		}
		select {
		case f.rings <- struct{}{}:
		default:
		}
	}
}

// Follow calls back for each signal until ctx ends; first for one of all visitors.
func (s *Signals) Follow(ctx context.Context, follow func(feed.Signal)) {
	f := &follower{waiting: []feed.Signal{{}}, rings: make(chan struct{}, 1)}
	f.rings <- struct{}{}
	s.mu.Lock()
	if s.followers == nil {
		s.followers = make(map[*follower]bool)
	}
	s.followers[f] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.followers, f)
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.rings:
		}
		s.mu.Lock()
		waiting := f.waiting
		f.waiting = nil
		s.mu.Unlock()
		for _, signal := range waiting {
			follow(signal)
		}
	}
}
