package memory

import (
	"context"
	"time"
)

// lease ends when until has come, by the clock that nobody sets.
type lease struct {
	holder string
	until  time.Time
}

// Lease gives or renews a lease, as port.Leases says.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	now := s.steady()
	if l := s.db.leases[name]; l.holder != holder && l.until.After(now) {
		return false, nil
	}
	s.db.leases[name] = lease{holder, now.Add(ttl)}
	return true, nil
}

// Release gives a lease back.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if s.db.leases[name].holder == holder {
		delete(s.db.leases, name)
	}
	return nil
}
