package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/internal/store"
)

// WorkspaceSettings returns what is set for single workspaces.
func (s *Store) WorkspaceSettings(ctx context.Context) ([]store.WorkspaceSettings, error) {
	rows, err := s.pool.Query(ctx, `SELECT platform, workspace, settings, changed_by, changed FROM workspaces ORDER BY platform COLLATE "C", workspace COLLATE "C"`)
	if err != nil {
		return nil, fmt.Errorf("read the settings of workspaces: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (w store.WorkspaceSettings, err error) {
		err = r.Scan(&w.Platform, &w.Workspace, &w.Settings, &w.By, &w.Changed)
		w.Changed = w.Changed.UTC()
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the settings of workspaces: %w", err)
	}
	return list, nil
}

// SaveWorkspaceSettings keeps what is set for a workspace.
func (s *Store) SaveWorkspaceSettings(ctx context.Context, w store.WorkspaceSettings, before time.Time) (bool, error) {
	query, args := `UPDATE workspaces SET settings = $4, changed_by = $5, changed = $6 WHERE platform = $1 AND workspace = $2 AND changed = $3`,
		[]any{w.Platform, storable(w.Workspace), before, storable(string(w.Settings)), storable(w.By), w.Changed}
	switch {
	case len(w.Settings) == 0:
		query, args = `DELETE FROM workspaces WHERE platform = $1 AND workspace = $2 AND changed = $3`, args[:3]
	case before.IsZero():
		query, args = `INSERT INTO workspaces (platform, workspace, settings, changed_by, changed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			append(args[:2:2], args[3:]...)
	}
	done, err := s.pool.Exec(ctx, query, args...)
	if err != nil {
		return false, fmt.Errorf("save the settings of a workspace: %w", err)
	}
	return done.RowsAffected() > 0, nil
}
