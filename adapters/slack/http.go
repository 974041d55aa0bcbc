package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// How many bytes a request has at most. What people write is percent-encoded in
// forms, up to nine bytes a character, and escaped in the JSON within, so that one can
// have thirteen; Slack takes 12,000 characters in one piece and 40,000 in a message.
const (
	maxCommand     = 128 << 10 // a command's text and a few ids
	maxEvent       = 512 << 10 // a message twice: as text and as blocks
	maxInteraction = 512 << 10 // the message that a button is on, or a form
)

// maxAnswer bounds what is read of an answer to a request of ours, in bytes: the
// largest pictures, and far more than anything else.
const maxAnswer = 2 * maxPictures

// The media types of what Slack posts.
const (
	isForm = "application/x-www-form-urlencoded"
	isJSON = "application/json"
)

// Mount adds the endpoints: /slack/commands, /slack/events and
// /slack/interactions.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if a.options.SigningSecret == "" {
		return // all comes by the socket
	}
	mux.Handle("POST /slack/commands", a.signed(isForm, maxCommand, func(ctx context.Context, body []byte, came time.Time) (string, error) {
		f, err := form(body)
		if err != nil {
			return "", err
		}
		return a.commanded(ctx, slackapi.SlashCommand{
			TeamID: f.Get("team_id"), ChannelID: f.Get("channel_id"), UserID: f.Get("user_id"), UserName: f.Get("user_name"),
			Text: f.Get("text"), TriggerID: f.Get("trigger_id"), ResponseURL: f.Get("response_url"),
		}, came)
	}))
	mux.Handle("POST /slack/events", a.signed(isJSON, maxEvent, a.posted))
	mux.Handle("POST /slack/interactions", a.signed(isForm, maxInteraction, func(ctx context.Context, body []byte, came time.Time) (string, error) {
		f, err := form(body)
		if err != nil {
			return "", err
		}
		return a.interacted(ctx, []byte(f.Get("payload")), came)
	}))
}

// posted takes in what Slack posted to the events' address. An event that is not saved
// in time is refused, so that Slack sends it again, and kept all the same: Slack gives
// up after a few minutes.
func (a *Adapter) posted(ctx context.Context, body []byte, came time.Time) (string, error) {
	var outer struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return "", malformed(err)
	}
	if outer.Type != slackevents.CallbackEvent {
		return a.event(ctx, body)
	}
	l := a.lanes.Load()
	if l == nil {
		return "", errNotReceiving
	}
	ended := make(chan error, 1)
	if !l.add(ctx, bytes.Clone(body), func(err error) { ended <- err }) {
		return "", because(errNoRoom, l.events.Failure())
	}
	patience := time.NewTimer(time.Until(came.Add(a.saving)))
	defer patience.Stop()
	select {
	case err := <-ended:
		return "", err
	case <-patience.C:
		return "", l.unsaved(body)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Why an event is refused.
var (
	errNoRoom     = errors.New("the store is away and the queue is full")
	errUnsavedYet = errors.New("not saved yet; it is tried again")
)

// unsaved tells why an event is not saved yet.
func (l *lanes) unsaved(payload []byte) error {
	if l.events.Holds(laneOf(payload)) {
		return adapterkit.ErrReading
	}
	return because(errUnsavedYet, l.events.Failure())
}

// because adds its cause to an error, where that is known.
func because(err, cause error) error {
	if cause == nil {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// laneOf is the channel of an event.
func laneOf(payload []byte) string {
	var outer struct {
		Event struct {
			Channel string `json:"channel"`
		} `json:"event"`
	}
	_ = json.Unmarshal(payload, &outer) // what cannot be read has a lane all the same
	return outer.Event.Channel
}

// malformed is a request that cannot be read, and why.
func malformed(why error) error { return fmt.Errorf("%w: %w", errMalformed, why) }

// endpoint takes in the body of a request whose signature holds and that came at a time,
// and tells what to answer with: it is kept, or the answer says that it is not.
type endpoint func(ctx context.Context, body []byte, came time.Time) (answer string, err error)

// errMalformed is a request that is signed and cannot be read.
var errMalformed = errors.New("the request cannot be read")

// errNotReceiving is what comes before Run or after it gets.
var errNotReceiving = errors.New("not receiving")

// errUnsigned is a request that Slack did not sign lately.
var errUnsigned = errors.New("not signed by Slack")

// The headers of a signature, what it begins with, and how old it may be: older ones
// are somebody's recording.
const (
	stampHeader     = "X-Slack-Request-Timestamp"
	signatureHeader = "X-Slack-Signature"
	signatureBegins = "v0="
	maxAge          = 5 * time.Minute
)

// signed lets through what Slack signed within the last five minutes. Nothing is
// parsed before.
func (a *Adapter) signed(contentType string, maxBody int64, do endpoint) http.Handler {
	return a.options.Intake.Handler(adapterkit.Endpoint{
		ContentType: contentType, MaxBody: maxBody, Check: a.maySign, Verify: a.verify,
		Handle: func(w http.ResponseWriter, r *http.Request, body []byte) {
			answer, err := do(r.Context(), body, time.Now())
			switch {
			case isMalformed(err):
				// It is Slack's, and would not get better by being sent again.
				a.options.Log.Warn().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: a request that cannot be read")
			case errors.Is(err, adapterkit.ErrReading):
				a.options.Log.Info().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: not handed over yet; it is kept, and Slack sends it again")
				http.Error(w, "not taken in yet", http.StatusServiceUnavailable)
			case err != nil:
				// Slack sends events again that are not acknowledged.
				a.options.Log.Error().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("slack: event not saved")
				http.Error(w, "event not saved", http.StatusServiceUnavailable)
			default:
				if strings.HasPrefix(answer, "{") {
					w.Header().Set("Content-Type", isJSON)
				}
				_, _ = io.WriteString(w, answer) // whoever asked may be gone
			}
		},
	})
}

// maySign tells from the headers whether Slack can have signed a request.
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
	digits, ok := strings.CutPrefix(h.Get(signatureHeader), signatureBegins)
	if !ok || len(digits) != 2*sha256.Size {
		return nil, errUnsigned
	}
	signature, err := hex.DecodeString(digits)
	if err != nil {
		return nil, errUnsigned
	}
	return signature, nil
}

// verify tells whether Slack signed a request. It does what slack-go's
// SecretsVerifier does, with the clock of the options.
func (a *Adapter) verify(h http.Header, body []byte) error {
	signature, err := signatureOf(h)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte(a.options.SigningSecret))
	for _, part := range [][]byte{[]byte("v0:"), []byte(h.Get(stampHeader)), []byte(":"), body} {
		_, _ = mac.Write(part) // never fails
	}
	if !hmac.Equal(mac.Sum(nil), signature) {
		return errUnsigned
	}
	return nil
}

// handle hands an event over; it is acknowledged only when it is kept.
func (a *Adapter) handle(ctx context.Context, in bot.Inbound) error {
	a.receiving.RLock()
	defer a.receiving.RUnlock()
	if a.inbox == nil {
		return errNotReceiving
	}
	in.Person.Agent = a.standing(ctx, in)
	return a.inbox.Handle(ctx, in)
}

// form reads a body of the type application/x-www-form-urlencoded.
func form(body []byte) (url.Values, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, malformed(err)
	}
	return values, nil
}
