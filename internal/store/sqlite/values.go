package sqlite

import (
	"database/sql"
	"time"
)

// micros is how times stand in the database.
func micros(t time.Time) int64 { return t.UnixMicro() }

// nullMicros is micros, and NULL of no time.
func nullMicros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: micros(t), Valid: !t.IsZero()}
}

// timeOf reads what nullMicros wrote.
func timeOf(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}
