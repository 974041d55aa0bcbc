package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// keysOf are keys made of single bytes.
func keysOf(t *testing.T, of ...byte) *Keys {
	t.Helper()
	var text []string
	for _, b := range of {
		text = append(text, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, keyBytes)))
	}
	k, err := Parse(strings.Join(text, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSeal(t *testing.T) {
	k := keysOf(t, 1)
	secret := []byte("hemmelig")
	sealed := k.Seal("a", secret)
	if bytes.Contains(sealed, secret) || bytes.Equal(sealed, k.Seal("a", secret)) {
		t.Errorf("%q shows what it is of", sealed)
	}
	for name, c := range map[string]struct {
		keys   *Keys
		under  string
		sealed []byte
		first  bool
		err    error
	}{
		"the same key":            {k, "a", sealed, true, nil},
		"a new key before it":     {keysOf(t, 2, 1), "a", sealed, false, nil},
		"another key":             {keysOf(t, 2), "a", sealed, false, ErrNoKey},
		"no key":                  {nil, "a", sealed, false, ErrNoKey},
		"another name":            {k, "b", sealed, false, ErrChanged},
		"a byte changed":          {k, "a", append(bytes.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1), false, ErrChanged},
		"cut":                     {k, "a", sealed[:len(sealed)-1], false, ErrChanged},
		"cut in the key's name":   {k, "a", sealed[:len(prefix)+1], false, ErrChanged},
		"cut after the key's":     {k, "a", sealed[:len(prefix)+idBytes], false, ErrChanged},
		"plain":                   {k, "a", secret, false, ErrPlain},
		"plain, and not expected": {nil, "a", secret, true, nil},
	} {
		got, first, err := c.keys.Open(c.under, c.sealed)
		if !errors.Is(err, c.err) || first != c.first || err == nil && !bytes.Equal(got, secret) {
			t.Errorf("%s: %q, %v, %v", name, got, first, err)
		}
	}
}

func TestParse(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, keyBytes))
	for text, ok := range map[string]bool{
		good: true, good + "\r\n" + good + "\n": true, " " + good: true,
		"kanarifugl": false, good[:20]: false, good + "\nkanarifugl": false, strings.Repeat(good+"\n", maxKeys+1): false,
		base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 16)): false,
	} {
		k, err := Parse(text)
		if (err == nil) != ok || (k != nil) != ok {
			t.Errorf("%q: %v, %v", text, k, err)
		}
		if err != nil && strings.Contains(err.Error(), "kanarifugl") {
			t.Errorf("the error holds the key: %v", err)
		}
	}
	if k, err := Parse(" \n"); k != nil || err != nil {
		t.Errorf("no keys: %v, %v", k, err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, keysOf(t, 7, 8)); text != "2 keys" {
			t.Errorf("printed as %s", text)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k, err := Parse(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, keyBytes)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(k.Seal("a", []byte("x")))
	f.Add([]byte(prefix))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if secret, _, err := k.Open("b", sealed); err == nil {
			t.Errorf("%q opens as %q", sealed, secret)
		}
	})
}
