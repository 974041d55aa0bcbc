package storetest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"aktivering/internal/seal"
)

// sealKeys are keys of single bytes.
func sealKeys(t *testing.T, of ...byte) *seal.Keys {
	t.Helper()
	var text []string
	for _, b := range of {
		text = append(text, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32)))
	}
	k, err := seal.Parse(strings.Join(text, " "))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// feedSecret is the key of cookies in these tests.
const feedSecret = "a-key-that-signs-cookies"

func testSealed(t *testing.T, b *bench) {
	s := b.open()
	keys := sealKeys(t, 1)
	sessions, until := seal.Sessions{Sessions: s, Keys: keys}, time.Now().Add(time.Hour)
	if err := sessions.SaveSession(t.Context(), "k", []byte("who-is-signed-in"), until); err != nil {
		t.Fatal(err)
	}
	if err := seal.Renew(t.Context(), s, keys, []byte(feedSecret)); err != nil {
		t.Fatal(err)
	}
	dump := strings.ToLower(b.place.Dump(t))
	for _, secret := range []string{"who-is-signed-in", feedSecret} {
		for _, written := range []string{secret, hex.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(dump, strings.ToLower(written)) {
				t.Errorf("%q stands in the database", written)
			}
		}
	}
	other := b.open()
	got, found, err := seal.Sessions{Sessions: other, Keys: keys}.Session(t.Context(), "k")
	if string(got) != "who-is-signed-in" || !found || err != nil {
		t.Errorf("the session: %q, %v, %v", got, found, err)
	}
	if key, err := (seal.Feed{Store: other, Keys: keys}).FeedKey(t.Context(), nil); string(key) != feedSecret || err != nil {
		t.Errorf("the key of cookies: %q, %v", key, err)
	}
	// A row that is moved, or written without the key, is as none.
	raw, _, err := s.Session(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"moved": raw, "plain": []byte("who-is-signed-in")} {
		if err := s.SaveSession(t.Context(), name, data, until); err != nil {
			t.Fatal(err)
		}
		if got, found, err := sessions.Session(t.Context(), name); found || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, found, err := sessions.TakeSession(t.Context(), "k"); string(got) != "who-is-signed-in" || !found || err != nil {
		t.Errorf("taken: %q, %v, %v", got, found, err)
	}
}

func testSealedRenewed(t *testing.T, b *bench) {
	s := b.open()
	renew := func(what string, keys *seal.Keys, want error) {
		t.Helper()
		if err := seal.Renew(t.Context(), s, keys, []byte("another")); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		key, err := seal.Feed{Store: s, Keys: keys}.FeedKey(t.Context(), []byte("another"))
		if !errors.Is(err, want) || want == nil && string(key) != feedSecret {
			t.Errorf("%s: the key is %q, %v", what, key, err)
		}
	}
	if _, err := s.FeedKey(t.Context(), []byte(feedSecret)); err != nil {
		t.Fatal(err)
	}
	renew("without keys", nil, nil)
	renew("what was kept without one", sealKeys(t, 1), nil)
	renew("another key", sealKeys(t, 2), seal.ErrNoKey)
	renew("no key any more", nil, seal.ErrNoKey)
	renew("a new one before it", sealKeys(t, 2, 1), nil)
	renew("the new one alone", sealKeys(t, 2), nil)
	renew("the old one alone", sealKeys(t, 1), seal.ErrNoKey)
	if err := s.ReplaceFeedKey(t.Context(), []byte("not what is kept"), []byte("x")); err != nil {
		t.Fatal(err)
	}
	renew("as it was", sealKeys(t, 2), nil)
}
