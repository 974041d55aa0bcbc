package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"aktivering/internal/store"
)

// WorkspaceSettings returns what is set for single workspaces.
func (s *Store) WorkspaceSettings(ctx context.Context) (list []store.WorkspaceSettings, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, w := range s.db.workspaces {
		w.Settings = bytes.Clone(w.Settings)
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b store.WorkspaceSettings) int {
		return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Workspace, b.Workspace))
	})
	return list, nil
}

// SaveWorkspaceSettings keeps what is set for a workspace.
func (s *Store) SaveWorkspaceSettings(ctx context.Context, w store.WorkspaceSettings, before time.Time) (saved bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	key := workspace{w.Platform, w.Workspace}
	kept, found := s.db.workspaces[key]
	switch {
	case found == before.IsZero(), found && !kept.Changed.Equal(micros(before)), !found && len(w.Settings) == 0:
		return false, nil
	case len(w.Settings) == 0:
		delete(s.db.workspaces, key)
		return true, nil
	}
	w.Settings, w.Changed = bytes.Clone(w.Settings), micros(w.Changed)
	s.db.workspaces[key] = w
	return true, nil
}
