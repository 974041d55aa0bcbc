package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/internal/store"
)

// workspace names an installation.
type workspace struct {
	on bot.Platform
	id string
}

// Installations returns the installations of a platform.
func (s *Store) Installations(ctx context.Context, on bot.Platform) (list []store.Installation, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for key, i := range s.db.installed {
		if key.on == on {
			i.Tokens = bytes.Clone(i.Tokens)
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b store.Installation) int { return cmp.Compare(a.Workspace, b.Workspace) })
	return list, nil
}

// SaveInstallation keeps an installation.
func (s *Store) SaveInstallation(ctx context.Context, i store.Installation) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	i.Tokens = bytes.Clone(i.Tokens)
	i.Expires, i.Installed, i.Removed, i.Reason = micros(i.Expires), micros(i.Installed), time.Time{}, ""
	s.db.installed[workspace{i.Platform, i.Workspace}] = i
	return nil
}

// RenewInstallation puts tokens in the place of others.
func (s *Store) RenewInstallation(ctx context.Context, on bot.Platform, id string, before, after []byte, expires time.Time) (renewed bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	key := workspace{on, id}
	i, found := s.db.installed[key]
	if !found || !i.Removed.IsZero() || !bytes.Equal(i.Tokens, before) {
		return false, nil
	}
	i.Tokens, i.Expires = bytes.Clone(after), micros(expires)
	s.db.installed[key] = i
	return true, nil
}

// RemoveInstallation notes that the bot was removed.
func (s *Store) RemoveInstallation(ctx context.Context, on bot.Platform, id, reason string, at time.Time) (removed bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	key := workspace{on, id}
	i, found := s.db.installed[key]
	if !found || !i.Removed.IsZero() || i.Installed.After(micros(at)) {
		return false, nil
	}
	i.Tokens, i.Removed, i.Reason = nil, micros(at), reason
	s.db.installed[key] = i
	return true, nil
}
