package push

import (
	"context"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
)

// Subscription is where one browser is told, and how what it is told is encrypted.
type Subscription struct {
	Endpoint string `json:"endpoint"`
	// P256dh and Auth are the browser's keys in base64.
	P256dh string `json:"p256dh"`
	Auth   string `json:"auth"`
}

// Bounds of what a browser may name.
const (
	maxEndpoint = 1_000
	maxKey      = 100
	pointLength = 65
	authLength  = 16
)

// The errors of this package.
var (
	// ErrSubscription means that a subscription is not one that can be told.
	ErrSubscription = errors.New("this is no subscription to a push service")
	// ErrGone means that a browser is not to be told any more.
	ErrGone = errors.New("the browser has ended its subscription")
)

// Check returns ErrSubscription where a browser cannot be told by it.
func (s Subscription) Check() error {
	if err := checkEndpoint(s.Endpoint); err != nil {
		return err
	}
	point, err := decode(s.P256dh)
	if err != nil || len(point) != pointLength {
		return fmt.Errorf("%w: its key is none", ErrSubscription)
	}
	if _, err := ecdh.P256().NewPublicKey(point); err != nil {
		return fmt.Errorf("%w: its key is none", ErrSubscription)
	}
	if auth, err := decode(s.Auth); err != nil || len(auth) != authLength {
		return fmt.Errorf("%w: its secret is none", ErrSubscription)
	}
	return nil
}

func decode(text string) ([]byte, error) {
	if len(text) > maxKey {
		return nil, ErrSubscription
	}
	return base64.RawURLEncoding.DecodeString(text) //nolint:wrapcheck // Check says what it is
}

// Message is what a browser is told.
type Message struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	// URL is the path to open.
	URL string `json:"url"`
}

// Sender tells browsers. It is safe for concurrent use.
type Sender struct {
	client          *http.Client
	subject         string
	private, public string
}

// Options are what a Sender needs.
type Options struct {
	// Subject is who sends, for the operators of push services: an https or mailto address.
	Subject string
	// Client is how push services are reached; nil is a client that reaches public addresses alone.
	Client *http.Client
}

// New returns a sender whose key follows from a secret, so that every process that knows the secret
// sends as the same: a browser takes nothing from another.
func New(secret []byte, o Options) (*Sender, error) {
	if o.Client == nil {
		o.Client = guarded()
	}
	for n := byte(0); ; n++ {
		m := hmac.New(sha256.New, secret)
		_, _ = m.Write([]byte{'w', 'e', 'b', 'p', 'u', 's', 'h', n}) // it never fails
		raw := m.Sum(nil)
		key, err := ecdh.P256().NewPrivateKey(raw)
		if err != nil { // once in 2^32: it is more than the order of the curve
			if n == 0xff { //nolint:mnd // all were tried
				return nil, fmt.Errorf("push: no key follows from the secret: %w", err)
			}
			continue
		}
		return &Sender{
			client: o.Client, subject: o.Subject, private: base64.RawURLEncoding.EncodeToString(raw),
			public: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()),
		}, nil
	}
}

// PublicKey is what a browser subscribes with.
func (s *Sender) PublicKey() string { return s.public }

// lasts is for how long a push service keeps a message for a browser that is away.
const lasts = 24 * time.Hour

// recordSize bounds a message with its padding; some services take no more than 4 KB in all.
const recordSize = 2_048

// Send tells a browser. It fails with ErrGone where it is not to be told any more.
func (s *Sender) Send(ctx context.Context, to Subscription, m Message) error {
	if err := to.Check(); err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	answer, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{
		Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: to.P256dh, Auth: to.Auth},
	}, &webpush.Options{
		HTTPClient: s.client, RecordSize: recordSize, Subscriber: s.subject, TTL: int(lasts.Seconds()), Urgency: webpush.UrgencyHigh,
		VAPIDPublicKey: s.public, VAPIDPrivateKey: s.private,
	})
	if err != nil {
		return fmt.Errorf("push: %w", hideAddress(err))
	}
	defer func() { _ = answer.Body.Close() }()                     // it was read
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 4<<10)) // so that the connection is used again
	switch {
	case answer.StatusCode == http.StatusNotFound, answer.StatusCode == http.StatusGone:
		return ErrGone
	case answer.StatusCode < 200 || answer.StatusCode >= 300:
		return fmt.Errorf("push: the service answers %d", answer.StatusCode)
	}
	return nil
}
