package main

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"os"
	"strings"
	"testing"
)

// The secrets of a database are bound to their key: without it, and with another one, nothing starts,
// and a key is replaced by writing the new one before it.
func TestSecretKey(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("SECRET_KEY_FILE", "key")
	keyOf := func(bytesOf ...byte) string {
		var keys strings.Builder
		for _, b := range bytesOf {
			keys.WriteString(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32)) + "\n")
		}
		return keys.String()
	}
	write := func(keys string) {
		t.Helper()
		if err := os.WriteFile("key", []byte(keys), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(keyOf(1))
	served := serve(t)
	link := start(t, "", "data", "desk-link", "--http-addr", strings.TrimPrefix(served.url, "http://"))
	link.want(t, exitOK, "/desk/sign-in?link=")
	if code, _ := served.get(t, strings.TrimSpace(strings.TrimPrefix(link.out, served.url))); code != http.StatusOK {
		t.Errorf("the link: %d", code)
	}
	if code := served.stop(); code != exitOK {
		t.Fatalf("exit code %d:\n%s", code, served.read())
	}
	for _, command := range [][]string{{"serve", "--http-addr", "127.0.0.1:0"}, {"data", "desk-link"}} {
		write(keyOf(2))
		start(t, "", command...).want(t, exitConfig, "SECRET_KEY is not the key of the secrets", "after the new one")
		write("kanarifugl")
		start(t, "", command...).want(t, exitConfig, "SECRET_KEY: key 1 is not 32 bytes in base64", "openssl rand -base64 32")
		t.Run("without", func(t *testing.T) {
			t.Setenv("SECRET_KEY_FILE", "")
			start(t, "", command...).want(t, exitConfig, "SECRET_KEY is missing", "SECRET_KEY_FILE")
		})
	}
	write(keyOf(2, 1))
	if code := serve(t).stop(); code != exitOK {
		t.Errorf("with a new key before the old one: %d", code)
	}
	write(keyOf(2))
	if code := serve(t).stop(); code != exitOK {
		t.Errorf("with the new key alone: %d", code)
	}
}
