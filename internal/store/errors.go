package store

import (
	"errors"
	"fmt"
)

// ErrNoItem means that no effect that has failed has the key.
var ErrNoItem = errors.New("nothing that was given up has this key")

// NewerError means that the database was written by a later version of the program.
type NewerError struct {
	Database    string
	Have, Known int64
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer version of aktivering (schema %d, this program knows %d): run that version, or name another database", e.Database, e.Have, e.Known)
}

// BusyError means that another process has what only one may have. Fix tells an
// administrator what to do about it.
type BusyError struct{ What, Fix string }

func (e *BusyError) Error() string { return e.What + ": " + e.Fix }

// PlaceError means that a database cannot be where the settings say: waiting does not
// help. Fix tells what to do.
type PlaceError struct{ What, Fix string }

func (e *PlaceError) Error() string { return e.What + ": " + e.Fix }

// TroubleError is why a database cannot be used now, with what to do about it.
type TroubleError struct {
	Err error
	// Fix names the cause and the remedy, for an administrator.
	Fix string
}

func (e *TroubleError) Error() string { return e.Fix + ": " + e.Err.Error() }

func (e *TroubleError) Unwrap() error { return e.Err }
