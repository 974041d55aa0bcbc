package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	// mostBody bounds a request, in bytes: far more than any of Discord's.
	mostBody = 1 << 20
	// mostAge is how old a signature may be: older ones are somebody's recording.
	mostAge = 5 * time.Minute
	// reachTime is how long an answer may take to reach Discord. A reply to the same
	// interaction must not come before it.
	reachTime = 200 * time.Millisecond
)

// Mount adds the endpoint /discord/interactions.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if len(a.key) == 0 {
		return // all comes over the gateway
	}
	mux.HandleFunc("POST /discord/interactions", a.overHTTP)
}

// overHTTP takes in an interaction that Discord signed, and answers it. Nothing is
// parsed before.
func (a *Adapter) overHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if !a.signed(r.Header.Get("X-Signature-Ed25519"), r.Header.Get("X-Signature-Timestamp"), body) {
		http.Error(w, "not signed", http.StatusUnauthorized)
		return
	}
	i, err := readInteraction(body)
	var c *callback
	if err == nil {
		c, err = a.take(r.Context(), i)
	}
	switch {
	case errors.Is(err, errMalformed):
		a.options.Log.Warn().Ctx(r.Context()).Msg("discord: an interaction that cannot be read")
		http.Error(w, "it cannot be read", http.StatusBadRequest)
	case errors.Is(err, errAnswered):
		http.Error(w, "answered already", http.StatusConflict)
	case err != nil:
		a.options.Log.Error().Ctx(r.Context()).Err(err).Msg("discord: an interaction was not taken in")
		http.Error(w, "not taken in", http.StatusServiceUnavailable)
	case c == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "application/json")
		err := json.NewEncoder(w).Encode(c)
		time.AfterFunc(reachTime, func() { a.answered(i.Token, c, err) })
	}
}

// signed reports what Discord signed within the last minutes.
func (a *Adapter) signed(signature, stamp string, body []byte) bool {
	sum, err := hex.DecodeString(signature)
	if err != nil || len(sum) != ed25519.SignatureSize {
		return false
	}
	if !ed25519.Verify(a.key, append([]byte(stamp), body...), sum) {
		return false
	}
	at, err := strconv.ParseInt(stamp, 10, 64)
	return err == nil && a.options.Now().Sub(time.Unix(at, 0)).Abs() <= mostAge
}
