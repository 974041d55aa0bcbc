package adapterkit_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
)

const maxBody = 64 << 10

// host is a server with one endpoint.
type host struct {
	t       *testing.T
	intake  *adapterkit.Intake
	address string
	handled atomic.Int64
}

// newHost serves an endpoint that accepts bodies that begin with "good".
func newHost(t *testing.T, l adapterkit.Limits) *host {
	t.Helper()
	h := &host{t: t, intake: adapterkit.NewIntake(l, zerolog.Nop())}
	server := httptest.NewServer(h.intake.Handler(adapterkit.Endpoint{
		ContentType: "application/json", MaxBody: maxBody,
		Check: func(head http.Header) error {
			if head.Get("Signature") == "" {
				return errors.New("none")
			}
			return nil
		},
		Verify: func(_ http.Header, body []byte) error {
			if !bytes.HasPrefix(body, []byte("good")) {
				return errors.New("bad")
			}
			return nil
		},
		Handle: func(w http.ResponseWriter, r *http.Request, body []byte) {
			h.handled.Add(1)
			_, _ = fmt.Fprint(w, len(body), r.Context().Err())
		},
	}))
	t.Cleanup(server.Close)
	h.address = server.Listener.Addr().String()
	return h
}

// slow is a request whose body does not end.
type slow struct {
	t    *testing.T
	conn net.Conn
}

// begin sends headers that announce a body of so many bytes, and a part of it.
func (h *host) begin(promised int, part string, headers ...string) *slow {
	h.t.Helper()
	conn, err := new(net.Dialer).DialContext(h.t.Context(), "tcp", h.address)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = conn.Close() })
	if headers == nil {
		headers = []string{"Signature: x", "Content-Type: application/json; charset=utf-8"}
	}
	s := &slow{h.t, conn}
	s.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + strconv.Itoa(promised) + "\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n" + part)
	return s
}

func (s *slow) send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.conn, text); err != nil {
		s.t.Error(err)
	}
}

// answer waits for the answer and returns it.
func (s *slow) answer() (status int, header http.Header, body string) {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // so that a test that fails ends
	response, err := http.ReadResponse(bufio.NewReader(s.conn), nil)
	if err != nil {
		s.t.Error(err)
		return 0, nil, ""
	}
	defer func() { _ = response.Body.Close() }() // it was read
	b, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Error(err)
	}
	return response.StatusCode, response.Header, strings.TrimSpace(string(b))
}

func (s *slow) want(status int) {
	s.t.Helper()
	if got, _, body := s.answer(); got != status {
		s.t.Errorf("status %d %s, want %d", got, body, status)
	}
}

// until waits for counts.
func (h *host) until(what string, ok func(adapterkit.Counts) bool) adapterkit.Counts {
	h.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		c := h.intake.Counts()
		if ok(c) {
			return c
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("%s: %+v", what, c)
		}
	}
}

// began waits until so many bodies that do not end have begun, so that none of them is
// newer than the one that is sent next.
func (h *host) began(n int64) {
	h.t.Helper()
	h.until("all have begun", func(c adapterkit.Counts) bool { return c.Reading+c.Dropped+c.Refused >= n })
}

// A request that its headers rule out is refused before a byte of the body is read, and the
// connection does not wait for the rest.
func TestHeadersAreCheckedFirst(t *testing.T) {
	h := newHost(t, adapterkit.Limits{Time: time.Minute})
	for name, c := range map[string]struct {
		size    int
		headers []string
		want    int
	}{
		"no signature":      {10, []string{"Content-Type: application/json"}, http.StatusUnauthorized},
		"another type":      {10, []string{"Signature: x", "Content-Type: text/plain"}, http.StatusUnsupportedMediaType},
		"no type":           {10, []string{"Signature: x"}, http.StatusUnsupportedMediaType},
		"larger than taken": {maxBody + 1, nil, http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			s := h.begin(c.size, "", c.headers...)
			s.t = t
			s.want(c.want)
			if _, err := s.conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Errorf("the connection stays open: %v", err)
			}
		})
	}
	if c := h.intake.Counts(); c.Peak != 0 || c.Rejected != 4 {
		t.Errorf("counted %+v", c)
	}
}

func TestBodies(t *testing.T) {
	h := newHost(t, adapterkit.Limits{Time: time.Minute})
	whole := "good" + strings.Repeat("x", maxBody-4)
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"small":    {"good", http.StatusOK},
		"largest":  {whole, http.StatusOK},
		"not good": {"bad", http.StatusUnauthorized},
		"empty":    {"", http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			s := h.begin(len(c.body), c.body)
			s.t = t
			s.want(c.want)
		})
	}
	// Without a length the size is not known before.
	for body, want := range map[string]int{whole: http.StatusOK, whole + "x": http.StatusRequestEntityTooLarge} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+h.address, io.MultiReader(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Signature", "x")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close() // it is not read
		if response.StatusCode != want {
			t.Errorf("%d bytes without a length: status %d, want %d", len(body), response.StatusCode, want)
		}
	}
	if c := h.intake.Counts(); c.Held != 0 || c.Reading != 0 || c.Read != 3 || h.handled.Load() != 3 {
		t.Errorf("counted %+v, handled %d", c, h.handled.Load())
	}
}

func TestSlowBodyIsRefused(t *testing.T) {
	h := newHost(t, adapterkit.Limits{Time: 50 * time.Millisecond})
	h.begin(maxBody, "good").want(http.StatusRequestTimeout)
	if c := h.intake.Counts(); c.Held != 0 || c.Reading != 0 || c.Rejected != 1 {
		t.Errorf("counted %+v", c)
	}
}

// Many slow bodies hold no more memory than the bound, and a whole body is read among them:
// it takes the place of the oldest.
func TestManySlowBodiesAreBounded(t *testing.T) {
	limits := adapterkit.Limits{Reading: 16, Bytes: 256 << 10, Time: time.Minute}
	h := newHost(t, limits)
	const many = 300
	part := "good" + strings.Repeat("x", 20<<10)
	all := make([]*slow, many)
	var senders sync.WaitGroup
	for i := range all {
		senders.Go(func() { all[i] = h.begin(maxBody, part) })
		if i%50 == 25 {
			senders.Wait()
			h.began(int64(i) + 1)
			h.begin(4, "good").want(http.StatusOK)
		}
	}
	senders.Wait()
	c := h.until("the slow ones are dropped", func(c adapterkit.Counts) bool {
		return c.Reading <= limits.Reading && c.Reading+c.Dropped+c.Refused >= many
	})
	if c.Peak > limits.Bytes || c.Held > limits.Bytes || c.Peak == 0 {
		t.Errorf("held %d bytes, at most %d: %+v", c.Held, limits.Bytes, c)
	}
	if h.handled.Load() != 6 || c.Read != 6 {
		t.Errorf("%d whole bodies were handled, %+v", h.handled.Load(), c)
	}
	// Those that were dropped are told so, and when to try again.
	told := 0
	for _, s := range all {
		_ = s.conn.SetReadDeadline(time.Now().Add(10 * time.Millisecond)) // those that wait get no answer
		response, err := http.ReadResponse(bufio.NewReader(s.conn), nil)
		if err != nil {
			continue
		}
		_ = response.Body.Close() // it is not read
		if response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") == "1" {
			told++
		}
	}
	if told < many/2 {
		t.Errorf("%d of %d were told", told, many)
	}
	for _, s := range all {
		_ = s.conn.Close()
	}
	if c := h.until("all is given back", func(c adapterkit.Counts) bool { return c.Reading == 0 && c.Held == 0 }); c.Peak > limits.Bytes {
		t.Errorf("held %+v", c)
	}
	h.begin(4, "good").want(http.StatusOK)
}

// Where few bodies hold all the memory, the oldest release it.
func TestOldestBodiesReleaseMemory(t *testing.T) {
	limits := adapterkit.Limits{Reading: 100, Bytes: 200 << 10, Time: time.Minute}
	h := newHost(t, limits)
	for range 20 {
		h.begin(maxBody, "good"+strings.Repeat("x", 40<<10))
	}
	h.began(20)
	body := "good" + strings.Repeat("x", maxBody-4)
	h.begin(len(body), body).want(http.StatusOK)
	if c := h.intake.Counts(); c.Peak > limits.Bytes || c.Dropped == 0 {
		t.Errorf("counted %+v", c)
	}
}

// The deadline of the body is not that of the answer.
func TestSlowHandlerMayAnswer(t *testing.T) {
	intake := adapterkit.NewIntake(adapterkit.Limits{Time: 50 * time.Millisecond}, zerolog.Nop())
	read, goOn := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(intake.Handler(adapterkit.Endpoint{
		ContentType: "application/json", MaxBody: maxBody,
		Check:  func(http.Header) error { return nil },
		Verify: func(http.Header, []byte) error { return nil },
		Handle: func(_ http.ResponseWriter, r *http.Request, _ []byte) {
			close(read)
			<-goOn
			select {
			case <-r.Context().Done():
				t.Error("the request was given up")
			case <-time.After(150 * time.Millisecond): // three times the deadline
			}
		},
	}))
	t.Cleanup(server.Close)
	h := &host{t: t, intake: intake, address: server.Listener.Addr().String()}
	s := h.begin(4, "good")
	<-read
	close(goOn)
	s.want(http.StatusOK)
}
