package postgres

import "aktivering/internal/store"

// CaseQuery returns the query of a page of cases, as PostgreSQL is given it.
func CaseQuery(q store.CaseQuery, err error) (string, []any, error) {
	return numbered(q.SQL), q.Args, err
}

// Dialect is how queries of cases are written.
func Dialect() store.Dialect { return dialect() }

// LatestWords looks for words among the latest cases.
func LatestWords(query string) store.WordIndex { return latestWords(query) }

// AllWords looks among all cases.
func AllWords(query string) store.WordIndex { return allWords(query) }

// WordsOfFew looks among the cases that all other conditions leave.
func WordsOfFew(query string) store.WordIndex { return wordsOfFew(query) }
