package store

// PlaceError means that a database cannot be where the settings say: waiting does not
// help.
type PlaceError struct{ What, Fix string }

func (e *PlaceError) Error() string { return e.What + ": " + e.Fix }
