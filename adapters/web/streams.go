package web

import (
	"sync"

	"aktivering/bot/feed"
)

// Bounds of open streams.
const (
	maxStreams      = 3_000
	streamsPerVisit = 12
)

// streams are the open pages that are told what is new.
type streams struct {
	mu    sync.Mutex
	all   map[string]map[*stream]bool
	count int
	// ended is closed when the adapter no longer runs.
	ended   chan struct{}
	isEnded bool
}

// stream is one open page. Both channels hold at most one signal.
type stream struct{ lines, typing chan struct{} }

func newStreams() *streams {
	return &streams{all: make(map[string]map[*stream]bool), ended: make(chan struct{})}
}

// open adds a page; false where there are too many.
func (s *streams) open(visitor string) (*stream, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isEnded || s.count >= maxStreams || len(s.all[visitor]) >= streamsPerVisit {
		return nil, false
	}
	if s.all[visitor] == nil {
		s.all[visitor] = make(map[*stream]bool)
	}
	opened := &stream{make(chan struct{}, 1), make(chan struct{}, 1)}
	s.all[visitor][opened] = true
	s.count++
	return opened, true
}

func (s *streams) close(visitor string, opened *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all[visitor], opened)
	if len(s.all[visitor]) == 0 {
		delete(s.all, visitor)
	}
	s.count--
}

// wake tells the pages of a visitor, or all, that there is something new.
func (s *streams) wake(signal feed.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if signal.Visitor != "" {
		for opened := range s.all[signal.Visitor] {
			if signal.Typing {
				ring(opened.typing)
			} else {
				ring(opened.lines)
			}
		}
		return
	}
	for _, of := range s.all {
		for opened := range of {
			ring(opened.lines)
		}
	}
}

func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// end ends all streams for good.
func (s *streams) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isEnded {
		s.isEnded = true
		close(s.ended)
	}
}
