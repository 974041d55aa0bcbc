// Package webhook tells another system what becomes of the desk's cases, by signed
// requests as the Standard Webhooks specification describes them. It receives
// nothing.
package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "webhook"

const (
	// timeout is how long a request may take.
	timeout = 5 * time.Second
	// maxAnswer is how much of an answer is read, in bytes.
	maxAnswer = 64 << 10
	// maxFailures is how many requests may fail in a row before none is made for
	// openFor; then one is made to see whether the other system is back.
	maxFailures = 5
	openFor     = 30 * time.Second
)

// Options are what an adapter needs to know.
type Options struct {
	// URL is where the requests go.
	URL string
	// Secret signs them: base64, after whsec_ if one likes.
	Secret string
	// Now tells the time.
	Now func() time.Time
	// Transport makes the requests; nil is http.DefaultTransport.
	Transport http.RoundTripper
}

// Adapter is another system as a platform.
type Adapter struct {
	url    string
	signer *standardwebhooks.Webhook
	client *http.Client
	now    func() time.Time
	// breaker spares a host that fails its requests, and opened is when it last began to.
	breaker *gobreaker.CircuitBreaker[struct{}]
	opened  atomic.Pointer[time.Time]
	// refusal is why the other system took nothing last; nil when it did.
	refusal atomic.Pointer[error]
}

// New returns an adapter.
func New(o Options) (*Adapter, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		// What was given may hold a password or a token.
		return nil, errors.New("webhook: WEBHOOK_URL is no address of the web: write https://host/path")
	}
	signer, err := standardwebhooks.NewWebhook(o.Secret)
	if err != nil || o.Secret == "" || o.Secret == "whsec_" {
		return nil, errors.New("webhook: the secret is not base64; make one with: openssl rand -base64 32")
	}
	client := &http.Client{
		Timeout: timeout, Transport: o.Transport,
		// Another place was never named by an administrator.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	a := &Adapter{url: o.URL, signer: signer, client: client, now: o.Now}
	a.breaker = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name: u.Host, Timeout: openFor,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= maxFailures },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if to == gobreaker.StateOpen {
				now := time.Now()
				a.opened.Store(&now)
			}
		},
		// Whoever answers that the place is gone has answered.
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, bot.ErrGone) },
		IsExcluded:   func(err error) bool { return errors.Is(err, context.Canceled) },
	})
	return a, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// Limits returns none: nobody reads replies here.
func (a *Adapter) Limits() bot.Limits { return bot.Limits{} }

// Run waits for ctx to end.
func (a *Adapter) Run(ctx context.Context, _ bot.Inbox) error {
	<-ctx.Done()
	return nil
}

// Send shows nothing here.
func (a *Adapter) Send(context.Context, bot.Outbound) (bot.MessageID, error) {
	return "", fmt.Errorf("webhook: nobody reads replies here: %w", bot.ErrRejected)
}

// Ready returns nil while the other system takes what it is told, or was not told
// anything yet.
func (a *Adapter) Ready() error {
	if err := a.refusal.Load(); err != nil {
		return *err
	}
	return nil
}

// Notify posts an event. The key is the same whenever the same event is posted again.
// It fails as bot.Adapter's Send does. After several failures in a row it makes no
// request for a while, and returns a bot.RetryLater at once.
func (a *Adapter) Notify(ctx context.Context, key string, n bot.Notice) error {
	body, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	now := a.now()
	signature, err := a.signer.Sign(key, now, body)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("webhook: %w", adapterkit.WithoutURL(err))
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(standardwebhooks.HeaderWebhookID, key)
	request.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	request.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	_, err = a.breaker.Execute(func() (struct{}, error) { return struct{}{}, a.post(request) })
	switch {
	case err == nil:
		a.refusal.Store(nil)
		return nil
	case errors.Is(err, gobreaker.ErrOpenState):
		return fmt.Errorf("webhook: %w", bot.RetryLater{After: a.openLeft(), Why: "no request: too many have failed"})
	case errors.Is(err, gobreaker.ErrTooManyRequests):
		return fmt.Errorf("webhook: %w", bot.RetryLater{After: timeout, Why: "no request: another one shows whether it is back"})
	case !errors.Is(err, context.Canceled): // else it says nothing of the other system
		a.refusal.Store(&err)
	}
	return err
}

// openLeft is how long no request is made still, a second at least.
func (a *Adapter) openLeft() time.Duration {
	left := openFor
	if opened := a.opened.Load(); opened != nil {
		left -= time.Since(*opened)
	}
	return max(left, time.Second)
}

func (a *Adapter) post(request *http.Request) error {
	response, err := a.client.Do(request)
	if err != nil {
		later := bot.RetryLater{Why: "it cannot be reached"}
		// The error itself names the address, which may hold a password.
		if ended := request.Context().Err(); ended != nil {
			return fmt.Errorf("webhook: %w: %w", later, ended)
		}
		return fmt.Errorf("webhook: %w", later)
	}
	defer func() {
		// What is read to its end leaves the connection to the next request.
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxAnswer))
		_ = response.Body.Close()
	}()
	switch code := response.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusGone:
		return fmt.Errorf("webhook: %s: %w", response.Status, bot.ErrGone)
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0 is no time told
		return fmt.Errorf("webhook: %w", bot.RetryLater{After: time.Duration(max(seconds, 0)) * time.Second, Why: response.Status})
	default:
		// The specification has every other answer tried again: what is wrong there is
		// mended there.
		return fmt.Errorf("webhook: %w", bot.RetryLater{Why: response.Status})
	}
}

var _ bot.Notifier = (*Adapter)(nil)
