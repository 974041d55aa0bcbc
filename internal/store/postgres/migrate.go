package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"

	"aktivering/internal/store"
)

//go:embed migrations
var migrations embed.FS

// lockTimeout is how long to wait for another process that brings the schema up
// to date.
const lockTimeout = 30 * time.Second

// migrate brings the schema up to date, one process at a time: first it looks
// whether all of it is known, then it makes River's tables and the store's own.
func (s *Store) migrate(ctx context.Context, name string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	unlock, err := lockSchema(ctx, s.pool)
	if err != nil {
		return fmt.Errorf("lock the schema: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()

	queue, err := rivermigrate.New(s.driver, &rivermigrate.Config{Schema: s.schema, Logger: riverLogger(s.log)})
	if err != nil {
		return fmt.Errorf("migrations of the queue: %w", err)
	}
	if err := refuseNewerQueue(ctx, s.pool, queue, name); err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(s.pool.Pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	own, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, known, err := own.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have > known {
		return &store.NewerError{Database: name, Have: have, Known: known}
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the queue's tables up to date: %w", err)
	}
	if _, err := own.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// lockSchema takes the lock of the current schema, on a connection of its own: it
// is freed when the process dies.
func lockSchema(ctx context.Context, pool *pool) (unlock func() error, err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	const key = `(hashtextextended('aktivering/' || current_schema(), 0))`
	// Who brings the schema up to date may take longer than other locks are waited for.
	if _, err := conn.Exec(ctx, `SET lock_timeout = 0`); err != nil {
		conn.Release()
		return nil, err
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock`+key); err != nil {
		conn.Release()
		return nil, err
	}
	return func() error {
		defer conn.Release()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockTimeout)
		defer cancel()
		if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock`+key); err != nil {
			return err
		}
		_, err := conn.Exec(ctx, `RESET lock_timeout`)
		return err
	}, nil
}

// refuseNewerQueue fails if River's tables are those of a later version of it.
func refuseNewerQueue(ctx context.Context, pool *pool, queue *rivermigrate.Migrator[pgx.Tx], name string) error {
	var made bool
	if err := pool.QueryRow(ctx, `SELECT to_regclass(quote_ident(current_schema()) || '.river_migration') IS NOT NULL`).Scan(&made); err != nil || !made {
		return err
	}
	var have, known int64
	if err := pool.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM river_migration`).Scan(&have); err != nil {
		return fmt.Errorf("read the version of the queue's tables: %w", err)
	}
	for _, v := range queue.AllVersions() {
		known = max(known, int64(v.Version))
	}
	if have > known {
		return &store.NewerError{Database: name + " (job queue)", Have: have, Known: known}
	}
	return nil
}
