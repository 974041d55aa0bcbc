package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"aktivering/adapters/adapterkit"
)

const (
	// maxInteraction bounds a request, in bytes. The largest is a command on a message:
	// its 4,000 characters and 6,000 in embeds, each up to six bytes in JSON, with its
	// components, its author and what is attached.
	maxInteraction = 256 << 10
	// maxAge is how old a signature may be: older ones are somebody's recording.
	maxAge = 5 * time.Minute
	// reachTime is how long an answer may take to reach Discord. A reply to the same
	// interaction must not come before it.
	reachTime = 200 * time.Millisecond
)

// The headers of a signature.
const (
	stampHeader     = "X-Signature-Timestamp"
	signatureHeader = "X-Signature-Ed25519"
)

// errUnsigned is a request that Discord did not sign lately.
var errUnsigned = errors.New("not signed by Discord")

// Mount adds the endpoint /discord/interactions.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if len(a.key) == 0 {
		return // all comes over the gateway
	}
	mux.Handle("POST /discord/interactions", a.options.Intake.Handler(adapterkit.Endpoint{
		ContentType: "application/json", MaxBody: maxInteraction, Check: a.maySign, Verify: a.verify, Handle: a.overHTTP,
	}))
}

// overHTTP takes in an interaction that Discord signed, and answers it.
func (a *Adapter) overHTTP(w http.ResponseWriter, r *http.Request, body []byte) {
	came := time.Now()
	i, err := readInteraction(body)
	var c *callback
	if err == nil {
		c, err = a.take(r.Context(), i, came)
	}
	switch {
	case errors.Is(err, errMalformed):
		a.options.Log.Warn().Ctx(r.Context()).Err(err).Msg("discord: an interaction that cannot be read")
		http.Error(w, "it cannot be read", http.StatusBadRequest)
	case errors.Is(err, errAnswered):
		http.Error(w, "answered already", http.StatusConflict)
	case isUnsaved(err):
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(c) // whoever asked may be gone
	case err != nil:
		a.options.Log.Error().Ctx(r.Context()).Err(err).Msg("discord: interaction not saved")
		http.Error(w, "event not saved", http.StatusServiceUnavailable)
	case c == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "application/json")
		err := json.NewEncoder(w).Encode(c)
		time.AfterFunc(reachTime, func() { a.answered(i.Token, c, err) })
	}
}

// maySign tells from the headers whether Discord can have signed a request within the
// last minutes.
func (a *Adapter) maySign(h http.Header) error {
	at, err := strconv.ParseInt(h.Get(stampHeader), 10, 64)
	if err != nil || a.options.Now().Sub(time.Unix(at, 0)).Abs() > maxAge {
		return errUnsigned
	}
	_, err = signatureOf(h)
	return err
}

// signatureOf reads a request's signature.
func signatureOf(h http.Header) ([]byte, error) {
	digits := h.Get(signatureHeader)
	if len(digits) != 2*ed25519.SignatureSize {
		return nil, errUnsigned
	}
	signature, err := hex.DecodeString(digits)
	if err != nil {
		return nil, errUnsigned
	}
	return signature, nil
}

// verify tells whether Discord signed a request.
func (a *Adapter) verify(h http.Header, body []byte) error {
	signature, err := signatureOf(h)
	if err == nil && !ed25519.Verify(a.key, append([]byte(h.Get(stampHeader)), body...), signature) {
		err = errUnsigned
	}
	return err
}
