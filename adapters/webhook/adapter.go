// Package webhook reports the events of the desk's cases to another system, by signed
// requests as in the Standard Webhooks specification. It receives nothing.
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
	"aktivering/bot/notice"
	"aktivering/bot/port"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "webhook"

const (
	// timeout is how long a request may take.
	timeout = 5 * time.Second
	// maxAnswer bounds what is read of an answer, in bytes.
	maxAnswer = 64 << 10
	// maxFailures is after how many failed requests in a row none is made for openFor. Then
	// one request tests whether the other system is back.
	maxFailures = 5
	openFor     = 30 * time.Second
)

// Options are what an adapter needs to know.
type Options struct {
	// URL is the address of the requests.
	URL string
	// Secret signs them. It is base64, with or without whsec_ in front.
	Secret string
	// Now returns the time.
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
	// breaker stops requests to a host that fails, and opened is when it last began to.
	breaker *gobreaker.CircuitBreaker[struct{}]
	opened  atomic.Pointer[time.Time]
	// refusal is why the latest request failed; nil when it succeeded.
	refusal atomic.Pointer[error]
}

// New returns an adapter.
func New(o Options) (*Adapter, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		// The address may hold a password or a token.
		return nil, errors.New("webhook: WEBHOOK_URL is no address of the web: write https://host/path")
	}
	signer, err := standardwebhooks.NewWebhook(o.Secret)
	if err != nil || o.Secret == "" || o.Secret == "whsec_" {
		return nil, errors.New("webhook: the secret is not base64; make one with: openssl rand -base64 32")
	}
	client := &http.Client{
		Timeout: timeout, Transport: o.Transport,
		// Only the address of the settings is trusted.
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
		// A host that answers that the place is gone works.
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, port.ErrGone) },
		IsExcluded:   func(err error) bool { return errors.Is(err, context.Canceled) },
	})
	return a, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// Limits returns none: no replies are shown here.
func (a *Adapter) Limits() port.Limits { return port.Limits{} }

// Run waits for ctx to end.
func (a *Adapter) Run(ctx context.Context, _ port.Inbox) error {
	<-ctx.Done()
	return nil
}

// Send fails: no replies are shown here.
func (a *Adapter) Send(context.Context, port.Outbound) (bot.MessageID, error) {
	return "", fmt.Errorf("webhook: no replies are shown here: %w", port.ErrRejected)
}

// Ready returns nil unless the latest request failed.
func (a *Adapter) Ready() error {
	if err := a.refusal.Load(); err != nil {
		return *err
	}
	return nil
}

// Notify posts an event. The key is the same when the same event is posted again. It fails
// as port.Adapter's Send does. After several failures in a row it makes no request for a
// while, and returns a port.RetryLater at once.
func (a *Adapter) Notify(ctx context.Context, key string, n notice.Notice) error {
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
		return fmt.Errorf("webhook: %w", port.RetryLater{After: a.openLeft(), Why: "no request: too many have failed"})
	case errors.Is(err, gobreaker.ErrTooManyRequests):
		return fmt.Errorf("webhook: %w", port.RetryLater{After: timeout, Why: "no request: another one tests whether it is back"})
	case !errors.Is(err, context.Canceled): // which says nothing of the other system
		a.refusal.Store(&err)
	}
	return err
}

// openLeft returns how long no request will be made, at least a second.
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
		later := port.RetryLater{Why: "it cannot be reached"}
		// The error itself holds the address, which may hold a password.
		if ended := request.Context().Err(); ended != nil {
			return fmt.Errorf("webhook: %w: %w", later, ended)
		}
		return fmt.Errorf("webhook: %w", later)
	}
	defer func() {
		// A body that is read to its end leaves the connection to the next request.
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxAnswer))
		_ = response.Body.Close()
	}()
	switch code := response.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusGone:
		return fmt.Errorf("webhook: %s: %w", response.Status, port.ErrGone)
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0 where no time is told
		return fmt.Errorf("webhook: %w", port.RetryLater{After: time.Duration(max(seconds, 0)) * time.Second, Why: response.Status})
	default:
		// The specification asks for another try after any other answer.
		return fmt.Errorf("webhook: %w", port.RetryLater{Why: response.Status})
	}
}

var _ port.Notifier = (*Adapter)(nil)
