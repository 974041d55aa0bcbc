package webpage

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// writeTime is how long one event may take to be sent: a browser that takes none any more does
// not hold its stream for longer.
const writeTime = 10 * time.Second

// ErrNoStream means that an answer cannot be streamed.
var ErrNoStream = errors.New("the answer cannot be streamed")

// Event is one Server-Sent Event.
type Event struct {
	// ID is what the browser tells after a break as the last event that it has; empty leaves
	// it as it was. Neither it nor Name has line breaks.
	ID, Name, Data string
}

// Stream sends events to one browser. Only one goroutine may use it.
type Stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// OpenStream begins to answer with events. The time limits of the server for a whole request and
// a whole answer no longer hold; each event has its own.
func OpenStream(w http.ResponseWriter) (*Stream, error) {
	s := &Stream{w, http.NewResponseController(w)}
	if err := errors.Join(s.control.SetReadDeadline(time.Time{}), s.control.SetWriteDeadline(time.Time{})); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoStream, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would wait for more
	w.WriteHeader(http.StatusOK)
	return s, s.write(": open\n\n")
}

// Send sends one event.
func (s *Stream) Send(e Event) error {
	var b strings.Builder
	if e.ID != "" {
		b.WriteString("id: " + e.ID + "\n")
	}
	if e.Name != "" {
		b.WriteString("event: " + e.Name + "\n")
	}
	for line := range strings.SplitSeq(lineBreaks.Replace(e.Data), "\n") {
		b.WriteString("data: " + line + "\n")
	}
	return s.write(b.String() + "\n")
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Ping sends nothing that a page sees, so that proxies keep the connection and a lost one is
// noticed.
func (s *Stream) Ping() error { return s.write(": ping\n\n") }

func (s *Stream) write(text string) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return fmt.Errorf("stream: %w", err)
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return fmt.Errorf("stream: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("stream: %w", err)
	}
	return nil
}

// LastEventID returns the id of the last event that a browser says that it has.
func LastEventID(r *http.Request) string { return r.Header.Get("Last-Event-ID") }
