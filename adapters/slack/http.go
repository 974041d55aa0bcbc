package slack

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// mostBody bounds a request, in bytes: far more than any of Slack's.
const mostBody = 1 << 20

// Mount adds the endpoints: /slack/commands, /slack/events and
// /slack/interactions.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if a.options.SigningSecret == "" {
		return // all comes by the socket
	}
	mux.Handle("POST /slack/commands", a.signed(func(ctx context.Context, body []byte) (string, error) {
		f, err := form(body)
		if err != nil {
			return "", err
		}
		return "", a.command(ctx, slackapi.SlashCommand{
			TeamID: f.Get("team_id"), ChannelID: f.Get("channel_id"), UserID: f.Get("user_id"), UserName: f.Get("user_name"),
			Text: f.Get("text"), TriggerID: f.Get("trigger_id"), ResponseURL: f.Get("response_url"),
		})
	}))
	mux.Handle("POST /slack/events", a.signed(a.event))
	mux.Handle("POST /slack/interactions", a.signed(func(ctx context.Context, body []byte) (string, error) {
		f, err := form(body)
		if err != nil {
			return "", err
		}
		return "", a.interaction(ctx, []byte(f.Get("payload")))
	}))
}

// endpoint takes in the body of a request whose signature holds, and tells what to
// answer with when it is kept.
type endpoint func(ctx context.Context, body []byte) (answer string, err error)

// errMalformed is a request that is signed and cannot be read.
var errMalformed = errors.New("the request cannot be read")

// errNotReceiving is what comes before Run or after it gets.
var errNotReceiving = errors.New("not receiving")

// signed lets through what Slack signed within the last five minutes. Nothing is
// parsed before.
func (a *Adapter) signed(do endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		verifier, err := slackapi.NewSecretsVerifier(r.Header, a.options.SigningSecret)
		if err == nil {
			if _, err = verifier.Write(body); err == nil {
				err = verifier.Ensure()
			}
		}
		if err != nil {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		answer, err := do(r.Context(), body)
		switch {
		case errors.Is(err, errMalformed):
			// It is Slack's, and would not get better by being sent again.
			a.options.Log.Warn().Ctx(r.Context()).Str("path", r.URL.Path).Msg("slack: a request that cannot be read")
		case err != nil:
			// Slack sends events again that are not acknowledged.
			a.options.Log.Error().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: not taken in")
			http.Error(w, "not taken in", http.StatusServiceUnavailable)
		default:
			_, _ = io.WriteString(w, answer) // whoever asked may be gone
		}
	})
}

// handle hands an event over; it is acknowledged only when it is kept.
func (a *Adapter) handle(ctx context.Context, in bot.Inbound) error {
	a.receiving.RLock()
	defer a.receiving.RUnlock()
	if a.inbox == nil {
		return errNotReceiving
	}
	return a.inbox.Handle(ctx, in)
}

// form reads a body of the type application/x-www-form-urlencoded.
func form(body []byte) (url.Values, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errMalformed
	}
	return values, nil
}
