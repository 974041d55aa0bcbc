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

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "webhook"

// timeout is how long a request may take, and mostAnswer how much of an answer is
// read, in bytes.
const (
	timeout    = 15 * time.Second
	mostAnswer = 64 << 10
)

// Options are what an adapter needs to know.
type Options struct {
	// URL is where the requests go.
	URL string
	// Secret signs them: base64, after whsec_ if one likes.
	Secret string
	// Now tells the time.
	Now func() time.Time
}

// Adapter is another system as a platform.
type Adapter struct {
	url    string
	signer *standardwebhooks.Webhook
	client *http.Client
	now    func() time.Time
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
		Timeout: timeout,
		// Another place was never named by an administrator.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Adapter{url: o.URL, signer: signer, client: client, now: o.Now}, nil
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

// Tell posts an event. The key is the same whenever the same event is posted again.
// It fails as bot.Adapter's Send does.
func (a *Adapter) Tell(ctx context.Context, key string, n bot.Notice) error {
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
	err = a.post(request)
	if err != nil {
		a.refusal.Store(&err)
		return err
	}
	a.refusal.Store(nil)
	return nil
}

func (a *Adapter) post(request *http.Request) error {
	response, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("webhook: %w", bot.RetryLater{Why: "it cannot be reached"})
	}
	defer func() {
		// What is read to its end leaves the connection to the next request.
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, mostAnswer))
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

var _ bot.Teller = (*Adapter)(nil)
