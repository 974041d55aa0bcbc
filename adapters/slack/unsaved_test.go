package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot"
)

// away is an inbox whose store can be away.
type away struct {
	mu    sync.Mutex
	list  []bot.Inbound
	gone  atomic.Bool
	tries atomic.Int64
}

func (a *away) Handle(_ context.Context, in bot.Inbound) error {
	a.tries.Add(1)
	if a.gone.Load() {
		return errors.New("the store is away")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, in)
	return nil
}

func (a *away) all() []bot.Inbound {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.list)
}

func (a *away) texts() (list []string) {
	for _, in := range a.all() {
		switch e := in.Event.(type) {
		case bot.Message:
			list = append(list, e.Text)
		case bot.MessageEdited:
			list = append(list, "edit: "+e.Now.Text)
		default: // without a text
		}
	}
	return list
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never %s", what)
		}
	}
}

func (g *gateway) run(inbox bot.Inbox) (c *websocket.Conn, end func()) {
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
		case <-time.After(10 * time.Second):
			g.t.Fatal("Run goes on")
		}
	}
}

func said(channel, text string, number int, more string) string {
	return fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event":{"type":"message","channel_type":"im","user":"U1","channel":%q,"ts":"1700000000.%06d","text":%q%s}}`, channel, number, text, more)
}

// However long the store is away, what came over the socket is kept, and handed over
// once and in order afterwards. It is acknowledged only then.
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

// A command, a press or a form that cannot be saved is answered so in time.
func TestSocketUnsaved(t *testing.T) {
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

// recents are the places where people spoke lately.
func recents(list ...bot.OpenChannel) func(context.Context, bot.Platform, time.Time, time.Time, int) ([]bot.OpenChannel, error) {
	return func(context.Context, bot.Platform, time.Time, time.Time, int) ([]bot.OpenChannel, error) {
		return list, nil
	}
}

func stamp(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }

// Beyond the bound a person who spoke to the bot is told so, once; when the store is
// back, the channel is read again.
func TestBeyondTheBound(t *testing.T) {
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

// At the start, messages are read again in threads of late, in direct messages and in
// support channels. What lacks a scope or cannot be found is left.
func TestReadAgainAtTheStart(t *testing.T) {
	now := time.Now()
	thread, direct := stamp(now.Add(-5*time.Hour)), stamp(now.Add(-4*time.Hour))
	at := func(channel, thread string) bot.OpenChannel {
		return bot.OpenChannel{At: bot.Address{Platform: "slack", Space: "T1", Channel: channel, Thread: thread}, Since: now.Add(-3 * time.Hour)}
	}
	w, inbox := newWorkspace(t, func(o *slack.Options) {
		o.Recent = recents(at("C1", thread), at("D1", direct), at("C1", "private"), at("G1", "1.2"), at("C9", "1.3"))
		o.OpenChannels = func(context.Context, bot.Platform, int) ([]bot.OpenChannel, error) {
			return []bot.OpenChannel{at("C1", thread)}, nil
		}
	}), &away{}
	said := func(text string, ago time.Duration, more map[string]any) map[string]any {
		m := map[string]any{"type": "message", "user": "U1", "ts": stamp(now.Add(-ago)), "text": text}
		maps.Copy(m, more)
		return m
	}
	w.history = map[string][]map[string]any{
		"C1/" + thread: {
			said("root", 5*time.Hour, map[string]any{"ts": thread, "thread_ts": thread}), said("old", 4*time.Hour, map[string]any{"thread_ts": thread}),
			said("reply", 2*time.Hour, map[string]any{"thread_ts": thread}), said("bot", time.Hour, map[string]any{"thread_ts": thread, "user": "UBOT"}),
		},
		"D1/":          {said("new", time.Hour, map[string]any{"edited": map[string]any{"user": "U1", "ts": stamp(now)}}), said("too old", 10*time.Hour, nil)},
		"D1/" + direct: {said("in direct", 2*time.Hour, map[string]any{"thread_ts": direct})},
		"CSUPPORT/":    {said("support", 30*time.Minute, nil), said("taken up", 31*time.Minute, map[string]any{"reply_count": 1}), said("two hours", 2*time.Hour, nil)},
	}
	limited := false
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method == "conversations.history" && !limited {
			limited = true
			rw.Header().Set("Retry-After", "1")
			rw.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		return false
	}
	w.run(inbox)
	until(t, "told", func() bool { return len(inbox.texts()) == 5 })
	got := inbox.texts()
	slices.Sort(got)
	if want := []string{"edit: new", "in direct", "new", "reply", "support"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, in := range inbox.all() {
		text := in.Event
		switch {
		case in.From.Channel == "C1" && (in.From != at("C1", thread).At || !strings.HasPrefix(in.Key, "message/C1/")):
			t.Errorf("%v is from %v, %s", text, in.From, in.Key)
		case in.From.Channel == "D1" && in.Person.ID != "U1":
			t.Errorf("%v is of %v", text, in.Person)
		}
	}
}

// When no connection was open for long, what came meanwhile is read again; Slack sends
// again by itself what came in a short time.
func TestSocketReadsAgain(t *testing.T) {
	var asked atomic.Int64
	g := newGateway(t, func(o *slack.Options) {
		o.Connections = 1
		o.Recent = func(context.Context, bot.Platform, time.Time, time.Time, int) ([]bot.OpenChannel, error) {
			asked.Add(1)
			return []bot.OpenChannel{{At: bot.Address{Platform: "slack", Space: "T1", Channel: "D1", Thread: "1.2"}, Since: time.Now().Add(-time.Minute)}}, nil
		}
	})
	g.calls = func(method string, _ url.Values) map[string]any {
		if method != "conversations.history" || asked.Load() < 2 {
			return nil
		}
		return map[string]any{"messages": []map[string]any{{"type": "message", "user": "U1", "ts": stamp(time.Now()), "text": "missed"}}}
	}
	inbox := &away{}
	c, _ := g.run(inbox)
	until(t, "read at the start", func() bool { return asked.Load() == 1 })
	_ = c.Close()
	c = g.connection() // at once
	g.push(c, "e1", "events_api", said("D1", "live", 1, ""))
	g.acked("e1")
	if n := asked.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
	g.greeting.Lock()
	_ = c.Close()
	until(t, "offline", func() bool { return g.adapter.Ready() != nil })
	g.ahead.Store(int64(time.Minute))
	g.greeting.Unlock()
	g.connection()
	until(t, "told", func() bool { return slices.Contains(inbox.texts(), "missed") })
}

// journal is a log to read from.
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

// While what was missed is read, only events of the same channel wait for it. The log and
// readiness say so, and of no fault.
func TestHeldWhileReading(t *testing.T) {
	now := time.Now()
	at := func(channel, thread string) bot.OpenChannel {
		return bot.OpenChannel{At: bot.Address{Platform: "slack", Space: "T1", Channel: channel, Thread: thread}, Since: now.Add(-time.Hour)}
	}
	thread := stamp(now.Add(-2 * time.Hour))
	var log journal
	w, inbox := newWorkspace(t, func(o *slack.Options) {
		o.Recent, o.SupportChannels, o.Log = recents(at("D3", thread), at("D2", "")), nil, zerolog.New(&log)
	}), &away{}
	w.history = map[string][]map[string]any{
		"D2/":          {{"type": "message", "user": "U1", "ts": stamp(now), "text": "D2 missed"}},
		"D3/" + thread: {{"type": "message", "user": "U1", "ts": stamp(now), "thread_ts": thread, "text": "D3 missed"}},
	}
	var read atomic.Bool
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method != "conversations.replies" || read.Load() {
			return false
		}
		rw.Header().Set("Retry-After", "1")
		rw.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	w.adapter.Hurry(50 * time.Millisecond)
	w.start(inbox)
	until(t, "reading", func() bool { return errors.Is(w.adapter.Ready(), adapterkit.ErrReading) })
	until(t, "read", func() bool { return slices.Contains(inbox.texts(), "D2 missed") })
	w.adapter.Hurry(10 * time.Second) // which a busy machine keeps
	for _, channel := range []string{"D1", "D2"} {
		if code := w.deliver("/slack/events", said(channel, channel+" live", 1, ""), "application/json"); code != http.StatusOK {
			t.Errorf("%s: status %d", channel, code)
		}
	}
	w.adapter.Hurry(50 * time.Millisecond)
	if code := w.deliver("/slack/events", said("D3", "D3 live", 1, ""), "application/json"); code != http.StatusServiceUnavailable {
		t.Errorf("D3: status %d", code)
	}
	if !errors.Is(w.adapter.Ready(), adapterkit.ErrReading) {
		t.Errorf("it is ready: %v", w.adapter.Ready())
	}
	if text := log.String(); strings.Contains(text, "not saved") || strings.Contains(text, `"level":"error"`) || !strings.Contains(text, `{"level":"info","error":"reading what was missed"`) {
		t.Errorf("the log says:\n%s", text)
	}
	read.Store(true)
	w.ready()
	until(t, "handed over", func() bool { return len(inbox.texts()) == 5 })
	if got := inbox.texts(); !slices.Equal(got, []string{"D2 missed", "D1 live", "D2 live", "D3 missed", "D3 live"}) {
		t.Errorf("got %q", got)
	}
}

// The log says why an event is not saved, and why one cannot be read.
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
