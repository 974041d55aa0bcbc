package postgres

import (
	"strings"
	"time"
)

// storable returns a text that PostgreSQL can store: it takes neither NUL nor invalid UTF-8.
// JSON needs none of it.
func storable[T ~string](text T) T {
	return T(strings.ReplaceAll(strings.ToValidUTF8(string(text), "\uFFFD"), "\x00", "\uFFFD"))
}

// timeOf reads a time; NULL is none.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// nullTime is a time, and NULL of none.
func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
