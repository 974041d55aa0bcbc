package store

// TroubleError is why a database cannot be used now, with what to do about it.
type TroubleError struct {
	Err error
	// Mend names the cause and the remedy, for an administrator.
	Mend string
}

func (e *TroubleError) Error() string { return e.Mend + ": " + e.Err.Error() }

func (e *TroubleError) Unwrap() error { return e.Err }
