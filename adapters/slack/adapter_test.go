package slack_test

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/slack"
	"aktivering/bot"
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

func TestGolden(t *testing.T) {
	adaptertest.Golden(t, "blocks", ".json", func(r bot.Reply) []byte {
		blocks, text := slack.Render(r, "")
		b, err := json.MarshalIndent(map[string]any{"blocks": blocks, "text": text}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return append(b, '\n')
	})
}

// workspace plays Slack: its methods over HTTP, and its signed requests.
type workspace struct {
	t       *testing.T
	adapter *slack.Adapter
	mux     *http.ServeMux
	api     *httptest.Server

	mu     sync.Mutex
	posts  []post
	number int
	// views are the windows and pages shown, and updates the messages changed.
	views   []url.Values
	updates []post
	// shared are the files shown, and uploaded what was uploaded last.
	shared   []string
	uploaded string
	asked    map[string]int // requests by method
	scopes   string         // of the token; empty is not told
	page     slack.Page
	ahead    time.Duration // of the clock
	// history is what was said, by channel and thread, in Slack's order.
	history map[string][]map[string]any
	group   []string // of the agents
	// fail answers a method in place of the workspace; false is not at all.
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
		Home: func(context.Context, string, bot.Person) (slack.Page, error) { return w.page, nil },
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

func (texts) Form(locale string) bot.Form {
	return bot.Form{
		Open: "Spør " + locale, Title: "Hjelp", Submit: "Spør", Cancel: "Avbryt",
		Inputs: []bot.Input{{ID: "problem", Label: "Hva?", Hint: "Koden"}, {ID: "windows", Label: "Hvilken?", Optional: true, Choices: []bot.Choice{{ID: "10", Label: "Windows 10"}}}},
	}
}

func (texts) DeskForm(at bot.Address, name string) (bot.Form, bool) {
	return bot.Form{Title: "Svar", Submit: "Send", Cancel: "Avbryt", Inputs: []bot.Input{{ID: "text", Label: "Hva?"}}}, name == "answer" && at.Channel == "CDESK"
}

func (texts) Unsaved(locale string) bot.Unsaved {
	return bot.Unsaved{Now: "ikke lagret " + locale, Message: "ikke lagret meldingen " + locale}
}

// run starts the adapter and waits until it receives.
func (w *workspace) run(inbox bot.Inbox) {
	w.t.Helper()
	w.start(inbox)
	w.ready()
}

// start starts the adapter, to end with the test.
func (w *workspace) start(inbox bot.Inbox) {
	ctx, cancel := context.WithCancel(w.t.Context())
	w.t.Cleanup(cancel)
	go func() { _ = w.adapter.Run(ctx, inbox) }() // the tests of the end look
}

// ready waits until the adapter receives.
func (w *workspace) ready() {
	w.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); w.adapter.Ready() != nil; {
		if time.Now().After(deadline) {
			w.t.Fatalf("not ready: %v", w.adapter.Ready())
		}
		time.Sleep(time.Millisecond)
	}
}

func (w *workspace) serve(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Error(err)
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asked == nil {
		w.asked = make(map[string]int)
	}
	w.asked[method]++
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
	f, err := url.ParseQuery(string(body))
	if err != nil && !strings.HasPrefix(method, "views.") {
		w.t.Error(err)
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
	case "conversations.open":
		answer["channel"] = map[string]string{"id": "D" + f.Get("users")}
	case "users.info":
		answer["user"] = map[string]any{"id": f.Get("user"), "locale": "nn-NO", "profile": map[string]string{"display_name": "Kari N."}}
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
	r := httptest.NewRequestWithContext(context.WithoutCancel(w.t.Context()), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + body)) // never fails
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, r)
	return rec
}

// event delivers one event, until it is taken in.
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

// pressed is what Slack says of a press.
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

func richText(e slackapi.RichTextElement, level int) string {
	var b strings.Builder
	sections := func(list []slackapi.RichTextSectionElement) {
		for _, s := range list {
			switch s := s.(type) {
			case *slackapi.RichTextSectionTextElement:
				b.WriteString(s.Text)
			case *slackapi.RichTextSectionLinkElement:
				b.WriteString(s.Text)
			}
		}
	}
	switch e := e.(type) {
	case *slackapi.RichTextSection:
		sections(e.Elements)
	case *slackapi.RichTextPreformatted:
		sections(e.Elements)
	case *slackapi.RichTextList:
		for i, item := range e.Elements {
			fmt.Fprintf(&b, "%d. %s\n", e.Offset+i+level, richText(item, 1))
		}
	}
	return b.String()
}

// kept is an inbox that keeps events.
type kept struct {
	mu     sync.Mutex
	events []bot.Inbound
	typing []bot.Inbound // who is writing
	err    error
}

// writing are those who wrote.
func (k *kept) writing() []bot.Inbound {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.typing)
}

func (k *kept) Handle(_ context.Context, in bot.Inbound) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return k.err
	}
	if _, ok := in.Event.(bot.Typing); ok {
		k.typing = append(k.typing, in)
		return nil
	}
	k.events = append(k.events, in)
	return nil
}

func (k *kept) take(t *testing.T) bot.Inbound {
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

func TestCommand(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	if code := w.deliver("/slack/commands", commandOf(w, " 0xC004F213 &lt;b&gt; ").Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	in := inbox.take(t)
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}
	if said, ok := in.Event.(bot.Message); !ok || said.Text != "0xC004F213 <b>" || !said.Addressed || in.From != at || in.Person.ID != "U1" || in.Key != "command/t1" {
		t.Fatalf("got %+v", in)
	}
	// The answer goes by the response_url, to nobody else.
	out := bot.Outbound{To: in.From, Person: "U1", ReplyToken: in.ReplyToken, Reply: adaptertest.Fixtures()[0].Reply}
	if _, err := w.adapter.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if w.posts[0].method != "/response/1" {
		t.Errorf("sent by %s", w.posts[0].method)
	}
	// Its buttons go on in the same place.
	w.mu.Lock()
	set := w.posts[0].blocks.BlockSet
	w.mu.Unlock()
	if _, ok := set[len(set)-1].(*slackapi.ActionBlock); !ok {
		t.Fatal("no buttons")
	}
	w.mu.Lock()
	pressed := w.pressed(post{method: "/response/1", channel: "C1"}, "", &slackapi.ButtonBlockElement{Value: "3/helped"})
	w.mu.Unlock()
	if code := w.deliver("/slack/interactions", pressed.Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	in = inbox.take(t)
	if in.From != at || in.Event != (bot.ChoicePicked{Choice: "helped", Turn: 3}) || !strings.HasSuffix(in.ReplyToken, "/response/2") {
		t.Errorf("got %+v", in)
	}
	// Without a word, and where no form can be opened, the person is greeted.
	w.mu.Lock()
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method == "views.open" {
			_, _ = io.WriteString(rw, `{"ok":false,"error":"expired_trigger_id"}`)
			return true
		}
		return false
	}
	w.mu.Unlock()
	if code := w.deliver("/slack/commands", commandOf(w, "").Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	if in := inbox.take(t); in.Event != (bot.Started{}) {
		t.Errorf("got %+v", in)
	}
}

// When the response_url is used up or too old, the answer comes as a direct
// message, whose buttons still belong to the same conversation.
func TestAfterTheResponseURL(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}
	reply := bot.Reply{Blocks: []bot.Block{bot.Paragraph{Spans: []bot.Span{{Text: "?"}}}}, Choices: []bot.Choice{{ID: "helped", Label: "Ja"}}, Turn: 2}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	old := strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10)
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if strings.HasPrefix(method, "/response/") {
			rw.WriteHeader(http.StatusNotFound)
			return true
		}
		return false
	}
	for name, via := range map[string]string{
		"used up": now + " " + w.api.URL + "/response/1", "too old": old + " " + w.api.URL + "/response/1",
		"elsewhere": now + " https://evil.example/response", "none": "", "rubbish": "x",
	} {
		w.posts = nil
		if _, err := w.adapter.Send(t.Context(), bot.Outbound{To: at, Person: "U1", ReplyToken: via, Reply: reply}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(w.posts) != 1 || w.posts[0].channel != "DU1" || w.posts[0].thread != "" {
			t.Fatalf("%s: sent as %+v", name, w.posts)
		}
	}
	w.mu.Lock()
	sent := w.posts[0]
	row, ok := sent.blocks.BlockSet[len(sent.blocks.BlockSet)-1].(*slackapi.ActionBlock)
	if !ok {
		t.Fatal("no buttons")
	}
	button, _ := row.Elements.ElementSet[0].(*slackapi.ButtonBlockElement)
	pressed := w.pressed(sent, row.BlockID, button)
	w.mu.Unlock()
	if code := w.deliver("/slack/interactions", pressed.Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	if in := inbox.take(t); in.From != at || in.Event != (bot.ChoicePicked{Choice: "helped", Turn: 2}) || in.ReplyToken != "" {
		t.Errorf("got %+v", in)
	}
	if _, err := w.adapter.Send(t.Context(), bot.Outbound{To: at, Reply: reply}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("to nobody: %v", err)
	}
}

func TestMessages(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	cases := []struct {
		name   string
		event  map[string]any
		thread string
		said   *bot.Message
	}{
		{"mention", map[string]any{"type": "app_mention", "channel": "C1", "text": "<@UBOT> 0xC004F213"}, "1700000002.000100", &bot.Message{Text: "0xC004F213", Addressed: true}},
		{"mention as a message", map[string]any{"type": "message", "channel": "C1", "text": "hei <@UBOT>: 0xC004F213"}, "1700000002.000100", &bot.Message{Text: "hei : 0xC004F213", Addressed: true}},
		{"direct message", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei"}, "1700000002.000100", &bot.Message{Text: "hei", Addressed: true}},
		{"in a thread", map[string]any{"type": "message", "channel": "C1", "text": "nei", "thread_ts": "1700000000.000001"}, "1700000000.000001", &bot.Message{Text: "nei", InThread: true}},
		{"support channel", map[string]any{"type": "message", "channel": "CSUPPORT", "text": "får <https://example.com|0xC004F213>"}, "1700000002.000100", &bot.Message{Text: "får 0xC004F213 (https://example.com)"}},
		{"another channel", map[string]any{"type": "message", "channel": "C1", "text": "0xC004F213"}, "", nil},
		{"ourselves", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "user": "UBOT"}, "", nil},
		{"another bot", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "bot_id": "B1"}, "", nil},
		{"somebody joins", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "subtype": "channel_join"}, "", nil},
		{"another event", map[string]any{"type": "reaction_added", "channel": "D1"}, "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			event := map[string]any{"user": "U1", "ts": "1700000002.000100"}
			maps.Copy(event, c.event)
			b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": event})
			if err != nil {
				t.Fatal(err)
			}
			if code := w.deliver("/slack/events", string(b), "application/json"); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			if c.said == nil {
				inbox.none(t, c.name)
				return
			}
			in := inbox.take(t)
			want := bot.Address{Platform: "slack", Space: "T1", Channel: fmt.Sprint(c.event["channel"]), Thread: c.thread}
			if got, ok := in.Event.(bot.Message); !ok || got.Text != c.said.Text || got.Addressed != c.said.Addressed || got.InThread != c.said.InThread || got.OnlyIfAddressed != (c.name != "support channel") || in.From != want {
				t.Errorf("got %+v, want %+v at %+v", in, c.said, want)
			}
			if in.Key != "message/"+want.Channel+"/1700000002.000100/U1" || in.At.Unix() != 1700000002 {
				t.Errorf("key %q, time %v", in.Key, in.At)
			}
		})
	}
}

// Nothing that Slack did not sign, or signed long ago, is read.
func TestSignature(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	body := commandOf(w, "0xC004F213").Encode()
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"another secret":  w.request("/slack/commands", body, isForm, "another", time.Now()),
		"six minutes old": w.request("/slack/commands", body, isForm, secret, time.Now().Add(-6*time.Minute)),
		"from the future": w.request("/slack/commands", body, isForm, secret, time.Now().Add(6*time.Minute)),
	} {
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, rec.Code)
		}
	}
	for _, path := range []string{"/slack/commands", "/slack/events", "/slack/interactions"} {
		rec := httptest.NewRecorder()
		w.mux.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body)))
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s unsigned: status %d", path, rec.Code)
		}
	}
	inbox.none(t, "unsigned")
	if rec := w.request("/slack/commands", strings.Repeat("x", 1<<20+1), isForm, secret, time.Now()); rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: status %d", rec.Code)
	}
	if rec := w.request("/slack/events", `{"type":"url_verification","challenge":"abc"}`, "application/json", secret, time.Now()); rec.Code != http.StatusOK || rec.Body.String() != "abc" {
		t.Errorf("verification: %d %q", rec.Code, rec.Body)
	}
	// What cannot be kept is not acknowledged.
	inbox.err = errors.New("disk full")
	w.adapter.Hurry(time.Millisecond)
	event := `{"type":"event_callback","team_id":"T1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1700000000.000001","text":"hei"}}`
	if code := w.deliver("/slack/events", event, "application/json"); code != http.StatusServiceUnavailable {
		t.Errorf("not kept: status %d", code)
	}
}

func TestSendFaults(t *testing.T) {
	cases := []struct {
		name   string
		status int
		header string
		body   string
		want   error
		later  time.Duration
		ready  bool
	}{
		{"rate limited", 429, "7", "", nil, 7 * time.Second, true},
		{"server error", 502, "", "", bot.RetryLater{}, 0, true},
		{"channel gone", 200, "", `{"ok":false,"error":"channel_not_found"}`, bot.ErrGone, 0, true},
		{"not invited", 200, "", `{"ok":false,"error":"not_in_channel"}`, bot.ErrGone, 0, true},
		{"archived", 200, "", `{"ok":false,"error":"is_archived"}`, bot.ErrGone, 0, true},
		{"our fault", 200, "", `{"ok":false,"error":"invalid_blocks"}`, bot.ErrRejected, 0, true},
		{"token", 200, "", `{"ok":false,"error":"token_revoked"}`, bot.RetryLater{}, 0, false},
		{"scope", 200, "", `{"ok":false,"error":"missing_scope","needed":"chat:write"}`, bot.RetryLater{}, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorkspace(t)
			w.run(&kept{})
			w.mu.Lock()
			w.fail = func(_ string, rw http.ResponseWriter) bool {
				if c.header != "" {
					rw.Header().Set("Retry-After", c.header)
				}
				rw.WriteHeader(c.status)
				_, _ = io.WriteString(rw, c.body)
				return true
			}
			w.mu.Unlock()
			_, err := w.adapter.Send(t.Context(), bot.Outbound{To: w.Address(), Reply: adaptertest.Fixtures()[0].Reply})
			later, isLater := errors.AsType[bot.RetryLater](err)
			switch {
			case errors.Is(c.want, bot.ErrGone) || errors.Is(c.want, bot.ErrRejected):
				if !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
			case !isLater || later.After != c.later:
				t.Errorf("got %v", err)
			}
			if (w.adapter.Ready() == nil) != c.ready {
				t.Errorf("ready: %v", w.adapter.Ready())
			}
		})
	}
	w := newWorkspace(t)
	w.api.Close()
	if _, err := w.adapter.Send(t.Context(), bot.Outbound{To: w.Address()}); err == nil {
		t.Error("sent to nowhere")
	} else if _, ok := errors.AsType[bot.RetryLater](err); !ok {
		t.Errorf("unreachable: %v", err)
	}
}

// A token that is no good ends the adapter with a word; a Slack that cannot be
// reached does not.
func TestRunWithoutAToken(t *testing.T) {
	w := newWorkspace(t)
	w.fail = func(_ string, rw http.ResponseWriter) bool {
		_, _ = io.WriteString(rw, `{"ok":false,"error":"invalid_auth"}`)
		return true
	}
	if err := w.adapter.Run(t.Context(), &kept{}); err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN") {
		t.Errorf("got %v", err)
	}
	if _, err := slack.New(slack.Options{APIURL: "slack.com"}); err == nil {
		t.Error("an address without a scheme is taken")
	}
}

func FuzzEndpoints(f *testing.F) {
	f.Add("/slack/commands", "team_id=T&channel_id=C&user_id=U&trigger_id=1&text=%3C%3E")
	f.Add("/slack/events", `{"type":"event_callback","event":{"type":"message","user":"U","channel":"D","channel_type":"im","ts":"1.2","text":"<@UBOT|x> &lt;"}}`)
	f.Add("/slack/interactions", "payload="+url.QueryEscape(`{"type":"block_actions","user":{"id":"U"},"channel":{"id":"C"},"actions":[{"type":"button","value":"1/x"}]}`))
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/slack/commands" && path != "/slack/events" && path != "/slack/interactions" {
			return
		}
		w, inbox := newWorkspace(t), &kept{}
		w.run(inbox)
		kind := isForm
		if path == "/slack/events" {
			kind = "application/json"
		}
		rec := w.request(path, body, kind, secret, time.Now())
		if rec.Code != http.StatusOK {
			t.Errorf("status %d", rec.Code)
		}
		for _, in := range inbox.events {
			if in.Key == "" || in.Person.ID == "" || in.From.Channel == "" || in.Event == nil {
				t.Errorf("an event lacks something: %+v", in)
			}
		}
	})
}
