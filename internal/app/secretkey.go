package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"aktivering/internal/seal"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// unlock returns the keys of the secrets in a database. It fails with a *settings.Error where they were
// encrypted with another key, and else encrypts with the first key what is kept for good.
func unlock(ctx context.Context, s store.Store, k settings.SecretKey) (*seal.Keys, error) {
	keys, err := k.Parse()
	if err != nil {
		return nil, err
	}
	proposal := make([]byte, sha256.Size)
	_, _ = rand.Read(proposal) // it never fails
	err = seal.Renew(ctx, s, keys, proposal)
	switch {
	case errors.Is(err, seal.ErrNoKey) && keys == nil:
		return nil, settings.Errorf("SECRET_KEY is missing, and there are secrets in the database: %v; set SECRET_KEY_FILE to the file with the key", err)
	case errors.Is(err, seal.ErrNoKey):
		return nil, settings.Errorf("SECRET_KEY is not the key of the secrets in the database: %v; add the key that they were encrypted with after the new one", err)
	}
	return keys, err //nolint:wrapcheck // it says what it is about
}
