package store

// TroubleError is why a database cannot be used now, with what to do about it.
type TroubleError struct {
	Err error
	// Mend names the cause and the remedy, for an administrator.
	Fix string
}

func (e *TroubleError) Error() string { return e.Fix + ": " + e.Err.Error() }

func (e *TroubleError) Unwrap() error { return e.Err }
