package adapterkit

import (
	"container/list"
	"context"
	"errors"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Bounds of the bodies that are read before they are verified.
const (
	maxReading = 128
	maxBytes   = 16 << 20
	// readTime is how long a body may take to arrive: Slack and Discord give up after three
	// seconds.
	readTime = 3 * time.Second
	// freeTime is how long a request waits for the memory of those that were dropped for it,
	// which release it at once.
	freeTime = time.Second
	// firstBuffer is the size of the first buffer of a body, in bytes. It grows with what
	// arrives.
	firstBuffer = 4 << 10
	// retryAfter is how long a refused sender is asked to wait, in seconds.
	retryAfter = "1"
)

// Limits bound an [Intake]. A zero field has the usual bound.
type Limits struct {
	// Reading is how many bodies are read at a time, and Bytes how many bytes they hold
	// together.
	Reading, Bytes int64
	// Time is how long one body may take to arrive.
	Time time.Duration
}

// Intake reads the bodies of requests that are not verified yet, within bounds that all
// endpoints of a process share. A request that its headers rule out is refused before a
// byte is read. When a bound is reached, the body that was begun first is dropped: the
// bodies of platforms arrive at once, so that the oldest one is sent slowly by somebody
// else, while the new one may be a platform's.
type Intake struct {
	limits Limits
	log    zerolog.Logger
	// slots and bytes are the bounds.
	slots, bytes *semaphore.Weighted
	seldom       rate.Sometimes

	mu sync.Mutex
	// readings holds each *reading under way that was not dropped, the oldest first.
	readings list.List
	counts   Counts
}

// NewIntake returns an intake with bounds.
func NewIntake(l Limits, log zerolog.Logger) *Intake {
	if l.Reading == 0 {
		l.Reading = maxReading
	}
	if l.Bytes == 0 {
		l.Bytes = maxBytes
	}
	if l.Time == 0 {
		l.Time = readTime
	}
	return &Intake{
		limits: l, log: log, seldom: rate.Sometimes{Interval: time.Minute},
		slots: semaphore.NewWeighted(l.Reading), bytes: semaphore.NewWeighted(l.Bytes),
	}
}

// Counts are the requests so far, by what became of them.
type Counts struct {
	// Reading is how many bodies are being read, Held how many bytes they hold now, and
	// Peak the most that they ever held together.
	Reading, Held, Peak int64
	// Read were read and verified, Rejected were not what the endpoint accepts, Dropped
	// made room for others, and Refused found no room.
	Read, Rejected, Dropped, Refused int64
}

// Counts returns the counts of the requests so far.
func (i *Intake) Counts() Counts {
	i.mu.Lock()
	defer i.mu.Unlock()
	c := i.counts
	c.Reading = int64(i.readings.Len())
	return c
}

// count changes the counts under the lock.
func (i *Intake) count(change func(c *Counts)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change(&i.counts)
}

// Endpoint is a path to which a platform posts.
type Endpoint struct {
	// ContentType is the media type of its bodies, and MaxBody their bound in bytes.
	ContentType string
	MaxBody     int64
	// Check fails where the headers alone show that a request is not the platform's, and
	// Verify where the body does too. Nothing of the body is parsed before.
	Check  func(h http.Header) error
	Verify func(h http.Header, body []byte) error
	// Handle answers a request that was verified.
	Handle func(w http.ResponseWriter, r *http.Request, body []byte)
}

// Handler returns a handler for an endpoint.
func (i *Intake) Handler(e Endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := i.read(w, r, e)
		if err != nil {
			i.refuse(w, err)
			return
		}
		e.Handle(w, r, body)
	})
}

// refusal is why a request is refused, with its HTTP status.
type refusal struct {
	status int
	text   string
}

func (e refusal) Error() string { return e.text }

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0) //nolint:gochecknoglobals // a constant, which Go does not have for times

var (
	errMethod   = refusal{http.StatusMethodNotAllowed, "only POST is accepted here"}
	errKind     = refusal{http.StatusUnsupportedMediaType, "another content type is expected"}
	errTooLarge = refusal{http.StatusRequestEntityTooLarge, "too large"}
	errUnsigned = refusal{http.StatusUnauthorized, "not signed"}
	errSlow     = refusal{http.StatusRequestTimeout, "the body did not arrive in time"}
	errBroken   = refusal{http.StatusBadRequest, "the body cannot be read"}
	errBusy     = refusal{http.StatusServiceUnavailable, "too many requests at once"}
)

// read reads and verifies a request. The body that it returns no longer counts.
func (i *Intake) read(w http.ResponseWriter, r *http.Request, e Endpoint) ([]byte, error) {
	if err := e.checkHeaders(r); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), i.limits.Time)
	defer cancel()
	u := &reading{intake: i, cancel: cancel, control: http.NewResponseController(w)}
	if err := u.begin(ctx); err != nil {
		return nil, err
	}
	defer u.end()
	body, err := u.read(ctx, r, e.MaxBody)
	if err != nil {
		return nil, err
	}
	if err := e.Verify(r.Header, body); err != nil {
		return nil, errUnsigned
	}
	i.count(func(c *Counts) { c.Read++ })
	return body, nil
}

// checkHeaders refuses a request that its headers rule out.
func (e Endpoint) checkHeaders(r *http.Request) error {
	if r.Method != http.MethodPost {
		return errMethod
	}
	if err := e.Check(r.Header); err != nil {
		return errUnsigned
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != e.ContentType {
		return errKind
	}
	if r.ContentLength > e.MaxBody {
		return errTooLarge
	}
	return nil
}

// refuse answers a request that is refused. Nothing more of it is read, and its connection
// ends.
func (i *Intake) refuse(w http.ResponseWriter, err error) {
	why, ok := errors.AsType[refusal](err)
	if !ok {
		why = errBroken
	}
	if why == errBusy {
		w.Header().Set("Retry-After", retryAfter)
		i.seldom.Do(i.warn)
	} else {
		i.count(func(c *Counts) { c.Rejected++ })
	}
	w.Header().Set("Connection", "close")
	http.Error(w, why.text, why.status)
	// The server reads what a handler left of a body; now it does not wait for that.
	_ = http.NewResponseController(w).SetReadDeadline(longAgo) // the recorders of tests have no deadlines
}

// warn logs that there are too many requests.
func (i *Intake) warn() {
	c := i.Counts()
	i.log.Warn().Int64("reading", c.Reading).Int64("bytes", c.Held).Int64("dropped", c.Dropped).Int64("refused", c.Refused).
		Msg("http: too many unverified requests at once; the oldest are refused")
}
