package signin

import (
	"context"
	"fmt"
	"time"
)

// sessionStore lets scs keep sessions in a store. The keys that it is given are hashed already.
type sessionStore struct{ Sessions }

// FindCtx returns the data of a session.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.Session(ctx, "session/"+token) //nolint:wrapcheck // the store says what it is about
}

// CommitCtx saves a session.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.SaveSession(ctx, "session/"+token, data, expiry) //nolint:wrapcheck // the store says what it is about
}

// DeleteCtx ends a session.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	if _, _, err := s.TakeSession(ctx, "session/"+token); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	return nil
}

// Find, Commit and Delete are of an interface that scs has for stores without contexts; it calls
// the others.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is described at Find.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is described at Find.
func (s sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}
