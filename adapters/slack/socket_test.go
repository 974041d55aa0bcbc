package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
	"aktivering/bot/event"
	"aktivering/bot/form"
)

// gateway plays Slack's side of Socket Mode.
type gateway struct {
	t       *testing.T
	api     *httptest.Server
	adapter *slack.Adapter
	conns   chan *websocket.Conn
	acks    chan string
	// answers are those of the acknowledgements, by the envelope's id.
	answers sync.Map
	ahead   atomic.Int64 // of the clock
	// greeting is held while no connection gets a hello.
	greeting sync.Mutex
	// calls answers Slack's other methods.
	calls func(method string, f url.Values) map[string]any
	// hook answers at /response.
	hook http.HandlerFunc
}

// withoutForm are texts without a form.
type withoutForm struct{ texts }

func (withoutForm) Form(string) form.Form { return form.Form{} }

func newGateway(t *testing.T, change ...func(*slack.Options)) *gateway {
	t.Helper()
	g := &gateway{t: t, conns: make(chan *websocket.Conn, 10), acks: make(chan string, 100)}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/auth.test", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"ok":true,"user_id":"UBOT","team_id":"T1"}`)) // the adapter tells
	})
	mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "url": "ws" + strings.TrimPrefix(g.api.URL, "http") + "/link"}) // likewise
	})
	mux.HandleFunc("/link", g.link)
	mux.HandleFunc("/response", func(w http.ResponseWriter, r *http.Request) { g.hook(w, r) })
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // likewise
		answer := map[string]any{"ok": true}
		if g.calls != nil {
			maps.Copy(answer, g.calls(strings.TrimPrefix(r.URL.Path, "/api/"), r.Form))
		}
		_ = json.NewEncoder(w).Encode(answer) // likewise
	})
	g.api = httptest.NewServer(mux)
	t.Cleanup(g.api.Close)
	o := slack.Options{
		Token: "xoxb-test", AppToken: "xapp-test", APIURL: g.api.URL + "/api/", Log: zerolog.Nop(), Manager: withoutForm{},
		Now: func() time.Time { return time.Now().Add(time.Duration(g.ahead.Load())) },
	}
	for _, c := range change {
		c(&o)
	}
	var err error
	g.adapter, err = slack.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *gateway) link(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return // whoever asked is gone; who waits for the connection tells
	}
	g.greeting.Lock()
	g.greeting.Unlock() //nolint:staticcheck // only to wait
	if err := conn.WriteJSON(map[string]any{"type": "hello", "num_connections": 1}); err != nil {
		return // it was closed at once
	}
	g.conns <- conn // the receiver writes from here on
	for {
		var ack struct {
			EnvelopeID string         `json:"envelope_id"`
			Payload    map[string]any `json:"payload"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			return
		}
		g.answers.Store(ack.EnvelopeID, ack.Payload)
		g.acks <- ack.EnvelopeID
	}
}

func (g *gateway) connection() *websocket.Conn {
	g.t.Helper()
	select {
	case c := <-g.conns:
		return c
	case <-time.After(20 * time.Second):
		g.t.Fatal("nobody connects")
		return nil
	}
}

func (g *gateway) acked(id string) {
	g.t.Helper()
	select {
	case got := <-g.acks:
		if got != id {
			g.t.Errorf("acknowledged %q, want %q", got, id)
		}
	case <-time.After(20 * time.Second):
		g.t.Fatalf("%q is not acknowledged", id)
	}
}

func (g *gateway) push(c *websocket.Conn, id, kind, payload string) {
	g.t.Helper()
	err := c.WriteMessage(websocket.TextMessage, []byte(`{"envelope_id":"`+id+`","type":"`+kind+`","accepts_response_payload":true,"payload":`+payload+`}`))
	if err != nil {
		g.t.Fatal(err)
	}
}

func TestSocket(t *testing.T) {
	g, inbox := newGateway(t), &kept{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- g.adapter.Run(ctx, inbox) }()
	c := g.connection()

	g.push(c, "e1", "slash_commands", `{"team_id":"T1","channel_id":"C1","user_id":"U1","text":"0xC004F213","trigger_id":"t1","response_url":"https://hooks.slack.com/x"}`)
	g.acked("e1")
	if in := inbox.take(t); in.Key != "command/t1" || in.From.Thread != "private" {
		t.Errorf("got %+v", in)
	}
	if err := g.adapter.Ready(); err != nil {
		t.Errorf("ready: %v", err)
	}
	g.push(c, "e2", "events_api", `{"type":"event_callback","team_id":"T1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1700000000.000001","text":"<@UBOT> hei"}}`)
	g.acked("e2")
	if said, ok := inbox.take(t).Event.(event.Message); !ok || said.Text != "hei" {
		t.Errorf("got %+v", said)
	}
	g.push(c, "e3", "interactive", `{"type":"block_actions","trigger_id":"t3","user":{"id":"U1"},"team":{"id":"T1"},"channel":{"id":"C1"},"container":{"thread_ts":"1.2"},"actions":[{"type":"button","block_id":"b","value":"4/helped"}]}`)
	g.acked("e3")
	if in := inbox.take(t); in.Event != (event.ChoicePicked{Choice: "helped", Turn: 4}) || in.From.Thread != "1.2" {
		t.Errorf("got %+v", in)
	}
	// An envelope that slack-go cannot read is acknowledged all the same.
	g.push(c, "e4", "events_api", `"rubbish"`)
	g.acked("e4")

	// An event that cannot be saved is not, and is tried again soon.
	inbox.mu.Lock()
	inbox.err = errors.New("disk full")
	inbox.mu.Unlock()
	g.push(c, "e5", "slash_commands", `{"team_id":"T1","channel_id":"C1","user_id":"U1","text":"x","trigger_id":"t5"}`)
	time.Sleep(50 * time.Millisecond)
	inbox.mu.Lock()
	inbox.err = nil
	inbox.mu.Unlock()
	g.acked("e5")
	if in := inbox.take(t); in.Key != "command/t5" {
		t.Errorf("got %+v", in)
	}
	_ = c.Close() // the connection is lost
	c = g.connection()
	g.push(c, "e6", "slash_commands", `{"team_id":"T1","channel_id":"C1","user_id":"U1","text":"x","trigger_id":"t6"}`)
	g.acked("e6")
	if in := inbox.take(t); in.Key != "command/t6" {
		t.Errorf("got %+v", in)
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("Run goes on")
	}
}

// The events of one channel are handed over in order.
func TestSocketKeepsOrder(t *testing.T) {
	g := newGateway(t)
	var mu sync.Mutex
	var texts []string
	inbox := inboxFunc(func(_ context.Context, in event.Inbound) error {
		said, _ := in.Event.(event.Message)
		if len(said.Text)%2 == 0 {
			time.Sleep(2 * time.Millisecond)
		}
		mu.Lock()
		defer mu.Unlock()
		texts = append(texts, said.Text)
		return nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = g.adapter.Run(ctx, inbox) }() // the acknowledgements tell
	c := g.connection()
	want := ""
	for range 20 {
		want += "x"
		g.push(c, want, "slash_commands", `{"team_id":"T1","channel_id":"C1","user_id":"U1","text":"`+want+`","trigger_id":"t`+want+`"}`)
	}
	for range 20 {
		<-g.acks
	}
	mu.Lock()
	defer mu.Unlock()
	for i, text := range texts {
		if len(text) != i+1 {
			t.Fatalf("came as %q", texts)
		}
	}
}

// inboxFunc is an inbox that is a function.
type inboxFunc func(context.Context, event.Inbound) error

func (f inboxFunc) Handle(ctx context.Context, in event.Inbound) error { return f(ctx, in) }
