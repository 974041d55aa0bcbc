package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"aktivering/adapters/adapterkit"
)

// Bounds of requests, in bytes. What people write is percent-encoded in forms, up to nine
// bytes a character, and escaped in the JSON within, so that a character can have thirteen;
// Slack takes 12,000 characters in one piece and 40,000 in a message.
const (
	maxCommand     = 128 << 10 // a command's text and a few ids
	maxEvent       = 512 << 10 // a message twice: as text and as blocks
	maxInteraction = 512 << 10 // the message that a button is on, or a form
)

// isForm is the media type of commands and interactions.
const isForm = "application/x-www-form-urlencoded"

// Mount adds the endpoints /slack/commands, /slack/events and /slack/interactions, where
// there is a signing secret.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if a.options.SigningSecret == "" {
		return // everything comes over Socket Mode
	}
	mux.Handle("POST /slack/commands", a.signed(isForm, maxCommand, func(ctx context.Context, body []byte, came time.Time) (ack, error) {
		f, err := parseForm(body)
		if err != nil {
			return ack{}, err
		}
		to, err := a.of(ctx, f.Get("team_id"))
		if err != nil {
			return ack{}, err
		}
		return to.answerCommand(ctx, slackapi.SlashCommand{
			TeamID: f.Get("team_id"), ChannelID: f.Get("channel_id"), UserID: f.Get("user_id"), UserName: f.Get("user_name"),
			Text: f.Get("text"), TriggerID: f.Get("trigger_id"), ResponseURL: f.Get("response_url"),
		}, came)
	}))
	mux.Handle("POST /slack/events", a.signed(isJSON, maxEvent, a.posted))
	mux.Handle("POST /slack/interactions", a.signed(isForm, maxInteraction, func(ctx context.Context, body []byte, came time.Time) (ack, error) {
		f, err := parseForm(body)
		if err != nil {
			return ack{}, err
		}
		payload := []byte(f.Get("payload"))
		to, err := a.forPayload(ctx, payload)
		if err != nil || to == nil {
			return ack{}, err
		}
		answer, err := to.answerInteraction(ctx, payload, came)
		return ack{body: []byte(answer)}, err
	}))
}

// posted handles what Slack posted to the events' address. An event that is not saved in
// time is refused, so that Slack sends it again, and kept all the same: Slack gives up after
// a few minutes.
func (a *Adapter) posted(ctx context.Context, body []byte, came time.Time) (ack, error) {
	var outer struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return ack{}, malformed(err)
	}
	if outer.Type != slackevents.CallbackEvent {
		answer, err := a.event(ctx, body)
		return ack{body: []byte(answer)}, err
	}
	to, err := a.forPayload(ctx, body)
	if err != nil || to == nil {
		return ack{}, err
	}
	d, receiving := to.receiving()
	if !receiving {
		return ack{}, adapterkit.ErrNotReceiving
	}
	ended := make(chan error, 1)
	if !d.add(ctx, bytes.Clone(body), func(err error) { ended <- err }) {
		return ack{}, because(errNoRoom, d.Events.Failure())
	}
	patience := time.NewTimer(time.Until(came.Add(a.saving)))
	defer patience.Stop()
	select {
	case err := <-ended:
		return ack{}, err
	case <-patience.C:
		return ack{}, d.unsavedYet(body)
	case <-ctx.Done():
		return ack{}, ctx.Err()
	}
}

// of returns the adapter of a workspace: itself, unless it receives for several.
func (a *Adapter) of(ctx context.Context, team string) (*Adapter, error) {
	if a.router == nil {
		return a, nil
	}
	return a.router.adapterOf(ctx, team)
}

// forPayload returns the adapter that handles a payload; nil where there is nothing more to do.
func (a *Adapter) forPayload(ctx context.Context, payload []byte) (*Adapter, error) {
	if a.router == nil {
		return a, nil
	}
	return a.router.route(ctx, payload)
}

// Why an event is not acknowledged.
var (
	errNoRoom     = errors.New("the store is away and the queue is full")
	errUnsavedYet = errors.New("not saved yet; it is tried again")
)

// unsavedYet returns why an event is not saved yet.
func (d dispatcher) unsavedYet(payload []byte) error {
	if d.Events.Holds(laneOf(payload)) {
		return adapterkit.ErrReading
	}
	return because(errUnsavedYet, d.Events.Failure())
}

// because adds a cause to an error, unless the cause is nil.
func because(err, cause error) error {
	if cause == nil {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// endpoint handles the body of a signed request that came at a time. It returns the answer:
// the event is saved, or the answer says that it is not.
type endpoint func(ctx context.Context, body []byte, came time.Time) (ack, error)

// signed returns a handler of requests that Slack signed within the last minutes. Nothing
// of a body is parsed before that is known.
func (a *Adapter) signed(contentType string, maxBody int64, handle endpoint) http.Handler {
	signature := a.signature()
	return a.options.Intake.Handler(adapterkit.Endpoint{
		ContentType: contentType, MaxBody: maxBody, Check: signature.Check, Verify: signature.Verify,
		Handle: func(w http.ResponseWriter, r *http.Request, body []byte) {
			came := time.Now()
			answer, err := handle(r.Context(), body, came)
			switch {
			case errors.Is(err, adapterkit.ErrMalformed):
				// Slack would send the same again.
				a.options.Log.Warn().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: unreadable request")
			case errors.Is(err, errNotInstalled):
				a.options.Log.Info().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: request is for no workspace that is served")
			case adapterkit.IsFinal(err): // likewise; it is logged where it was given up
			case errors.Is(err, adapterkit.ErrReading):
				a.options.Log.Info().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: event not handed over yet; it is kept, and Slack sends it again")
				http.Error(w, "event not saved yet", http.StatusServiceUnavailable)
			case err != nil:
				// Slack sends events again that are not acknowledged.
				a.options.Log.Error().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: event not saved")
				http.Error(w, "event not saved", http.StatusServiceUnavailable)
			default:
				answer.write(w, r, came)
			}
		},
	})
}

// signature is how Slack signs its requests. It does the same as slack-go's
// SecretsVerifier, with the clock of the options.
func (a *Adapter) signature() adapterkit.Signature {
	return adapterkit.Signature{
		TimeHeader: "X-Slack-Request-Timestamp", Header: "X-Slack-Signature", Prefix: "v0=", Size: sha256.Size, Now: a.options.Now, Watch: &a.secret,
		IsValid: func(signature []byte, at string, body []byte) bool {
			mac := hmac.New(sha256.New, []byte(a.options.SigningSecret))
			for _, part := range [][]byte{[]byte("v0:"), []byte(at), []byte(":"), body} {
				_, _ = mac.Write(part) // never fails
			}
			return hmac.Equal(mac.Sum(nil), signature)
		},
	}
}

// parseForm reads a body of the type application/x-www-form-urlencoded.
func parseForm(body []byte) (url.Values, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, malformed(err)
	}
	return values, nil
}
