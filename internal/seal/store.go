package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot/feed"
	"aktivering/internal/store"
)

// Sessions are the sessions of a store, encrypted. One that was kept without a key, or with a key that
// is gone, is as none: whoever had it signs in again.
type Sessions struct {
	store.Sessions
	Keys *Keys
}

// Session returns what is kept under a key.
func (s Sessions) Session(ctx context.Context, key string) ([]byte, bool, error) {
	return s.open(key)(s.Sessions.Session(ctx, key))
}

// TakeSession returns what is kept under a key, and removes it.
func (s Sessions) TakeSession(ctx context.Context, key string) ([]byte, bool, error) {
	return s.open(key)(s.Sessions.TakeSession(ctx, key))
}

// SaveSession keeps data under a key until a time.
func (s Sessions) SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error {
	return s.Sessions.SaveSession(ctx, key, s.Keys.Seal(key, data), expires) //nolint:wrapcheck // it stands in for the store
}

// open decrypts what the store returned.
func (s Sessions) open(key string) func([]byte, bool, error) ([]byte, bool, error) {
	return func(sealed []byte, found bool, err error) ([]byte, bool, error) {
		if err != nil || !found {
			return nil, false, err
		}
		data, _, err := s.Keys.Open(key, sealed)
		return data, err == nil, nil
	}
}

// Feed is the feed of a store, whose key is encrypted.
type Feed struct {
	feed.Store
	Keys *Keys
}

// feedKey is the name that the key of cookies is encrypted under.
const feedKey = "feed-key"

// FeedKey returns the key that cookies are signed with. It fails with an error of Keys.Open.
func (f Feed) FeedKey(ctx context.Context, proposal []byte) ([]byte, error) {
	sealed, err := f.Store.FeedKey(ctx, f.Keys.Seal(feedKey, proposal))
	if err != nil {
		return nil, err //nolint:wrapcheck // it stands in for the store
	}
	key, _, err := f.Keys.Open(feedKey, sealed)
	if errors.Is(err, ErrPlain) { // another process, without the key, was faster
		return sealed, nil
	}
	return key, err
}

// KeyStore is where the key of cookies is kept.
type KeyStore interface {
	feed.Store
	// ReplaceFeedKey puts a key in the place of another one, if that is kept still.
	ReplaceFeedKey(ctx context.Context, before, after []byte) error
}

// Renew encrypts the key of cookies with the first of the keys, also where it was kept without one or
// with another. Whether the keys are those of the database shows here: it fails with ErrNoKey or
// ErrChanged. proposal becomes the key where none is kept yet.
func Renew(ctx context.Context, s KeyStore, k *Keys, proposal []byte) error {
	sealed, err := s.FeedKey(ctx, k.Seal(feedKey, proposal))
	if err != nil {
		return fmt.Errorf("read the secrets of the database: %w", err)
	}
	key, first, err := k.Open(feedKey, sealed)
	switch {
	case errors.Is(err, ErrPlain):
		key = sealed
	case err != nil:
		return err
	case first:
		return nil
	}
	if err := s.ReplaceFeedKey(ctx, sealed, k.Seal(feedKey, key)); err != nil {
		return fmt.Errorf("encrypt the secrets of the database: %w", err)
	}
	return nil
}
