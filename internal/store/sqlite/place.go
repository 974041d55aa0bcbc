package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"aktivering/internal/store"
)

// errForeign is a database that another program made.
var errForeign = errors.New("it is another program's database")

// refuseForeign fails for a database that has tables and none of this program's.
func refuseForeign(ctx context.Context, db *sql.DB) error {
	var all, own int
	err := db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE name = 'goose_db_version') FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).Scan(&all, &own)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	if all > 0 && own == 0 {
		return errForeign
	}
	return nil
}

// isForeign reports the error of a file that is not a database of this program.
func isForeign(err error) bool {
	return errors.Is(err, errForeign) || codeOf(err) == sqlite3.SQLITE_NOTADB
}

// placeError returns a store.PlaceError where a database cannot be at its place, else the error
// itself.
func placeError(path string, err error) error {
	at := func(what, fix string) error { return &store.PlaceError{What: what, Fix: fix} }
	folder := filepath.Dir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return at("there is no folder "+folder, "create it, or name another file")
	case errors.Is(err, syscall.EISDIR):
		return at("it is a folder", "name a file in it")
	case errors.Is(err, syscall.ENOTDIR):
		return at(folder+" is no folder", "name a file in a folder")
	case errors.Is(err, fs.ErrPermission):
		return at("the program may not write there", "give its user the right to write the file and its folder, or name another file")
	case errors.Is(err, syscall.EROFS):
		return at("the file system can only be read", "name a file where the program may write")
	case isForeign(err):
		return at("it is not a database of aktivering", "name another file, or move it away")
	}
	return err
}

// codeOf returns the primary code of an error of SQLite; 0 of another one.
func codeOf(err error) int {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
