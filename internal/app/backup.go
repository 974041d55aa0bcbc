package app

import (
	"context"
	"errors"
	"fmt"

	"aktivering/internal/settings"
	"aktivering/internal/store/sqlite"
)

// BackupOptions tell where a backup goes to or comes from.
type BackupOptions struct {
	Database settings.Database
	File     string `arg:"" help:"The file of the backup."`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o BackupOptions) Faults() error { return o.Database.Faults() }

// RestoreOptions tell where a backup comes from.
type RestoreOptions struct {
	BackupOptions `embed:""`
}

// errPostgres tells that PostgreSQL has its own tools.
var errPostgres = &UsageError{"a PostgreSQL database is backed up with pg_dump and restored with pg_restore"}

// Backup writes a copy of the database, also while the bot serves.
func (a *App) Backup(ctx context.Context, o BackupOptions) (err error) {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	file, ok := s.(*sqlite.Store)
	if !ok {
		return errPostgres
	}
	if err := file.Backup(ctx, o.File); err != nil {
		return err
	}
	if err := sqlite.Verify(ctx, o.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s is a copy of the database as it is now. Keep it as safe as the database.\n", o.File)
	return err
}

// Restore puts a backup in the place of the database.
func (a *App) Restore(ctx context.Context, o RestoreOptions) error {
	l, err := o.Database.Locate()
	if err != nil {
		return err
	}
	if l.URL != "" {
		return errPostgres
	}
	kept, err := sqlite.Restore(ctx, o.File, l.Path, l.Path+".before-"+a.Now().UTC().Format("20060102T150405Z"))
	if err != nil {
		return err
	}
	if kept != "" {
		if _, err := fmt.Fprintf(a.Out, "The database that was there is kept as %s.\n", kept); err != nil {
			return err
		}
	}
	s, err := a.openAt(ctx, l)
	if err != nil {
		return err
	}
	counts, err := s.Counts(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s is restored: %s. %s that waited then will be delivered when the bot serves; whoever was forgotten since the backup is in it again.\n",
		o.Database, number(counts.Conversations, "conversation"), number(counts.Waiting, "reply"))
	return err
}
