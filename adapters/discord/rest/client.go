package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
)

const (
	// Timeout is how long one request may take.
	Timeout = 10 * time.Second
	// maxAnswer bounds what is read of an answer, in bytes: a page of a channel's messages
	// is the largest.
	maxAnswer = 8 << 20
)

// Client makes requests with a bot's token. It is safe for concurrent use.
type Client struct {
	session *discordgo.Session
	base    string
}

// New returns a client of the API at an address that ends with a slash, such as
// https://discord.com/api/v10/.
func New(base *url.URL, token string) (*Client, error) {
	session, err := discordgo.New("Bot " + token)
	if err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	// Waiting is up to the limiter and the outbox, which know when to stop.
	session.ShouldRetryOnRateLimit, session.MaxRestRetries = false, 0
	session.Client = adapterkit.NewClient(Timeout, maxAnswer, newLimiter(base.Path, &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute,
	}))
	return &Client{session: session, base: base.String()}, nil
}

// Multipart is a body that is sent as the parts of a form.
type Multipart interface {
	Multipart() (contentType string, body []byte, err error)
}

// Call makes one request and reads the answer into result, unless that is nil. The path
// has no slash in front. A nil body is none, a [Multipart] is a form, and anything else
// becomes JSON.
func (c *Client) Call(ctx context.Context, method, path string, body, result any) error {
	contentType, data, err := encode(body)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	// discordgo keeps a bucket for each address for ever, and waits in it for as long
	// as Discord says; here every request has one of its own, and the limiter waits.
	bucket := new(discordgo.Bucket)
	bucket.Lock()
	answer, err := c.session.RequestWithLockedBucket(method, c.base+path, contentType, data, bucket, 0, discordgo.WithContext(ctx))
	if e, ok := errors.AsType[*discordgo.RESTError](err); ok {
		refused := &Error{Status: e.Response.StatusCode}
		if e.Message != nil {
			refused.Code, refused.Message = e.Message.Code, e.Message.Message
		}
		return refused
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		return Unreachable{e.Err} // without the address
	}
	if err != nil {
		return err
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("%s: the answer cannot be read: %w", method, err)
	}
	return nil
}

func encode(body any) (contentType string, data []byte, err error) {
	switch b := body.(type) {
	case nil:
	case Multipart:
		return b.Multipart()
	default:
		data, err = json.Marshal(body)
	}
	return "application/json", data, err
}

// Unreachable means that a request got no answer.
type Unreachable struct{ Err error }

func (e Unreachable) Error() string { return e.Err.Error() }

// Unwrap returns the cause: a [Limited] or [Unavailable] where no request was made, or
// the error of the connection.
func (e Unreachable) Unwrap() error { return e.Err }

// Error is what Discord answers to a request that it does not carry out.
type Error struct {
	// Status is HTTP's status, and Code Discord's own error code; 0 where there is none.
	Status, Code int
	Message      string
}

func (e *Error) Error() string { return fmt.Sprintf("HTTP %d, %d: %s", e.Status, e.Code, e.Message) }

// HasCode reports an [*Error] with one of Discord's error codes.
func HasCode(err error, codes ...int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && slices.Contains(codes, e.Code)
}

// HasStatus reports an [*Error] with one of HTTP's statuses.
func HasStatus(err error, statuses ...int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && slices.Contains(statuses, e.Status)
}
