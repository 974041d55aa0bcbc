// Package pushtest is a push service on this machine and browsers that can be told, for tests.
package pushtest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aktivering/adapters/web/push"
)

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Browser is one that can be told.
type Browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// NewBrowser makes a browser with keys of its own.
func NewBrowser(t testing.TB) Browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := Browser{key, make([]byte, 16)}
	_, _ = rand.Read(s.auth)
	return s
}

// At is its subscription at an address.
func (s Browser) At(endpoint string) push.Subscription {
	return push.Subscription{Endpoint: endpoint, P256dh: encode(s.key.PublicKey().Bytes()), Auth: encode(s.auth)}
}

// Open decrypts what a push service was given, as RFC 8291 has it.
func (s Browser) Open(t testing.TB, body []byte) []byte {
	t.Helper()
	salt, point, sealed := body[:16], body[21:21+65], body[21+65:]
	from, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := s.key.ECDH(from)
	if err != nil {
		t.Fatal(err)
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		out, err := hkdf.Key(sha256.New, secret, salt, info, n)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	ikm := derive(shared, s.auth, "WebPush: info\x00"+string(s.key.PublicKey().Bytes())+string(point), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	text, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.TrimRight(strings.TrimRight(string(text), "\x00"), "\x02"))
}

// Service is a push service over TLS on this machine; it returns a client that reaches it by the name
// example.com, which its certificate is for.
func Service(t testing.TB, handle http.HandlerFunc) *http.Client {
	t.Helper()
	server := httptest.NewTLSServer(handle)
	t.Cleanup(server.Close)
	client := server.Client()
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		t.Fatal("another transport")
	}
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	return client
}
