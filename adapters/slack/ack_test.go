package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// responding is an inbox that leaves the reply to the adapter.
type responding struct {
	kept
	written chan bool
	// meanwhile is called while a command is taken in.
	meanwhile func()
}

func (r *responding) Respond(ctx context.Context, in event.Inbound) (*port.Response, error) {
	if err := r.Handle(ctx, in); err != nil {
		return nil, err
	}
	if r.meanwhile != nil {
		r.meanwhile()
	}
	out := port.Outbound{Key: "k", To: in.From, Person: in.Person.ID, ReplyToken: in.ReplyToken, Reply: small}
	return &port.Response{Outbound: out, Written: func(ok bool) { r.written <- ok }}, nil
}

func (r *responding) tells(t *testing.T, want bool) {
	t.Helper()
	select {
	case ok := <-r.written:
		if ok != want {
			t.Errorf("the response is told of as written: %v, want %v", ok, want)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the inbox is not told of the response")
	}
}

// brokenWriter is a connection that ends while it is written to.
type brokenWriter struct{ *httptest.ResponseRecorder }

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// A reply in the response to a command is written only where Slack waits for it.
func TestResponseToCommand(t *testing.T) {
	inbox := &responding{written: make(chan bool, 9)}
	w := newWorkspace(t)
	w.run(inbox)
	w.ready()
	for name, c := range map[string]struct {
		gone    bool // Slack has hung up
		broken  bool
		written bool
	}{"it waits": {written: true}, "it is gone": {gone: true}, "the connection ends": {broken: true}} {
		ctx, cancel := context.WithCancel(t.Context())
		inbox.meanwhile = func() {
			if c.gone {
				cancel()
			}
		}
		r := signed(ctx, "/slack/commands", commandOf(w, "0xC004F213").Encode(), isForm, secret, time.Now())
		rec := httptest.NewRecorder()
		var out http.ResponseWriter = rec
		if c.broken {
			out = brokenWriter{rec}
		}
		w.mux.ServeHTTP(out, r)
		cancel()
		inbox.tells(t, c.written)
		if !c.written {
			if rec.Body.Len() > 0 {
				t.Errorf("%s: the body is %q", name, rec.Body)
			}
			continue
		}
		var m struct {
			Type   string            `json:"response_type"`
			Blocks []json.RawMessage `json:"blocks"`
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil || m.Type != "ephemeral" || len(m.Blocks) == 0 {
			t.Errorf("%s: the body is %q, %v", name, rec.Body, err)
		}
	}
	if n := w.times("/response/1"); n > 0 {
		t.Errorf("%d replies went by the response_url", n)
	}
}

// What is not ready in time is not written: Slack has told the person by then that the command
// failed.
func TestResponseTooLate(t *testing.T) {
	for _, late := range []bool{false, true} {
		rec := httptest.NewRecorder()
		came := time.Now()
		if late {
			came = came.Add(-adapterkit.RespondTime)
		}
		var told []bool
		slack.WriteAck(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil), `{"text":"a"}`, came, func(ok bool) { told = append(told, ok) })
		if len(told) != 1 || told[0] == late || (rec.Body.Len() > 0) == late || rec.Code != http.StatusOK {
			t.Errorf("late %v: told %v, status %d, body %q", late, told, rec.Code, rec.Body)
		}
	}
}

// A reply is not shown where the connection of Socket Mode ends before it can be written.
func TestResponseOverLostConnection(t *testing.T) {
	g := newGateway(t, func(o *slack.Options) { o.Connections = 1 })
	var conn *websocket.Conn
	inbox := &responding{written: make(chan bool, 9)}
	inbox.meanwhile = func() {
		g.greeting.Lock() // there is no other connection soon
		_ = conn.Close()  // it is to break
	}
	conn, end := g.run(inbox)
	g.push(conn, "e1", "slash_commands", `{"command":"/aktivering","text":"0xC004F213","team_id":"T1","channel_id":"C1","user_id":"U1","trigger_id":"t1","response_url":"`+g.api.URL+`/response"}`)
	inbox.tells(t, false)
	g.greeting.Unlock()
	end()
}
