package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// A response_url lasts half an hour, of which a little less is used, and can be used five
// times.
const (
	responseLifetime = 29 * time.Minute
	responseUses     = 5
	// maxUses bounds how many are counted; Slack refuses the others when they are used up.
	maxUses = 4_000
	// maxShown bounds how many private replies are remembered, to be shown again without
	// their buttons: Slack does not tell what they held.
	maxShown = 256
)

// responses are replies by the response_urls of commands and presses.
type responses struct {
	client *client
	http   *http.Client
	// api is where the API is.
	api server
	// uses counts how often each response_url was used, and shown are the latest private
	// replies.
	uses  *lru.Cache[string, int]
	shown *lru.Cache[shownKey, shown]
	// rendered are bodies of private replies.
	rendered *adapterkit.Rendered
}

// shownKey names a private reply.
type shownKey struct {
	channel, person string
	turn            int
}

// shown is a private reply as it was sent, in JSON: as blocks it would be a great many
// small objects, which the garbage collector would scan again and again.
type shown []byte

func newResponses(c *client, http *http.Client, api *url.URL) *responses {
	r := &responses{client: c, http: http, api: serverOf(api), rendered: adapterkit.NewRendered()}
	r.uses, _ = lru.New[string, int](maxUses) // fails for sizes below one only
	r.shown, _ = lru.New[shownKey, shown](maxShown)
	return r
}

// token returns a response_url with the present time, as the reply token of an event.
func (r *responses) token(responseURL string) string {
	if responseURL == "" {
		return ""
	}
	return strconv.FormatInt(r.client.now().Unix(), 10) + " " + responseURL
}

// usable returns the response_url of a reply token, if it may still be used and is one of
// Slack's, or at the server of the API.
func (r *responses) usable(token string) (string, bool) {
	given, address, ok := strings.Cut(token, " ")
	seconds, err := strconv.ParseInt(given, 10, 64)
	if !ok || err != nil || r.client.now().Sub(time.Unix(seconds, 0)) > responseLifetime {
		return "", false
	}
	if used, _ := r.uses.Get(address); used >= responseUses {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	if !r.isResponseURL(u) {
		r.client.log.Warn().Str("host", u.Host).Msg("slack: a response_url leads to another server; a direct message is sent")
		return "", false
	}
	return address, true
}

// reply shows a reply by the response_url of its reply token. It returns false where there
// is none that may still be used.
func (r *responses) reply(ctx context.Context, out port.Outbound) (sent bool, err error) {
	address, ok := r.usable(out.ReplyToken)
	if !ok {
		return false, nil
	}
	body, err := r.body(out)
	if err != nil {
		return false, err
	}
	err = r.post(ctx, address, body)
	if isUsedUp(err) {
		r.uses.Add(address, responseUses)
		return false, nil
	}
	if err == nil {
		r.remember(out, body)
	}
	return err == nil, err
}

// remember keeps a private reply that has buttons.
func (r *responses) remember(out port.Outbound, body []byte) {
	if len(out.Reply.Choices) > 0 {
		r.shown.Add(shownKey{out.To.Channel, out.Person, out.Reply.Turn}, body)
	}
}

// body is a reply as a response that its person sees alone. It must not be changed.
func (r *responses) body(out port.Outbound) ([]byte, error) {
	block := "" // the place tells the conversation
	if out.Conversation != (bot.Address{}) && out.Conversation != out.To {
		block = blockOf(out)
	}
	return r.rendered.Body(out.Reply, block, func() ([]byte, error) {
		blocks, text := Render(out.Reply, block)
		return privateBody(text, blocks, false)
	})
}

// response is slack-go's WebhookMessage as far as it is used, with plain blocks: its own
// are encoded twice and decoded once.
type response struct {
	Text            string           `json:"text,omitempty"`
	Blocks          []slackapi.Block `json:"blocks"`
	ResponseType    string           `json:"response_type"`
	ReplaceOriginal bool             `json:"replace_original"`
}

// privateBody is a response that one person sees; it may replace the message that was
// pressed.
func privateBody(text string, blocks []slackapi.Block, replaces bool) ([]byte, error) {
	body, err := json.Marshal(response{Text: text, Blocks: blocks, ResponseType: slackapi.ResponseTypeEphemeral, ReplaceOriginal: replaces})
	if err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	return body, nil
}

// parts returns the blocks and the text of a private reply.
func (s shown) parts() (blocks []slackapi.Block, text string, err error) {
	var m struct {
		Text   string     `json:"text"`
		Blocks []rawBlock `json:"blocks"`
	}
	if err := json.Unmarshal(s, &m); err != nil {
		return nil, "", fmt.Errorf("slack: a private reply: %w", err)
	}
	return rawBlocks(m.Blocks), m.Text, nil
}

// post posts to a response_url. It fails with an error of the port.
func (r *responses) post(ctx context.Context, address string, body []byte) error {
	used, _ := r.uses.Get(address)
	r.uses.Add(address, used+1)
	err := r.postOnce(ctx, address, body)
	if err == nil {
		return nil // it carries no token, and says nothing of whether Slack takes ours
	}
	return r.client.translate(ctx, "response_url", err)
}

// postOnce posts to a response_url. It fails with slack-go's errors.
func (r *responses) postOnce(ctx context.Context, address string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := r.http.Do(request)
	if err != nil {
		return err
	}
	defer func() {
		// A body that is read to its end leaves the connection to the next request.
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
		_ = answer.Body.Close()
	}()
	switch {
	case answer.StatusCode == http.StatusOK:
		return nil
	case adapterkit.IsRedirect(answer.StatusCode):
		return errRedirected
	case answer.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After")) // 0 where no time is told
		return &slackapi.RateLimitedError{RetryAfter: time.Duration(max(seconds, 0)) * time.Second}
	}
	return slackapi.StatusCodeError{Code: answer.StatusCode, Status: answer.Status}
}

// errRedirected is a response_url that leads to another server, which may be anybody's. It
// is not followed.
var errRedirected = errors.New("it leads to another server")

// isUsedUp reports what no other try changes: an address that leads to another server, or
// one that has expired or was used five times, for which Slack answers 404 or 403.
func isUsedUp(err error) bool {
	e, ok := errors.AsType[slackapi.StatusCodeError](err)
	return errors.Is(err, errRedirected) ||
		ok && e.Code > http.StatusBadRequest && e.Code < http.StatusInternalServerError && e.Code != http.StatusTooManyRequests
}

// isResponseURL reports an address that can be a response_url: one of Slack's, or one at
// the server of the API where that is not Slack's.
func (r *responses) isResponseURL(u *url.URL) bool {
	s := serverOf(u)
	switch {
	case u.User != nil || u.Opaque != "":
		return false
	case s.isSlack():
		return strings.HasPrefix(s.host, "hooks.") && u.RawQuery == "" &&
			slices.ContainsFunc(responsePaths(), func(begins string) bool { return strings.HasPrefix(u.Path, begins) }) &&
			!slices.Contains(strings.Split(u.Path, "/"), "..")
	}
	return s == r.api
}

// isOwn reports an address of Slack's, or at the server of the API where that is not Slack's.
func (r *responses) isOwn(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" || u.Host == "" {
		return false
	}
	s := serverOf(u)
	return s.isSlack() || s == r.api
}

// responsePaths are how the paths of Slack's response_urls begin: those of commands, of
// presses, and of shortcuts and forms.
func responsePaths() []string { return []string{"/commands/", "/actions/", "/app/"} }

// server is the part of an address before its path.
type server struct{ scheme, host, port string }

const httpsPort = "443"

func serverOf(u *url.URL) server {
	s := server{strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()}
	if s.port == "" {
		s.port = map[string]string{"https": httpsPort, "http": "80"}[s.scheme]
	}
	return s
}

// isSlack reports Slack's own servers, also those for governments.
func (s server) isSlack() bool {
	return s.scheme == "https" && s.port == httpsPort &&
		slices.ContainsFunc([]string{"slack.com", "slack-gov.com"}, func(domain string) bool {
			return s.host == domain || strings.HasSuffix(s.host, "."+domain)
		})
}
