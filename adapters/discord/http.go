package discord

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"aktivering/adapters/adapterkit"
)

const (
	// maxInteraction bounds a request, in bytes. The largest is a command on a message:
	// its 4,000 characters and 6,000 in embeds, each up to six bytes in JSON, with its
	// components, its author and what is attached.
	maxInteraction = 256 << 10
	// reachTime is how long an answer may take to reach Discord. A reply to the same
	// interaction must not arrive before it.
	reachTime = 200 * time.Millisecond
)

// Mount adds the endpoint /discord/interactions, where there is a public key.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if len(a.key) == 0 {
		return // everything comes over the gateway
	}
	signature := a.signature()
	mux.Handle("POST /discord/interactions", a.options.Intake.Handler(adapterkit.Endpoint{
		ContentType: "application/json", MaxBody: maxInteraction, Check: signature.Check, Verify: signature.Verify, Handle: a.answerOverHTTP,
	}))
}

// answerOverHTTP handles an interaction that Discord signed, and answers it.
func (a *Adapter) answerOverHTTP(w http.ResponseWriter, r *http.Request, body []byte) {
	came := time.Now()
	i, err := readInteraction(body)
	var c *callback
	if err == nil {
		c, err = a.answer(r.Context(), i, came)
	}
	switch {
	case errors.Is(err, adapterkit.ErrMalformed):
		a.options.Log.Warn().Ctx(r.Context()).Err(err).Msg("discord: unreadable interaction")
		http.Error(w, "it cannot be read", http.StatusBadRequest)
	case errors.Is(err, errAnswered):
		http.Error(w, "answered already", http.StatusConflict)
	case errors.Is(err, adapterkit.ErrUnsaved):
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(c) // whoever asked may be gone
	case err != nil:
		a.options.Log.Error().Ctx(r.Context()).Err(err).Msg("discord: interaction not saved")
		http.Error(w, "event not saved", http.StatusServiceUnavailable)
	case c == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		c = c.inTime(came)
		answer, err := json.Marshal(c)
		if err == nil {
			err = adapterkit.WriteResponse(w, r, "application/json", answer)
		}
		c.ended(err)
		time.AfterFunc(reachTime, func() { a.responses.ended(i.Token, c, err) })
	}
}

// signature is how Discord signs its requests.
func (a *Adapter) signature() adapterkit.Signature {
	return adapterkit.Signature{
		TimeHeader: "X-Signature-Timestamp", Header: "X-Signature-Ed25519", Size: ed25519.SignatureSize, Now: a.options.Now, Watch: &a.secret,
		IsValid: func(signature []byte, at string, body []byte) bool {
			return ed25519.Verify(a.key, append([]byte(at), body...), signature)
		},
	}
}
