package sqlite

import "context"

// EmptyLog makes one try to empty the log.
func (s *Store) EmptyLog(ctx context.Context) (bool, error) { return s.wal.empty(ctx) }
