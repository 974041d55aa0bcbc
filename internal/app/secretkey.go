package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"aktivering/internal/seal"
	"aktivering/internal/store"
)

// SecretKey is the setting of what encrypts secrets in the database.
type SecretKey struct {
	Keys string `name:"secret-key" env:"SECRET_KEY" secret:"" placeholder:"KEY" group:"Privacy" help:"The key that sessions and other secrets in the database are encrypted with: 32 bytes in base64. To replace it, write the new key before the old one. Without it they are not encrypted. ${env} or ${env}_FILE."`
}

// faults returns what is wrong with the keys, as a *SettingError.
func (k SecretKey) faults() error {
	_, err := k.parse()
	return err
}

// parse reads the keys; nil where there are none.
func (k SecretKey) parse() (*seal.Keys, error) {
	keys, err := seal.Parse(k.Keys)
	if err != nil {
		return nil, fault("SECRET_KEY: %v", err)
	}
	return keys, nil
}

// unlock returns the keys of the secrets in a database. It fails with a *SettingError where they were
// encrypted with another key, and else encrypts with the first key what is kept for good.
func (k SecretKey) unlock(ctx context.Context, s store.Store) (*seal.Keys, error) {
	keys, err := k.parse()
	if err != nil {
		return nil, err
	}
	proposal := make([]byte, sha256.Size)
	_, _ = rand.Read(proposal) // it never fails
	err = seal.Renew(ctx, s, keys, proposal)
	switch {
	case errors.Is(err, seal.ErrNoKey) && keys == nil:
		return nil, fault("SECRET_KEY is missing, and there are secrets in the database: %v; set SECRET_KEY_FILE to the file with the key", err)
	case errors.Is(err, seal.ErrNoKey):
		return nil, fault("SECRET_KEY is not the key of the secrets in the database: %v; add the key that they were encrypted with after the new one", err)
	}
	return keys, err //nolint:wrapcheck // it says what it is about
}
