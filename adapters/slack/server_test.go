package slack_test

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

// workspace plays Slack: its methods over HTTP, and its signed requests.
type workspace struct {
	t       *testing.T
	adapter *slack.Adapter
	mux     *http.ServeMux
	api     *httptest.Server

	mu     sync.Mutex
	posts  []post
	number int
	// views are the forms and pages that were shown, and updates the changes of messages.
	views   []url.Values
	updates []post
	// shared are the files that were shown, and uploaded is the latest upload.
	shared   []string
	uploaded string
	asked    map[string]int // requests by method
	scopes   string         // of the token; empty means that Slack does not tell
	page     slack.Page
	ahead    time.Duration // of the clock
	// history are the messages, by channel and thread, in Slack's order.
	history map[string][]map[string]any
	group   []string // of the agents
	// channels are those that there are, and channel is the one that the latest request names.
	channels []map[string]any
	channel  string
	// fail answers a method in place of the workspace, unless it returns false.
	fail func(method string, w http.ResponseWriter) bool
	// refused are the requests that break Slack's rules: an error of the test, unless it
	// sends something that the rules do not know.
	refused []string
	unruled bool
}

// post is what the adapter asked Slack to show.
type post struct {
	method, channel, thread, user, text string
	blocks                              slackapi.Blocks
	replaces                            bool
}

func newWorkspace(t *testing.T, change ...func(*slack.Options)) *workspace {
	t.Helper()
	w := &workspace{t: t, mux: http.NewServeMux()}
	w.api = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.api.Close)
	o := slack.Options{
		Token: "xoxb-test", SigningSecret: secret, APIURL: w.api.URL + "/api", SupportChannels: []string{"CSUPPORT"},
		Now: func() time.Time { return time.Now().Add(w.ahead) }, Log: zerolog.Nop(),
		DeskChannel: "CDESK", Alert: "S0DESK", Manager: texts{},
		Home: func(context.Context, string, event.Person) (slack.Page, error) { return w.page, nil },
	}
	for _, c := range change {
		c(&o)
	}
	var err error
	w.adapter, err = slack.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.adapter.Mount(w.mux)
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !w.unruled && len(w.refused) > 0 {
			t.Errorf("Slack would refuse: %q", w.refused)
		}
	})
	return w
}

// texts are the shortest possible.
type texts struct{}

func (texts) Listed(locale string) form.Command {
	return form.Command{Others: "ikke dine " + locale, OthersOf: "ikke dine, men " + form.NamePlace + " sine " + locale}
}

func (texts) Form(locale string) form.Form {
	return form.Form{
		Open: "Spør " + locale, Title: "Hjelp", Submit: "Spør", Cancel: "Avbryt",
		Inputs: []form.Input{{ID: "problem", Label: "Hva?", Hint: "Koden"}, {ID: "windows", Label: "Hvilken?", Optional: true, Choices: []bot.Choice{{ID: "10", Label: "Windows 10"}}}},
	}
}

func (texts) DeskForm(at bot.Address, name string) (form.Form, bool) {
	return form.Form{Title: "Svar", Submit: "Send", Cancel: "Avbryt", Inputs: []form.Input{{ID: "text", Label: "Hva?"}}}, name == "answer" && at.Channel == "CDESK"
}

func (texts) Complete(typed, locale string, most int) []bot.Choice {
	return []bot.Choice{{ID: bot.ChoiceID(typed), Label: fmt.Sprint(typed, " ", locale, " ", most, " ", strings.Repeat("å", 80))}, {ID: bot.ChoiceID(strings.Repeat("x", 151)), Label: "for lang"}}
}

func (texts) Writing(locale string) string { return "skriver " + locale }

func (texts) Unsaved(locale string) form.Unsaved {
	return form.Unsaved{Now: "ikke lagret " + locale, Message: "ikke lagret meldingen " + locale}
}

// run starts the adapter and waits until it receives.
func (w *workspace) run(inbox port.Inbox) {
	w.t.Helper()
	w.start(inbox)
	w.ready()
	w.adapter.AwaitChecks()
}

// start starts the adapter, to end with the test.
func (w *workspace) start(inbox port.Inbox) {
	ctx, cancel := context.WithCancel(w.t.Context())
	w.t.Cleanup(cancel)
	go func() { _ = w.adapter.Run(ctx, inbox) }() // the tests of the end look
}

// ready waits until the adapter receives.
func (w *workspace) ready() {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); w.adapter.Ready() != nil; {
		if time.Now().After(deadline) {
			w.t.Fatalf("not ready: %v", w.adapter.Ready())
		}
		time.Sleep(time.Millisecond)
	}
}

func (w *workspace) serve(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // whoever asked is gone
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asked == nil {
		w.asked = make(map[string]int)
	}
	w.asked[method]++
	f := w.form(method, body)
	w.channel = f.Get("channel")
	if w.fail != nil && w.fail(method, rw) {
		return
	}
	answer := map[string]any{"ok": true}
	p := post{method: method}
	if strings.HasPrefix(method, "/response/") {
		w.responded(p, body)
		_, _ = io.WriteString(rw, "ok")
		return
	}
	if method == "/upload" {
		w.uploaded = string(body)
		_, _ = io.WriteString(rw, "OK")
		return
	}
	if w.scopes != "" {
		rw.Header().Set("X-Oauth-Scopes", w.scopes)
	}
	if r.Header.Get("Authorization") != "Bearer xoxb-test" && f.Get("token") != "xoxb-test" {
		w.t.Errorf("%s comes without the token", method)
	}
	if !strings.HasPrefix(method, "views.") {
		w.broken(methodFaults(method, f))
	}
	switch method {
	case "auth.test":
		answer["user_id"], answer["team_id"] = "UBOT", "T1"
	case "conversations.history", "conversations.replies":
		answer["messages"] = w.history[f.Get("channel")+"/"+f.Get("ts")]
	case "conversations.info", "conversations.list", "conversations.open":
		// Each method reads its own part.
		answer["channel"] = map[string]any{"id": cmp.Or(f.Get("channel"), "D"+f.Get("users")), "is_member": true}
		answer["channels"] = w.channels
	case "users.info":
		answer["user"] = map[string]any{"id": f.Get("user"), "locale": "nn-NO", "profile": map[string]string{"display_name": "Kari N."}}
	case "files.info":
		answer["file"] = map[string]any{"id": f.Get("file"), "name": "skjerm.png", "mimetype": "image/png"}
	case "assistant.threads.setStatus":
		p.channel, p.thread, p.text = f.Get("channel_id"), f.Get("thread_ts"), f.Get("status")
		w.posts = append(w.posts, p)
	case "usergroups.users.list":
		if f.Get("usergroup") != "S0AGENTS" {
			w.t.Errorf("the group %s", f.Get("usergroup"))
		}
		answer["users"] = w.group
	case "views.open", "views.publish":
		var view struct {
			View json.RawMessage `json:"view"`
		}
		if err := json.Unmarshal(body, &view); err != nil {
			w.t.Errorf("view: %v", err)
		}
		w.broken(viewFaults(view.View))
		w.views = append(w.views, url.Values{"method": {method}, "body": {string(body)}})
	case "files.getUploadURLExternal":
		answer["upload_url"], answer["file_id"] = w.api.URL+"/upload", "FUP"
		if f.Get("length") != strconv.Itoa(len(pictureData)) {
			w.t.Errorf("length %s", f.Get("length"))
		}
	case "files.completeUploadExternal":
		var files []struct{ ID, Title string }
		if err := json.Unmarshal([]byte(f.Get("files")), &files); err != nil || len(files) != 1 || !strings.Contains(w.uploaded, pictureData) {
			w.t.Errorf("%s, %v, %q", f.Get("files"), err, w.uploaded)
		}
		w.shared = append(w.shared, strings.Join([]string{f.Get("channel_id"), f.Get("thread_ts"), files[0].ID, files[0].Title, pictureData}, " "))
	case "chat.update":
		p.channel, p.thread, p.text = f.Get("channel"), f.Get("ts"), f.Get("blocks")
		w.updates = append(w.updates, p)
	case "chat.postMessage", "chat.postEphemeral":
		p.channel, p.thread, p.user, p.text = f.Get("channel"), f.Get("thread_ts"), f.Get("user"), f.Get("text")
		if err := json.Unmarshal([]byte(cmp.Or(f.Get("blocks"), "[]")), &p.blocks); err != nil {
			w.t.Errorf("blocks: %v", err)
		}
		w.posts = append(w.posts, p)
		answer["channel"], answer["ts"] = p.channel, fmt.Sprintf("1700000000.%06d", len(w.posts))
	default:
		w.t.Errorf("method %s", method)
	}
	_ = json.NewEncoder(rw).Encode(answer)
}

// times returns how often a method was asked for.
func (w *workspace) times(method string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[method]
}

// form returns what a method gets; what is no form is empty.
func (w *workspace) form(method string, body []byte) url.Values {
	f, err := url.ParseQuery(string(body))
	if err != nil && !strings.HasPrefix(method, "views.") && !strings.HasPrefix(method, "/") {
		w.t.Error(err)
	}
	return f
}

// broken takes note of a request that breaks Slack's rules.
func (w *workspace) broken(err error) {
	if err != nil {
		w.refused = append(w.refused, err.Error())
	}
}

// responded keeps what came to a response_url.
func (w *workspace) responded(p post, body []byte) {
	var m slackapi.WebhookMessage
	if err := json.Unmarshal(body, &m); err != nil || m.ResponseType != "ephemeral" {
		w.t.Errorf("response_url gets %s, %v", body, err)
	}
	p.text, p.replaces = m.Text, m.ReplaceOriginal
	if m.Blocks != nil {
		p.blocks = *m.Blocks
	}
	w.posts = append(w.posts, p)
}

// deliver sends the adapter a signed request and returns the status.
func (w *workspace) deliver(path, body, kind string) int {
	return w.request(path, body, kind, secret, time.Now().Add(w.ahead)).Code
}

func (w *workspace) request(path, body, kind, key string, at time.Time) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, signed(context.WithoutCancel(w.t.Context()), path, body, kind, key, at))
	return rec
}

// signed is a request that Slack signed at a time.
func signed(ctx context.Context, path, body, kind, key string, at time.Time) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + body)) // never fails
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

// event delivers one event, until it is accepted.
func (w *workspace) event(event map[string]any) {
	b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_id": "Ev", "event": event})
	if err != nil {
		w.t.Fatal(err)
	}
	w.insist("/slack/events", string(b), "application/json")
}

// insist delivers until the adapter receives.
func (w *workspace) insist(path, body, kind string) {
	for i := 0; i < 5000 && w.deliver(path, body, kind) == http.StatusServiceUnavailable; i++ {
		time.Sleep(time.Millisecond)
	}
}

func (w *workspace) Address() bot.Address {
	return bot.Address{Platform: slack.Platform, Space: "T1", Channel: "D1", Thread: "1700000000.000001"}
}

// pressed is a press as Slack sends it.
func (w *workspace) pressed(p post, block string, b *slackapi.ButtonBlockElement) url.Values {
	w.number++
	payload, err := json.Marshal(map[string]any{
		"type": "block_actions", "trigger_id": fmt.Sprint("trigger", w.number), "response_url": w.api.URL + "/response/2",
		"team": map[string]string{"id": "T1"}, "user": map[string]string{"id": "U1", "name": "kari"}, "channel": map[string]string{"id": p.channel},
		"container": map[string]any{"type": "message", "message_ts": "1700000000.000002", "thread_ts": p.thread, "is_ephemeral": p.method == "/response/1"},
		"actions":   []map[string]any{{"type": "button", "action_id": b.ActionID, "block_id": block, "value": b.Value}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return url.Values{"payload": {string(payload)}}
}

// kept is an inbox that keeps events.
type kept struct {
	mu     sync.Mutex
	events []event.Inbound
	typing []event.Inbound // who is writing
	err    error
}

// writing returns the typing events.
func (k *kept) writing() []event.Inbound {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.typing)
}

func (k *kept) Handle(_ context.Context, in event.Inbound) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return k.err
	}
	if _, ok := in.Event.(event.Typing); ok {
		k.typing = append(k.typing, in)
		return nil
	}
	k.events = append(k.events, in)
	return nil
}

// all returns the events that are kept.
func (k *kept) all() []event.Inbound {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.events)
}

func (k *kept) take(t *testing.T) event.Inbound {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.events) != 1 {
		t.Fatalf("%d events, want one: %+v", len(k.events), k.events)
	}
	in := k.events[0]
	k.events = nil
	return in
}

func (k *kept) none(t *testing.T, what string) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.events) > 0 {
		t.Errorf("%s: %+v", what, k.events)
	}
	k.events = nil
}

func commandOf(w *workspace, text string) url.Values {
	return url.Values{
		"team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "user_name": {"kari"}, "command": {"/aktivering"},
		"text": {text}, "trigger_id": {"t1"}, "response_url": {w.api.URL + "/response/1"},
	}
}

const isForm = "application/x-www-form-urlencoded"

// interact delivers an interaction and returns the status.
func (w *workspace) interact(payload map[string]any) int {
	payload["team"] = map[string]string{"id": "T1"}
	if payload["user"] == nil {
		payload["user"] = map[string]string{"id": "U1", "name": "kari"}
	}
	b, err := json.Marshal(payload)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.deliver("/slack/interactions", url.Values{"payload": {string(b)}}.Encode(), isForm)
}

// until waits for a condition, under the lock.
func (w *workspace) until(what string, is func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		ok := is()
		w.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("no %s", what)
		}
	}
}

// refuse lets a method fail.
func (w *workspace) refuse(method, code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fail = func(m string, rw http.ResponseWriter) bool {
		if m == method {
			_, _ = io.WriteString(rw, `{"ok":false,"error":"`+code+`"}`)
		}
		return m == method
	}
}

var small = bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "?"}}}}, Choices: []bot.Choice{{ID: "helped", Label: "Ja"}}, Turn: 2}
