package postgres

import (
	"errors"
	"sync"

	"aktivering/bot"
)

// serving is what one Run serves.
type serving struct {
	mu sync.Mutex
	at []bot.Address // nil without a Run
	// queues tells whether whole platforms are served, and up whether they are being
	// served.
	queues, up bool
	// news is signalled when a local platform may have something to do.
	news chan struct{}
	// sends is what replies are sent with as soon as they are saved; nil where nothing is.
	sends *sender
}

func newServing() serving { return serving{news: make(chan struct{}, 1)} }

func (s *serving) signal() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

func (s *serving) begin(at []bot.Address, queues bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at != nil {
		return errors.New("postgres: the outbox runs already")
	}
	s.at = append(make([]bot.Address, 0, len(at)), at...)
	s.queues = queues
	return nil
}

// started records whether River works.
func (s *serving) started(up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.up = up
}

// down reports whether a Run should perform effects and cannot.
func (s *serving) down() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at != nil && s.queues && !s.up
}

func (s *serving) sendBy(d *sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sends = d
}

func (s *serving) sender() *sender {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sends
}

func (s *serving) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = nil
}

// places returns what is served; it is false without a Run.
func (s *serving) places() ([]bot.Address, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at, s.at != nil
}
