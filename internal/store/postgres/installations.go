package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/internal/store"
)

// Installations returns the installations of a platform.
func (s *Store) Installations(ctx context.Context, on bot.Platform) ([]store.Installation, error) {
	rows, err := s.pool.Query(ctx, `SELECT platform, workspace, name, bot_user, tokens, expires, installed_by, installed, removed, reason
		FROM installations WHERE platform = $1 ORDER BY workspace COLLATE "C"`, on)
	if err != nil {
		return nil, fmt.Errorf("read the installations: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (i store.Installation, err error) {
		var expires, installed, removed *time.Time
		err = r.Scan(&i.Platform, &i.Workspace, &i.Name, &i.BotUser, &i.Tokens, &expires, &i.InstalledBy, &installed, &removed, &i.Reason)
		i.Expires, i.Installed, i.Removed = timeOf(expires), timeOf(installed), timeOf(removed)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the installations: %w", err)
	}
	return list, nil
}

// SaveInstallation keeps an installation.
func (s *Store) SaveInstallation(ctx context.Context, i store.Installation) error {
	_, err := s.changeInstallation(ctx, `INSERT INTO installations (platform, workspace, name, bot_user, tokens, expires, installed_by, installed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (platform, workspace) DO UPDATE SET name = excluded.name, bot_user = excluded.bot_user, tokens = excluded.tokens,
			expires = excluded.expires, installed_by = excluded.installed_by, installed = excluded.installed, removed = NULL, reason = ''`,
		i.Platform, storable(i.Workspace), storable(i.Name), storable(i.BotUser), i.Tokens, nullTime(i.Expires), storable(i.InstalledBy), i.Installed)
	return err
}

// RenewInstallation puts tokens in the place of others.
func (s *Store) RenewInstallation(ctx context.Context, on bot.Platform, workspace string, before, after []byte, expires time.Time) (bool, error) {
	return s.changeInstallation(ctx, `UPDATE installations SET tokens = $1, expires = $2
		WHERE platform = $3 AND workspace = $4 AND tokens = $5 AND removed IS NULL`, after, nullTime(expires), on, storable(workspace), before)
}

// RemoveInstallation notes that the bot was removed.
func (s *Store) RemoveInstallation(ctx context.Context, on bot.Platform, workspace, reason string, at time.Time) (bool, error) {
	return s.changeInstallation(ctx, `UPDATE installations SET tokens = NULL, removed = $1, reason = $2
		WHERE platform = $3 AND workspace = $4 AND removed IS NULL AND installed <= $1`, at, storable(reason), on, storable(workspace))
}

// changeInstallation changes a row, and reports whether there was one to change.
func (s *Store) changeInstallation(ctx context.Context, query string, args ...any) (changed bool, err error) {
	done, err := s.pool.Exec(ctx, query, args...)
	if err != nil {
		return false, fmt.Errorf("save an installation: %w", err)
	}
	return done.RowsAffected() > 0, nil
}
