package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"aktivering/internal/store"
)

// Examine connects to a database and compares its version with the program's. It changes nothing; a
// database that holds nothing yet is in order.
func Examine(ctx context.Context, dsn string) (err error) {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return errors.New("the database cannot be reached: look at the address, the password and the server (its log says why)")
	}
	defer func() { err = errors.Join(err, c.Close(context.WithoutCancel(ctx))) }()
	var made bool
	if err := c.QueryRow(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL`).Scan(&made); err != nil || !made {
		return err
	}
	var have int64
	if err := c.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&have); err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	known, err := latestMigration()
	if err != nil {
		return err
	}
	if have > known {
		return &store.NewerError{Database: "the database", Have: have, Known: known}
	}
	return nil
}

// latestMigration is the version of the schema that the program knows.
func latestMigration() (latest int64, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	for _, name := range files {
		digits, _, _ := strings.Cut(path.Base(name), "_")
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("the migration %s has no number: %w", name, err)
		}
		latest = max(latest, n)
	}
	return latest, nil
}
