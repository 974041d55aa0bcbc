package adapterkit_test

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
)

func TestSignature(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	s := adapterkit.Signature{
		TimeHeader: "X-Time", Header: "X-Signature", Prefix: "v0=", Size: 2,
		IsValid: func(signature []byte, at string, body []byte) bool {
			return string(signature) == "\xab\xcd" && at == strconv.FormatInt(now.Unix(), 10) && string(body) == "body"
		},
		Now: func() time.Time { return now },
	}
	at := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	for name, test := range map[string]struct {
		at, signature, body string
		mayBe, is           bool
	}{
		"signed":         {at(0), "v0=abcd", "body", true, true},
		"another body":   {at(0), "v0=abcd", "other", true, false},
		"another one":    {at(0), "v0=abce", "body", true, false},
		"another time":   {at(time.Minute), "v0=abcd", "body", true, false},
		"too old":        {at(-5*time.Minute - time.Second), "v0=abcd", "body", false, false},
		"of the future":  {at(5*time.Minute + time.Second), "v0=abcd", "body", false, false},
		"no time":        {"", "v0=abcd", "body", false, false},
		"no signature":   {at(0), "", "body", false, false},
		"another prefix": {at(0), "v1=abcd", "body", false, false},
		"too short":      {at(0), "v0=abc", "body", false, false},
		"no digits":      {at(0), "v0=abcx", "body", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			h.Set("X-Time", test.at)
			h.Set("X-Signature", test.signature)
			check, verify := s.Check(h), s.Verify(h, []byte(test.body))
			if (check == nil) != test.mayBe || check != nil && !errors.Is(check, adapterkit.ErrUnsigned) {
				t.Errorf("by the headers: %v", check)
			}
			if test.mayBe && ((verify == nil) != test.is || verify != nil && !errors.Is(verify, adapterkit.ErrUnsigned)) {
				t.Errorf("by the body: %v", verify)
			}
		})
	}
}
