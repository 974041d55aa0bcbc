package serving

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/netutil"
)

// listening serves a handler as the program does, with so many connections that wait
// and so many in all.
func listening(t *testing.T, handler http.Handler, most, all int, grace time.Duration) (address string, w *connLimiter) {
	t.Helper()
	server := httptest.NewUnstartedServer(closeUnread(handler))
	w = newConnLimiter(most, grace)
	server.Config.ConnState = w.connState
	server.Listener = netutil.LimitListener(server.Listener, all)
	server.Config.ReadTimeout = time.Minute
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), w
}

func dial(t *testing.T, address, text string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // so that a test that fails ends
	return conn
}

func statusOf(t *testing.T, conn net.Conn) int {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // it is not read
	return response.StatusCode
}

const probe = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

// Whoever holds connections open without asking anything keeps no probe out, with
// many more connections than there may be.
func TestIdleConnections(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	const most, all = 8, 12
	address, w := listening(t, mux, most, all, 0)
	for i := range 5 * all {
		switch i % 3 {
		case 0:
			dial(t, address, "") // says nothing
		case 1:
			dial(t, address, "GET /healthz HT") // stops in the middle
		case 2:
			if got := statusOf(t, dial(t, address, probe)); got != http.StatusOK { // stays
				t.Errorf("probe %d: status %d", i, got)
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open.Len() > most || len(w.places) != w.open.Len() || w.closed < 5*all-most-all {
		t.Errorf("%d wait, %d were closed", w.open.Len(), w.closed)
	}
}

// A connection is not closed before what it asks can have been read, however many come
// after it; then it is.
func TestConnectionsHaveTime(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	const most = 3
	address, _ := listening(t, mux, most, 8*most, time.Hour)
	var early []net.Conn
	for range 4 * most {
		early = append(early, dial(t, address, ""))
	}
	for i, conn := range early {
		if _, err := io.WriteString(conn, probe); err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		if got := statusOf(t, conn); got != http.StatusOK {
			t.Errorf("%d: status %d", i, got)
		}
	}

	address, w := listening(t, mux, most, 8*most, time.Millisecond)
	for range 4 * most {
		dial(t, address, "")
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		left, closed := len(w.places), w.closed
		w.mu.Unlock()
		if left == most && closed == 3*most {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d wait, %d were closed", left, closed)
		}
	}
}

// A body that nobody reads holds no connection.
func TestUnreadBodies(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /read", func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
	})
	const all = 4
	address, _ := listening(t, mux, all, all, 0)
	for i := range 3 * all {
		for path, want := range map[string]int{"GET /healthz": 200, "POST /healthz": 405, "POST /none": 404} {
			conn := dial(t, address, path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
			if got := statusOf(t, conn); got != want {
				t.Errorf("%d, %s: status %d, want %d", i, path, got, want)
			}
		}
	}
	// One that was read leaves the connection to the next request.
	conn := dial(t, address, "POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
	if got := statusOf(t, conn); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	if _, err := io.Copy(conn, strings.NewReader(probe)); err != nil || statusOf(t, conn) != http.StatusOK {
		t.Errorf("the connection was not kept: %v", err)
	}
}
