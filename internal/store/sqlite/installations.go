package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/internal/store"
)

// Installations returns the installations of a platform.
func (s *Store) Installations(ctx context.Context, on bot.Platform) (list []store.Installation, err error) {
	err = s.read.each(ctx, func(r row) error {
		var i store.Installation
		var expires, installed, removed sql.NullInt64
		err := r.Scan(&i.Platform, &i.Workspace, &i.Name, &i.BotUser, &i.Tokens, &expires, &i.InstalledBy, &installed, &removed, &i.Reason)
		i.Expires, i.Installed, i.Removed = timeOf(expires), timeOf(installed), timeOf(removed)
		list = append(list, i)
		return err
	}, `SELECT platform, workspace, name, bot_user, tokens, expires, installed_by, installed, removed, reason
		FROM installations WHERE platform = ? ORDER BY workspace`, on)
	if err != nil {
		return nil, fmt.Errorf("read the installations: %w", err)
	}
	return list, nil
}

// SaveInstallation keeps an installation.
func (s *Store) SaveInstallation(ctx context.Context, i store.Installation) error {
	_, err := s.changeInstallation(ctx, `INSERT INTO installations (platform, workspace, name, bot_user, tokens, expires, installed_by, installed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (platform, workspace) DO UPDATE SET name = excluded.name, bot_user = excluded.bot_user, tokens = excluded.tokens,
			expires = excluded.expires, installed_by = excluded.installed_by, installed = excluded.installed, removed = NULL, reason = ''`,
		i.Platform, i.Workspace, i.Name, i.BotUser, i.Tokens, nullMicros(i.Expires), i.InstalledBy, micros(i.Installed))
	return err
}

// RenewInstallation puts tokens in the place of others.
func (s *Store) RenewInstallation(ctx context.Context, on bot.Platform, workspace string, before, after []byte, expires time.Time) (bool, error) {
	return s.changeInstallation(ctx, `UPDATE installations SET tokens = ?, expires = ?
		WHERE platform = ? AND workspace = ? AND tokens = ? AND removed IS NULL`, after, nullMicros(expires), on, workspace, before)
}

// RemoveInstallation notes that the bot was removed.
func (s *Store) RemoveInstallation(ctx context.Context, on bot.Platform, workspace, reason string, at time.Time) (bool, error) {
	return s.changeInstallation(ctx, `UPDATE installations SET tokens = NULL, removed = ?, reason = ?
		WHERE platform = ? AND workspace = ? AND removed IS NULL AND installed <= ?`, micros(at), reason, on, workspace, micros(at))
}

// changeInstallation changes a row, and reports whether there was one to change.
func (s *Store) changeInstallation(ctx context.Context, query string, args ...any) (changed bool, err error) {
	err = s.writer.do(ctx, func(ctx context.Context, t *statements) error {
		done, err := t.exec(ctx, query, args...)
		changed = done.changed > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("save an installation: %w", err)
	}
	return changed, nil
}
