package settings

import (
	"aktivering/internal/seal"
)

// SecretKey is the setting of what encrypts secrets in the database.
type SecretKey struct {
	Keys string `name:"secret-key" env:"SECRET_KEY" secret:"" placeholder:"KEY" group:"Privacy" help:"The key that sessions and other secrets in the database are encrypted with: 32 bytes in base64. To replace it, write the new key before the old one. Without it they are not encrypted. ${env} or ${env}_FILE."`
}

// Faults returns what is wrong with the keys, as a *Error.
func (k SecretKey) Faults() error {
	_, err := k.Parse()
	return err
}

// Parse reads the keys; nil where there are none.
func (k SecretKey) Parse() (*seal.Keys, error) {
	keys, err := seal.Parse(k.Keys)
	if err != nil {
		return nil, Errorf("SECRET_KEY: %v", err)
	}
	return keys, nil
}
