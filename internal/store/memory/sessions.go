package memory

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

// session is what is kept under a key until a time.
type session struct {
	data    []byte
	expires time.Time
}

// Session returns what is kept under a key.
func (s *Store) Session(ctx context.Context, key string) (data []byte, found bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	kept, ok := s.db.sessions[key]
	if !ok || !kept.expires.After(s.now()) {
		return nil, false, nil
	}
	return slices.Clone(kept.data), true, nil
}

// SaveSession keeps data under a key.
func (s *Store) SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	for other, kept := range s.db.sessions {
		if !kept.expires.After(s.now()) {
			delete(s.db.sessions, other)
		}
	}
	s.db.sessions[key] = session{slices.Clone(data), expires}
	return nil
}

// SessionsOf returns what is kept under keys that begin with a prefix.
func (s *Store) SessionsOf(ctx context.Context, prefix string, limit int) (list [][]byte, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, key := range slices.Sorted(maps.Keys(s.db.sessions)) {
		if kept := s.db.sessions[key]; len(list) < limit && strings.HasPrefix(key, prefix) && kept.expires.After(s.now()) {
			list = append(list, slices.Clone(kept.data))
		}
	}
	return list, nil
}

// TakeSession returns what is kept under a key, and removes it.
func (s *Store) TakeSession(ctx context.Context, key string) (data []byte, found bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	kept, ok := s.db.sessions[key]
	delete(s.db.sessions, key)
	if !ok || !kept.expires.After(s.now()) {
		return nil, false, nil
	}
	return kept.data, true, nil
}
