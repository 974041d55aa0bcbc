package postgres

import "aktivering/internal/store"

// CaseQuery returns the query of a page of cases, as PostgreSQL is given it.
func CaseQuery(q store.CaseQuery, err error) (string, []any, error) {
	return numbered(q.SQL), q.Args, err
}

// Dialect is how queries of cases are written.
func Dialect() store.Dialect { return dialect() }
