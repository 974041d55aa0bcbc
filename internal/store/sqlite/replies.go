package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
)

// maxCachedReplies is how many ids of replies are cached.
const maxCachedReplies = 2048

// saveReply saves what a reply says, unless another one says it, and returns its id; NULL of
// nothing.
func (s *Store) saveReply(ctx context.Context, t *statements, said []byte, sum [sha256.Size]byte) (id sql.NullInt64, err error) {
	if said == nil {
		return id, nil
	}
	if known, ok := s.replies.Get(sum); ok {
		return sql.NullInt64{Int64: known, Valid: true}, nil
	}
	hash := int64(binary.BigEndian.Uint64(sum[:]))
	err = t.row(ctx, `SELECT id FROM replies WHERE hash = ? AND said = CAST(? AS TEXT)`, hash, said).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		var made done
		made, err = t.exec(ctx, `INSERT INTO replies (hash, said) VALUES (?, CAST(? AS TEXT))`, hash, said)
		id = sql.NullInt64{Int64: made.id, Valid: true}
	}
	if err != nil {
		return id, fmt.Errorf("save what is said: %w", err)
	}
	s.replies.Add(sum, id.Int64)
	return id, nil
}
