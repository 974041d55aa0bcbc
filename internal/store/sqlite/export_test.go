package sqlite

import (
	"context"

	"aktivering/internal/store"
)

// EmptyLog makes one try to empty the log.
func (s *Store) EmptyLog(ctx context.Context) (bool, error) { return s.wal.empty(ctx) }

// Dialect is how queries of cases are written.
func Dialect() store.Dialect { return dialect() }

// WordIndex is how words are looked for.
func WordIndex(match string) store.WordIndex { return wordIndex(match) }

// GapQuery is how turns that tell of lacking knowledge are read.
func GapQuery() string { return gapQuery() }

// ProblemQueries are what is looked for because of problems.
func ProblemQueries() map[string]string {
	return map[string]string{"Reporters": selectReporters, "CountReporters": countReporters, "Concerned": selectConcerned}
}
