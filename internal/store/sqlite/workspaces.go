package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"aktivering/internal/store"
)

// WorkspaceSettings returns what is set for single workspaces.
func (s *Store) WorkspaceSettings(ctx context.Context) (list []store.WorkspaceSettings, err error) {
	err = s.read.each(ctx, func(r row) error {
		var w store.WorkspaceSettings
		var changed sql.NullInt64
		err := r.Scan(&w.Platform, &w.Workspace, &w.Settings, &w.By, &changed)
		w.Changed = timeOf(changed)
		list = append(list, w)
		return err
	}, `SELECT platform, workspace, settings, changed_by, changed FROM workspaces ORDER BY platform, workspace`)
	if err != nil {
		return nil, fmt.Errorf("read the settings of workspaces: %w", err)
	}
	return list, nil
}

// SaveWorkspaceSettings keeps what is set for a workspace.
func (s *Store) SaveWorkspaceSettings(ctx context.Context, w store.WorkspaceSettings, before time.Time) (saved bool, err error) {
	query, args := `UPDATE workspaces SET settings = ?, changed_by = ?, changed = ? WHERE platform = ? AND workspace = ? AND changed = ?`,
		[]any{string(w.Settings), w.By, micros(w.Changed), w.Platform, w.Workspace, micros(before)}
	switch {
	case len(w.Settings) == 0:
		query, args = `DELETE FROM workspaces WHERE platform = ? AND workspace = ? AND changed = ?`, args[3:]
	case before.IsZero():
		query, args = `INSERT INTO workspaces (settings, changed_by, changed, platform, workspace) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, args[:5]
	}
	err = s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		done, err := t.exec(ctx, query, args...)
		saved = done.changed > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("save the settings of a workspace: %w", err)
	}
	return saved, nil
}
