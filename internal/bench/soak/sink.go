package main

import (
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// delivery is one reply as it reached its person.
type delivery struct {
	Key, Person, Text string
	Turn              int
	at                time.Time
}

// sink is the platform's side: it takes what is sent, and now and then refuses to
// for a moment.
type sink struct {
	url    string
	server *http.Server
	// faults is how many of a hundred sends are refused.
	faults int

	mu         sync.Mutex
	random     *rand.Rand
	deliveries []delivery
	refused    int
}

func newSink(faults int, random *rand.Rand) (*sink, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is there at once
	if err != nil {
		return nil, err
	}
	s := &sink{url: "http://" + listener.Addr().String(), faults: faults, random: random}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.server.Serve(listener) }() // until Close
	return s, nil
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d := delivery{at: time.Now()}
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		// The sender was killed in the middle: it has not been sent.
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.random.IntN(100) < s.faults {
		s.refused++
		if s.random.IntN(2) == 0 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	s.deliveries = append(s.deliveries, d)
}

func (s *sink) all() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivery(nil), s.deliveries...)
}

// count returns how many replies have been taken.
func (s *sink) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.deliveries)
}
