package main

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"aktivering/internal/bench/soak/loopback"
)

// attempt is one sending of a reply: refused, or delivered to its person.
type attempt struct {
	loopback.Reply
	delivered    bool
	began, ended time.Time
	// response tells that it came with the acknowledgement of a message.
	response bool
}

// sink is the platform's side: it takes what is sent, and now and then refuses to
// for a moment.
type sink struct {
	url    string
	server *http.Server
	// faults is how many of a hundred sends are refused, and linger how long the
	// others take to be answered at most: until then the program does not know that
	// they were delivered.
	faults int
	linger time.Duration

	mu       sync.Mutex
	random   *rand.Rand
	attempts []attempt
}

func newSink(faults int, linger time.Duration, random *rand.Rand) (s *sink, err error) {
	s = &sink{faults: faults, linger: linger, random: random}
	s.url, s.server, err = listen(s)
	return s, err
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var a attempt
	if err := json.NewDecoder(r.Body).Decode(&a.Reply); err != nil {
		// The sender was killed in the middle: it has not been sent.
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	n := len(s.attempts)
	a.began = time.Now()
	a.delivered = s.random.IntN(100) >= s.faults
	asks, linger := s.random.IntN(2) == 0, time.Duration(s.random.Int64N(int64(s.linger)+1))
	s.attempts = append(s.attempts, a)
	s.mu.Unlock()
	if a.delivered {
		time.Sleep(linger)
	} else {
		refuse(w, asks)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attempts[n].ended = time.Now()
}

// responded takes a reply that came with an acknowledgement.
func (s *sink) responded(r loopback.Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.attempts = append(s.attempts, attempt{Reply: r, delivered: true, began: now, ended: now, response: true})
}

// all returns what was sent, in the order in which it came.
func (s *sink) all() []attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.attempts)
}
