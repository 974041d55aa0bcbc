package store

import (
	"context"
	"sync"
	"time"
)

// SharedCheck is a check, such as of whether the database works, whose result all share who
// ask: at most one is under way, and its result holds for Every.
type SharedCheck[T any] struct {
	// Do makes the check. Its context does not end with that of who asked, as others wait
	// for the result too.
	Do func(ctx context.Context) T
	// Every is how long a result holds, by Now.
	Every time.Duration
	Now   func() time.Time

	mu sync.Mutex
	// done is closed when the check under way ends; nil without one.
	done   chan struct{}
	result T
	at     time.Time
}

// Get returns the result of a check. If ctx ends before the check does, it returns the
// result of the check before, if there was one, and false.
func (s *SharedCheck[T]) Get(ctx context.Context) (T, bool) {
	s.mu.Lock()
	if s.done == nil && !s.at.IsZero() && s.Now().Sub(s.at).Abs() < s.Every {
		defer s.mu.Unlock()
		return s.result, true
	}
	if s.done == nil {
		s.done = make(chan struct{})
		go s.check(context.WithoutCancel(ctx), s.done)
	}
	done := s.done
	s.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.result, s.done != done
}

func (s *SharedCheck[T]) check(ctx context.Context, done chan struct{}) {
	result := s.Do(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result, s.at, s.done = result, s.Now(), nil
	close(done)
}
