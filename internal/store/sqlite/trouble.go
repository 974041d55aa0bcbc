package sqlite

import (
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"aktivering/internal/store"
)

// troubleError returns a store.TroubleError where it is known what to do about an error of
// SQLite, else the error itself.
func troubleError(path string, err error) error {
	folder := filepath.Dir(path)
	if absolute, err := filepath.Abs(path); err == nil {
		folder = filepath.Dir(absolute)
	}
	var fix string
	switch codeOf(err) {
	case sqlite3.SQLITE_FULL:
		fix = "the disk is full: free space on " + folder
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		fix = "another process holds the database's lock: end the program that has " + path + " open"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		fix = "the file cannot be written: give the program's user the right to write " + path + " and its folder"
	case sqlite3.SQLITE_IOERR:
		fix = "the file system refuses: see whether " + folder + " is full, or its disk broken"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		fix = "the file is damaged: stop the program and restore a copy of " + path
	default:
		return err
	}
	return &store.TroubleError{Err: err, Fix: fix}
}
