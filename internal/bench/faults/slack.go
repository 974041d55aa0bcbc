package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/internal/bench/soak/loopback"
)

// What the workspace is set up with.
const (
	signingSecret = "not-a-secret"
	slackDesk     = "C0AGENTS"
)

// workspace plays Slack: its methods, its signed requests, and Socket Mode.
type workspace struct {
	sights
	url string
	// hangs is how long a message takes to be shown.
	hangs atomic.Int64
	// refuses is the HTTP status that a message is refused with; 0 is none.
	refuses atomic.Int64

	number atomic.Int64
	roots  sync.Map // the first message of each person, by person

	socket  sync.Mutex // held while writing
	links   []*websocket.Conn
	next    int
	pending map[string]chan struct{} // closed when the envelope is acknowledged
}

func (b *bench) newWorkspace() (*workspace, error) {
	w := &workspace{pending: make(map[string]chan struct{})}
	var err error
	w.url, err = b.listen(w)
	return w, err
}

// overHTTP are the program's settings for signed requests, and overSocket those for
// Socket Mode.
func (w *workspace) overHTTP() []string {
	return []string{"--slack-bot-token", "xoxb-faults", "--slack-signing-secret", signingSecret, "--slack-api-url", w.url + "/api/"}
}

func (w *workspace) overSocket() []string {
	return []string{"--slack-bot-token", "xoxb-faults", "--slack-app-token", "xapp-faults", "--slack-api-url", w.url + "/api/"}
}

func (w *workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/link" {
		w.link(rw, r)
		return
	}
	f, err := formOf(r)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	answer := map[string]any{"ok": true, "messages": []any{}}
	switch method := strings.TrimPrefix(r.URL.Path, "/api/"); method {
	case "auth.test":
		answer["user_id"], answer["team_id"] = "UBOT", "T1"
	case "users.info":
		answer["user"] = map[string]any{"id": f.Get("user"), "locale": "nb-NO", "profile": map[string]string{"display_name": strings.TrimPrefix(f.Get("user"), "U")}}
	case "conversations.open":
		answer["channel"] = map[string]string{"id": "D" + strings.TrimPrefix(f.Get("users"), "U")}
	case "apps.connections.open":
		answer["url"] = "ws" + strings.TrimPrefix(w.url, "http") + "/link"
	case "chat.postMessage":
		select {
		case <-time.After(time.Duration(w.hangs.Load())):
		case <-r.Context().Done():
			return // whoever sent it has given up, and it is not shown
		}
		if status := int(w.refuses.Load()); status != 0 {
			rw.Header().Set("Retry-After", "2")
			http.Error(rw, http.StatusText(status), status)
			return
		}
		m := shown{room: string(loopback.Persons), channel: f.Get("channel"), thread: f.Get("thread_ts"), text: f.Get("text") + " " + f.Get("blocks")}
		if m.channel == slackDesk {
			m.room = string(loopback.Desk)
		}
		w.see(m)
		answer["channel"], answer["ts"] = m.channel, w.ts(w.number.Add(1))
	}
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(answer) // whoever asked may be gone
}

// formOf reads a form; a body of another kind has none.
func formOf(r *http.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return r.PostForm, nil
}

// ts is the time of a message, which is its name.
func (*workspace) ts(n int64) string { return fmt.Sprintf("%d.%06d", time.Now().Unix(), n%1_000_000) }

// event is a word as Slack tells of it; the same at each delivery.
func (w *workspace) event(said *word) ([]byte, error) {
	ts := fmt.Sprintf("1800000000.%06d", said.n)
	m := map[string]any{"type": "message", "channel_type": "im", "channel": "D" + said.person, "user": "U" + said.person, "ts": ts, "text": said.text}
	if root, old := w.roots.LoadOrStore(said.person, ts); old && root != ts {
		m["thread_ts"] = root
	}
	return json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_id": "Ev" + ts, "event": m})
}

// newCrowd lets people talk over signed requests.
func (w *workspace) newCrowd(at func() string) *crowd {
	c := &crowd{at: at, words: make(map[string]*word), client: &http.Client{
		Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100},
	}}
	c.post = func(ctx context.Context, said *word, _ string) error {
		body, err := w.event(said)
		if err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, at()+"/slack/events", strings.NewReader(string(body)))
		if err != nil {
			return err
		}
		stamp := strconv.FormatInt(time.Now().Unix(), 10)
		mac := hmac.New(sha256.New, []byte(signingSecret))
		_, _ = mac.Write([]byte("v0:" + stamp + ":" + string(body))) // never fails
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Slack-Request-Timestamp", stamp)
		request.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
		response, err := c.client.Do(request)
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }() // nothing is read of it
		if response.StatusCode != http.StatusOK {
			return errors.New(response.Status)
		}
		return nil
	}
	w.told = c.hear
	return c
}

// link plays one connection of Socket Mode.
func (w *workspace) link(rw http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(rw, r, nil)
	if err != nil {
		return // the program tells
	}
	w.socket.Lock()
	err = conn.WriteJSON(map[string]any{"type": "hello", "num_connections": 1})
	w.links = append(w.links, conn)
	w.socket.Unlock()
	for err == nil {
		var ack struct {
			EnvelopeID string `json:"envelope_id"`
		}
		if err = conn.ReadJSON(&ack); err != nil {
			break
		}
		w.socket.Lock()
		if acked, ok := w.pending[ack.EnvelopeID]; ok {
			close(acked)
			delete(w.pending, ack.EnvelopeID)
		}
		w.socket.Unlock()
	}
	w.socket.Lock()
	defer w.socket.Unlock()
	for i, l := range w.links {
		if l == conn {
			w.links = append(w.links[:i], w.links[i+1:]...)
			break
		}
	}
}

// linked is how many connections there are.
func (w *workspace) linked() int {
	w.socket.Lock()
	defer w.socket.Unlock()
	return len(w.links)
}

// again is when Slack delivers an event again that is not acknowledged, after the
// delivery before; then it gives up.
var again = []time.Duration{3 * time.Second, time.Minute, 5 * time.Minute}

var errNotAcknowledged = errors.New("not acknowledged")

// tell delivers a word over a socket, up to four times; nil is that it was
// acknowledged.
func (w *workspace) tell(ctx context.Context, said *word) error {
	body, err := w.event(said)
	if err != nil {
		return err
	}
	for try := 0; ; try++ {
		acked, err := w.push(fmt.Sprintf("%d-%d", said.n, try), body)
		if try == len(again) {
			return errors.Join(errNotAcknowledged, err)
		}
		if err != nil {
			acked = nil // it waits for the next time
		}
		select {
		case <-acked:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(again[try]):
		}
	}
}

func (w *workspace) push(id string, payload []byte) (acked chan struct{}, err error) {
	w.socket.Lock()
	defer w.socket.Unlock()
	if len(w.links) == 0 {
		return nil, errNotConnected
	}
	w.next++
	acked = make(chan struct{})
	w.pending[id] = acked
	return acked, w.links[w.next%len(w.links)].WriteJSON(map[string]any{
		"envelope_id": id, "type": "events_api", "accepts_response_payload": false, "payload": json.RawMessage(payload),
	})
}
