package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// away is an inbox whose store can be away.
type away struct {
	mu    sync.Mutex
	list  []event.Inbound
	gone  atomic.Bool
	tries atomic.Int64
}

func (a *away) Handle(_ context.Context, in event.Inbound) error {
	a.tries.Add(1)
	if a.gone.Load() {
		return errors.New("the store is away")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, in)
	return nil
}

func (a *away) all() []event.Inbound {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.list)
}

func (a *away) texts() (list []string) {
	for _, in := range a.all() {
		switch e := in.Event.(type) {
		case event.Message:
			list = append(list, e.Text)
		case event.MessageEdited:
			list = append(list, "edit: "+e.Now.Text)
		default: // without a text
		}
	}
	return list
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never %s", what)
		}
	}
}

func (g *gateway) run(inbox port.Inbox) (c *websocket.Conn, end func()) {
	g.t.Helper()
	ctx, cancel := context.WithCancel(g.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- g.adapter.Run(ctx, inbox) }()
	g.t.Cleanup(cancel)
	c = g.connection()
	until(g.t, "ready", func() bool { return g.adapter.Ready() == nil })
	return c, func() {
		g.t.Helper()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				g.t.Errorf("Run: %v", err)
			}
		case <-time.After(20 * time.Second):
			g.t.Fatal("Run goes on")
		}
	}
}

func said(channel, text string, number int, more string) string {
	return fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event":{"type":"message","channel_type":"im","user":"U1","channel":%q,"ts":"1700000000.%06d","text":%q%s}}`, channel, number, text, more)
}

// However long the store is away, events of the socket are kept, and handed over once and in
// order afterwards. They are acknowledged only then.
func TestSocketKeepsEvents(t *testing.T) {
	g, inbox := newGateway(t), &away{}
	g.adapter.Hurry(time.Millisecond)
	c, _ := g.run(inbox)
	inbox.gone.Store(true)
	var want []string
	for i := range 5 {
		want = append(want, fmt.Sprint("ord ", i))
		g.push(c, fmt.Sprint("e", i), "events_api", said("D1", want[i], i, ""))
	}
	until(t, "tried often", func() bool { return inbox.tries.Load() > 12 })
	if len(g.acks) > 0 {
		t.Error("acknowledged what is not kept")
	}
	if since := g.adapter.OldestWaiting(); since.IsZero() {
		t.Error("nothing waits")
	}
	inbox.gone.Store(false)
	for i := range 5 {
		g.acked(fmt.Sprint("e", i))
	}
	if got := inbox.texts(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	until(t, "empty", func() bool { return g.adapter.OldestWaiting().IsZero() })
}

// The adapter stops also while the store is away, and acknowledges nothing.
func TestSocketStopsWhileTheStoreIsAway(t *testing.T) {
	g, inbox := newGateway(t), &away{}
	c, end := g.run(inbox)
	inbox.gone.Store(true)
	g.push(c, "e1", "events_api", said("D1", "x", 1, ""))
	until(t, "tried", func() bool { return inbox.tries.Load() > 0 })
	end()
	if len(g.acks) > 0 {
		t.Error("acknowledged what is not kept")
	}
}

// The person is told in time that a command, a press or a form was not saved.
func TestSocketTellsOfUnsavedRequests(t *testing.T) {
	told := make(chan string, 10)
	g, inbox := newGateway(t), &away{}
	g.calls = func(method string, f url.Values) map[string]any {
		if method == "chat.postEphemeral" {
			told <- f.Get("channel") + " " + f.Get("user") + " " + f.Get("text")
		}
		return nil
	}
	g.hook = func(_ http.ResponseWriter, r *http.Request) {
		var m map[string]any
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m["response_type"] != "ephemeral" || m["replace_original"] != false {
			t.Errorf("response_url gets %v, %v", m, err)
		}
		told <- fmt.Sprint(m["text"])
	}
	g.adapter.Hurry(30 * time.Millisecond)
	c, _ := g.run(inbox)
	inbox.gone.Store(true)
	answer := func(id, kind, payload string) map[string]any {
		t.Helper()
		g.push(c, id, kind, payload)
		g.acked(id)
		a, _ := g.answers.Load(id)
		m, _ := a.(map[string]any)
		return m
	}
	if a := answer("e1", "slash_commands", `{"team_id":"T1","channel_id":"C1","user_id":"U1","text":"x","trigger_id":"t1"}`); a["text"] != "ikke lagret " || a["response_type"] != "ephemeral" {
		t.Errorf("a command is answered %v", a)
	}
	press := `{"type":"block_actions","trigger_id":"t3","user":{"id":"U1"},"team":{"id":"T1"},"channel":{"id":"C1"},"container":{"thread_ts":"1.2"},"actions":[{"type":"button","block_id":"b","value":"4/helped"}]`
	if a := answer("e2", "interactive", press+`}`); a != nil {
		t.Errorf("a press is answered %v", a)
	}
	if got := <-told; got != "C1 U1 ikke lagret " {
		t.Errorf("told %q", got)
	}
	answer("e3", "interactive", press+`,"response_url":"`+g.api.URL+`/response"}`)
	if got := <-told; got != "ikke lagret " {
		t.Errorf("told %q", got)
	}
	form := `{"type":"view_submission","user":{"id":"U1"},"team":{"id":"T1"},"view":{"id":"V1","callback_id":"ask","private_metadata":"{\"channel\":\"C1\",\"thread\":\"private\"}","state":{"values":{"windows":{"windows":{}},"problem":{"problem":{"value":"x"}}}}}}`
	if a := answer("e4", "interactive", form); a["response_action"] != "errors" || fmt.Sprint(a["errors"]) != "map[problem:ikke lagret ]" {
		t.Errorf("a form is answered %v", a)
	}
	if len(inbox.all()) > 0 {
		t.Errorf("kept %v", inbox.all())
	}
}

// Over HTTP an event that is not saved in time is refused, so that Slack sends it again,
// and kept all the same. A command is answered.
func TestHTTPKeepsEvents(t *testing.T) {
	w, inbox := newWorkspace(t), &away{}
	w.adapter.Hurry(time.Millisecond)
	w.run(inbox)
	inbox.gone.Store(true)
	for i := range 3 {
		if code := w.deliver("/slack/events", said("D1", strconv.Itoa(i), i, ""), "application/json"); code != http.StatusServiceUnavailable {
			t.Errorf("status %d", code)
		}
	}
	rec := w.request("/slack/commands", commandOf(w, "x").Encode(), isForm, secret, time.Now())
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "application/json" || rec.Body.String() != `{"response_type":"ephemeral","text":"ikke lagret nn-NO"}` {
		t.Errorf("a command: %d, %s", rec.Code, rec.Body)
	}
	inbox.gone.Store(false)
	until(t, "told", func() bool { return len(inbox.all()) == 3 })
	if got := strings.Join(inbox.texts(), " "); got != "0 1 2" {
		t.Errorf("got %q", got)
	}
}

// recents returns places where people spoke lately.
func recents(list ...port.OpenChannel) func(context.Context, bot.Platform, time.Time, time.Time, int) ([]port.OpenChannel, error) {
	return func(context.Context, bot.Platform, time.Time, time.Time, int) ([]port.OpenChannel, error) {
		return list, nil
	}
}

func stamp(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }

// An event beyond the bound is refused: a person who spoke to the bot is told so, once, and
// the channel is read again when the store is back.
func TestRefusedEventsAreReadAgain(t *testing.T) {
	w, inbox := newWorkspace(t, func(o *slack.Options) { o.MaxEvents = 4 }), &away{}
	w.adapter.Hurry(time.Millisecond)
	w.run(inbox)
	inbox.gone.Store(true)
	var want []string
	var history []map[string]any
	for i := range 9 {
		want = append(want, fmt.Sprint("ord ", i))
		history = append(history, map[string]any{"type": "message", "user": "U1", "ts": fmt.Sprintf("1700000000.%06d", i), "text": want[i]})
		w.deliver("/slack/events", said("D1", want[i], i, ""), "application/json")
		if i == 3 {
			until(t, "known to be away", func() bool { return inbox.tries.Load() > 4 })
		}
	}
	w.deliver("/slack/events", said("CSUPPORT", "uspurt", 1, `,"channel_type":"channel"`), "application/json")
	slices.Reverse(history)
	w.mu.Lock()
	w.history = map[string][]map[string]any{"D1/": history}
	w.mu.Unlock()
	posts := func() []post {
		w.mu.Lock()
		defer w.mu.Unlock()
		return slices.Clone(w.posts)
	}
	until(t, "told", func() bool { return len(posts()) > 0 })
	inbox.gone.Store(false)
	until(t, "handed over", func() bool { return len(inbox.texts()) >= 9 })
	if got := inbox.texts(); !slices.Equal(got[:9], want) {
		t.Errorf("got %q", got)
	}
	if p := posts(); len(p) != 1 || p[0].channel != "D1" || p[0].text != "ikke lagret meldingen nn-NO" && p[0].text != "ikke lagret meldingen " {
		t.Errorf("told %+v", p)
	}
}

// journal is a log that the test reads.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// The log says why an event is not saved or not readable.
func TestLogNamesTheCause(t *testing.T) {
	var log journal
	w, inbox := newWorkspace(t, func(o *slack.Options) { o.Log = zerolog.New(&log) }), &away{}
	w.adapter.Hurry(50 * time.Millisecond)
	w.run(inbox)
	inbox.gone.Store(true)
	w.deliver("/slack/events", said("D1", "x", 1, ""), "application/json")
	w.deliver("/slack/events", "{", "application/json")
	w.deliver("/slack/interactions", "payload={", "application/x-www-form-urlencoded")
	for _, want := range []string{"not saved yet; it is tried again: the store is away", "the request cannot be read: unexpected end of JSON input", `"path":"/slack/interactions"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not in\n%s", want, log.String())
		}
	}
	inbox.gone.Store(false)
}
