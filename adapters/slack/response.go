package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// answer is slack-go's WebhookMessage as far as it is used, with plain blocks: its
// own are written twice and read once on their way.
type answer struct {
	Text            string           `json:"text,omitempty"`
	Blocks          []slackapi.Block `json:"blocks"`
	ResponseType    string           `json:"response_type"`
	ReplaceOriginal bool             `json:"replace_original"`
}

// respond answers by the response_url. It returns false where there is none, or it
// has been used up.
func (a *Adapter) respond(ctx context.Context, out bot.Outbound) (sent bool, err error) {
	address, ok := a.usable(out.ReplyToken)
	if !ok {
		return false, nil
	}
	blocks, text := Render(out.Reply, "")
	body, err := inPrivate(text, blocks, false)
	if err != nil {
		return false, err
	}
	err = a.webhook(ctx, address, body)
	if isUsedUp(err) {
		a.uses.Add(address, viaUses)
		return false, nil
	}
	if err == nil && len(out.Reply.Choices) > 0 {
		a.shown.Add(shownKey{out.To.Channel, out.Person, out.Reply.Turn}, body)
	}
	return err == nil, err
}

// errElsewhere is a response_url that leads to another place. It is not followed, as
// that may be anybody's.
var errElsewhere = errors.New("it leads elsewhere")

// isUsedUp reports what no other try changes: an address that leads elsewhere, or one
// that has expired or was used five times, for which Slack says 404 or 403.
func isUsedUp(err error) bool {
	e, ok := errors.AsType[slackapi.StatusCodeError](err)
	return errors.Is(err, errElsewhere) ||
		ok && e.Code > http.StatusBadRequest && e.Code < http.StatusInternalServerError && e.Code != http.StatusTooManyRequests
}

// inPrivate is an answer for the person alone; it may take the place of the one that
// was pressed.
func inPrivate(text string, blocks []slackapi.Block, replaces bool) ([]byte, error) {
	body, err := json.Marshal(answer{Text: text, Blocks: blocks, ResponseType: slackapi.ResponseTypeEphemeral, ReplaceOriginal: replaces})
	if err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	return body, nil
}

// webhook posts to a response_url.
func (a *Adapter) webhook(ctx context.Context, address string, body []byte) error {
	used, _ := a.uses.Get(address)
	a.uses.Add(address, used+1)
	return a.outcome(ctx, "response_url", a.hook(ctx, address, body))
}

// hook posts to a response_url. It fails with slack-go's errors.
func (a *Adapter) hook(ctx context.Context, address string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer func() {
		// What is read to its end leaves the connection to the next request.
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxAnswer))
		_ = response.Body.Close()
	}()
	switch {
	case response.StatusCode == http.StatusOK:
		return nil
	case adapterkit.IsRedirect(response.StatusCode):
		return errElsewhere
	case response.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0 is no time told
		return &slackapi.RateLimitedError{RetryAfter: time.Duration(max(seconds, 0)) * time.Second}
	}
	return slackapi.StatusCodeError{Code: response.StatusCode, Status: response.Status}
}
