// Package seal encrypts what a store keeps and what must stay secret from whoever reads the database or
// a copy of it: the sessions of the desk in the browser, links that let agents in, the key that
// cookies of the chat are signed with, and the tokens of workspaces that installed an app.
//
// What belongs here: keys, how a secret is encrypted, and what a store keeps encrypted. What a session
// holds is for internal/webdesk/signin.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

const (
	// keyBytes is the size of a key: AES-256.
	keyBytes = 32
	// maxKeys is how many keys there are at most.
	maxKeys = 16
	// prefix begins everything that is encrypted, and the first bytes of the hash of its key follow.
	prefix  = "sealed1:"
	idBytes = 4
)

// The errors of secrets that cannot be read.
var (
	// ErrPlain means that it was kept without a key.
	ErrPlain = errors.New("it is not encrypted")
	// ErrNoKey means that it was encrypted with a key that is not among the keys.
	ErrNoKey = errors.New("it is encrypted with another key")
	// ErrChanged means that it was changed, or moved from elsewhere in the database.
	ErrChanged = errors.New("it was changed after it was encrypted")
)

// Keys encrypt with the first of them, and decrypt with all, so that a key can be replaced. The nil
// *Keys encrypt nothing. Keys are safe for concurrent use, and are never printed.
type Keys struct{ all []key }

type key struct {
	id   []byte
	aead cipher.AEAD
}

// Parse reads keys, each 32 bytes in base64, with spaces or lines between them. It returns nil where
// there are none. Errors do not hold what was given.
func Parse(text string) (*Keys, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, nil //nolint:nilnil // the nil Keys encrypt nothing
	}
	if len(words) > maxKeys {
		return nil, fmt.Errorf("there are %d keys; use at most %d", len(words), maxKeys)
	}
	k := new(Keys)
	for i, word := range words {
		secret, err := base64.StdEncoding.DecodeString(word)
		if err != nil || len(secret) != keyBytes {
			return nil, fmt.Errorf("key %d is not 32 bytes in base64; make one with: openssl rand -base64 32", i+1)
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		sum := sha256.Sum256(append([]byte("aktivering key id"), secret...))
		k.all = append(k.all, key{sum[:idBytes], aead})
	}
	return k, nil
}

// String tells how many keys there are, and nothing of them.
func (k *Keys) String() string {
	if k == nil {
		return "no keys"
	}
	return fmt.Sprintf("%d keys", len(k.all))
}

// GoString is String.
func (k *Keys) GoString() string { return k.String() }

// Seal encrypts a secret with the first key. It opens only under the same name.
func (k *Keys) Seal(name string, secret []byte) []byte {
	if k == nil {
		return secret
	}
	sealed := append([]byte(prefix), k.all[0].id...)
	return k.all[0].aead.Seal(sealed, nil, secret, []byte(name)) //nolint:gosec // it takes no nonce: it makes a random one
}

// Open decrypts what Seal returned. It fails with ErrPlain, ErrNoKey or ErrChanged, and tells by first
// whether the first key did it.
func (k *Keys) Open(name string, sealed []byte) (secret []byte, first bool, err error) {
	rest, found := bytes.CutPrefix(sealed, []byte(prefix))
	switch {
	case !found && k == nil:
		return sealed, true, nil
	case !found:
		return nil, false, ErrPlain
	case len(rest) < idBytes:
		return nil, false, ErrChanged
	case k == nil:
		return nil, false, fmt.Errorf("%w (%s)", ErrNoKey, hex.EncodeToString(rest[:idBytes]))
	}
	for i, key := range k.all {
		if !bytes.Equal(key.id, rest[:idBytes]) {
			continue
		}
		secret, err := key.aead.Open(nil, nil, rest[idBytes:], []byte(name))
		if err != nil {
			return nil, false, ErrChanged
		}
		return secret, i == 0, nil
	}
	return nil, false, fmt.Errorf("%w (%s)", ErrNoKey, hex.EncodeToString(rest[:idBytes]))
}
