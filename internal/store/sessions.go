package store

import (
	"context"
	"time"
)

// Sessions keeps data of the pages under secret keys, until a time: who is signed in to a
// browser, and links that work once. Keys are hashed before they come here. It knows nothing of
// conversations.
type Sessions interface {
	// Session returns what is kept under a key; false where there is nothing, or no more.
	Session(ctx context.Context, key string) (data []byte, found bool, err error)
	// SaveSession keeps data under a key until a time, in place of what is there. It also
	// removes some of what has expired.
	SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error
	// SessionsOf returns what is kept under keys that begin with a prefix, at most limit of them in
	// the order of the keys.
	SessionsOf(ctx context.Context, prefix string, limit int) ([][]byte, error)
	// TakeSession returns what is kept under a key, and removes it: of several that take it,
	// one gets it.
	TakeSession(ctx context.Context, key string) (data []byte, found bool, err error)
}

// MaxExpired is how many expired sessions are removed when another one is saved.
const MaxExpired = 10
