package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// statements runs queries on a database or a connection, and prepares each of
// them once. It is safe for concurrent use as far as what is below it is.
type statements struct {
	on interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
	// secured tells that secure is on.
	secured bool
}

func (s *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt, ok := s.prepared[query]
	if ok {
		return stmt, nil
	}
	stmt, err := s.on.PrepareContext(ctx, query) //nolint:sqlclosecheck // close does
	if err != nil {
		return nil, fmt.Errorf("prepare %.40q: %w", query, err)
	}
	if s.prepared == nil {
		s.prepared = make(map[string]*sql.Stmt)
	}
	s.prepared[query] = stmt
	return stmt, nil
}

// done is what a statement did.
type done struct {
	// changed is how many rows it changed, and id that of the last row it made.
	changed, id int64
}

func (s *statements) exec(ctx context.Context, query string, args ...any) (d done, err error) {
	stmt, err := s.get(ctx, query) //nolint:sqlclosecheck // close does
	if err != nil {
		return d, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return d, err
	}
	if d.changed, err = result.RowsAffected(); err != nil {
		return d, err
	}
	d.id, err = result.LastInsertId()
	return d, err
}

// secure has all that the transaction overwrites and deletes zeroed in the file, also pages
// that it frees: for all writes that costs too much. Others zero what they leave in pages that
// they write anyway. It holds until unsecure, after the end of the transaction.
func (s *statements) secure(ctx context.Context) error {
	if s.secured {
		return nil
	}
	if _, err := s.exec(ctx, `PRAGMA secure_delete = 1`); err != nil {
		return fmt.Errorf("have the file overwritten: %w", err)
	}
	s.secured = true
	return nil
}

// unsecure ends secure.
func (s *statements) unsecure(ctx context.Context) {
	if !s.secured {
		return
	}
	if _, err := s.exec(ctx, `PRAGMA secure_delete = FAST`); err == nil { // else it only costs time
		s.secured = false
	}
}

// row runs a query of one row; Scan tells what went wrong. It ends by itself soon: a
// context that can end would cost a goroutine to watch it.
func (s *statements) row(ctx context.Context, query string, args ...any) row {
	stmt, err := s.get(ctx, query) //nolint:sqlclosecheck // close does
	if err != nil {
		return noRow{err}
	}
	return stmt.QueryRowContext(context.WithoutCancel(ctx), args...)
}

// each runs a query and hands over each of its rows.
func (s *statements) each(ctx context.Context, do func(row) error, query string, args ...any) (err error) {
	stmt, err := s.get(ctx, query) //nolint:sqlclosecheck // close does
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, stmt := range s.prepared {
		errs = append(errs, stmt.Close())
	}
	clear(s.prepared)
	return errors.Join(errs...)
}

// row is what a query of one row gives.
type row interface{ Scan(dest ...any) error }

// noRow is the row of a query that could not be run.
type noRow struct{ err error }

func (r noRow) Scan(...any) error { return r.err }
