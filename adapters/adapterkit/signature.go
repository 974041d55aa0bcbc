package adapterkit

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// MaxSignatureAge is how old a signature may be: an older request is treated as a replay.
const MaxSignatureAge = 5 * time.Minute

// ErrUnsigned is the error of a request that the platform did not sign, or not lately.
var ErrUnsigned = errors.New("not signed by the platform")

// Signature is how a platform signs its requests: one header holds the time, and another
// one the signature of that time and the body. Its methods are those of an [Endpoint].
type Signature struct {
	// TimeHeader names the header with the time, in seconds since 1970, and Header that
	// with the signature: Prefix, and Size bytes in hexadecimal digits.
	TimeHeader, Header, Prefix string
	Size                       int
	// IsValid reports whether a signature is that of a body at a time, which it gets as it
	// was sent.
	IsValid func(signature []byte, at string, body []byte) bool
	Now     func() time.Time
	// Watch notices that the secret is wrong; nil means that nobody does.
	Watch *SecretWatch
}

// Check tells from the headers whether the platform can have signed a request lately.
func (s Signature) Check(h http.Header) error {
	at, err := strconv.ParseInt(h.Get(s.TimeHeader), 10, 64)
	if err != nil || s.Now().Sub(time.Unix(at, 0)).Abs() > MaxSignatureAge {
		return ErrUnsigned
	}
	_, err = s.decode(h)
	return err
}

// Verify tells whether the platform signed a request.
func (s Signature) Verify(h http.Header, body []byte) error {
	signature, err := s.decode(h)
	if err != nil {
		return err
	}
	valid := s.IsValid(signature, h.Get(s.TimeHeader), body)
	if s.Watch != nil {
		s.Watch.note(valid)
	}
	if !valid {
		return ErrUnsigned
	}
	return nil
}

func (s Signature) decode(h http.Header) ([]byte, error) {
	digits, ok := strings.CutPrefix(h.Get(s.Header), s.Prefix)
	if !ok || len(digits) != hex.EncodedLen(s.Size) {
		return nil, ErrUnsigned
	}
	signature, err := hex.DecodeString(digits)
	if err != nil {
		return nil, ErrUnsigned
	}
	return signature, nil
}
