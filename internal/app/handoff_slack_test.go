package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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

	"aktivering/internal/settings"
)

const (
	slackSecret = "not-a-secret"
	slackDesk   = "CDESK"
	slackTeam   = "T1"
)

// workspace plays Slack: its methods, and its signed requests.
type workspace struct {
	t   *testing.T
	api *httptest.Server
	// at is where the program listens.
	at func() string
	attachments

	mu     sync.Mutex
	number int
	marked []string // the messages under which the bot has put a sign
	down   bool
	refuse func(text string) bool
	kept   []message
	// wrote are the messages that people wrote, and roots the first of each.
	wrote map[string]map[string]any
	roots map[string]string
}

func newWorkspace(t *testing.T, at func() string) *workspace {
	t.Helper()
	w := &workspace{t: t, at: at, wrote: make(map[string]map[string]any), roots: make(map[string]string)}
	w.api = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.api.Close)
	return w
}

func (w *workspace) set(s *settings.Serve, desk bool) {
	s.Slack = settings.Slack{Token: "xoxb-test", SigningSecret: slackSecret, APIURL: w.api.URL + "/api"}
	if desk {
		s.Desk = settings.Desk{Platform: "slack", SlackChannel: slackDesk, Timezone: "UTC"}
	}
}

// with puts what is attached on a message.
func (w *workspace) with(m map[string]any) {
	if name, ok := w.attached(); ok {
		m["subtype"] = "file_share"
		m["files"] = []map[string]string{{
			"name": name, "mimetype": "image/png", "permalink": "https://team.slack.com/files/" + name, "url_private_download": w.api.URL + "/files/" + name,
		}}
	}
}

// file hands over what is attached, or takes in what is uploaded.
func (w *workspace) file(rw http.ResponseWriter, r *http.Request, body string) {
	name := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	data, ok := pictureOf(name)
	switch {
	case r.Header.Get("Authorization") != "Bearer xoxb-test":
		w.t.Errorf("%s without the token", r.URL.Path)
	case r.Method == http.MethodPost && strings.Contains(body, data):
		_, _ = io.WriteString(rw, "OK") // the adapter tells
	case r.Method == http.MethodGet && ok:
		_, _ = io.WriteString(rw, data) // likewise
	default:
		rw.WriteHeader(http.StatusNotFound)
	}
}

func (w *workspace) serve(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // whoever asked is gone
	}
	f, _ := url.ParseQuery(string(body)) // some are JSON
	if strings.HasPrefix(r.URL.Path, "/response/") {
		w.respond(string(body))
		return
	}
	method, ok := strings.CutPrefix(r.URL.Path, "/api/")
	if !ok {
		w.file(rw, r, string(body))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	answer := map[string]any{"ok": true}
	switch method {
	case "auth.test":
		answer["user_id"], answer["team_id"] = "UBOT", slackTeam
	case "users.info":
		answer["user"] = map[string]any{"id": f.Get("user"), "locale": "nb-NO", "profile": map[string]string{"display_name": strings.TrimPrefix(f.Get("user"), "U")}}
	case "conversations.history", "conversations.replies": // nothing was missed
	case "conversations.info":
		answer["channel"] = map[string]any{"id": f.Get("channel"), "is_member": true}
	case "conversations.open":
		answer["channel"] = map[string]string{"id": "D" + f.Get("users")}
	case "reactions.add":
		w.marked = append(w.marked, f.Get("timestamp"))
	case "files.getUploadURLExternal":
		answer["upload_url"], answer["file_id"] = w.api.URL+"/upload/"+f.Get("filename"), "F"+f.Get("filename")
	case "files.completeUploadExternal":
		var files []struct{ ID string }
		if err := json.Unmarshal([]byte(f.Get("files")), &files); err != nil {
			w.t.Errorf("files: %v", err)
		}
		for _, file := range files {
			w.picture(strings.TrimPrefix(file.ID, "F"), f.Get("channel_id") == slackDesk)
		}
	case "chat.postMessage", "chat.postEphemeral", "chat.update":
		var blocks any
		if err := json.Unmarshal([]byte(f.Get("blocks")), &blocks); err != nil {
			w.t.Errorf("blocks: %v", err)
		}
		text := strings.Join(texts(blocks), "")
		if w.down || w.refuse != nil && w.refuse(text) {
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		answer["channel"], answer["ts"] = f.Get("channel"), w.show(method, f, text, blocks)
	default:
		w.t.Errorf("method %s", method)
	}
	_ = json.NewEncoder(rw).Encode(answer) // the adapter tells
}

// show keeps a message, or its change.
func (w *workspace) show(method string, f url.Values, text string, body any) string {
	if method == "chat.update" {
		i := slices.IndexFunc(w.kept, func(m message) bool { return m.id == f.Get("ts") })
		if i < 0 {
			w.t.Errorf("no message %s", f.Get("ts"))
			return ""
		}
		w.kept[i].now, w.kept[i].body = text, body
		return f.Get("ts")
	}
	m := message{id: w.ts(), thread: f.Get("thread_ts"), first: text, now: text, body: body, desk: f.Get("channel") == slackDesk}
	w.kept = append(w.kept, m)
	return m.id
}

// ts is a new message's.
func (w *workspace) ts() string {
	w.number++
	return fmt.Sprintf("%d.%06d", time.Now().Unix(), w.number)
}

func (w *workspace) marks() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.marked)
}

func (w *workspace) shown() []message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.kept)
}

func (w *workspace) fail(down bool, refuse func(text string) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down, w.refuse = down, refuse
}

func (w *workspace) says(person, text string) string {
	w.mu.Lock()
	ts := w.ts()
	m := map[string]any{"type": "message", "channel_type": "im", "channel": "D" + person, "user": "U" + person, "ts": ts, "text": text}
	if root := w.roots[person]; root != "" {
		m["thread_ts"] = root
	} else {
		w.roots[person] = ts
	}
	w.with(m)
	w.wrote[ts] = m
	w.mu.Unlock()
	w.event(m)
	return ts
}

func (w *workspace) writes(agent, thread, text string) string {
	w.mu.Lock()
	ts := w.ts()
	m := map[string]any{"type": "message", "channel_type": "channel", "channel": slackDesk, "user": "U" + agent, "ts": ts, "thread_ts": thread, "text": text}
	w.with(m)
	w.wrote[ts] = m
	w.mu.Unlock()
	w.event(m)
	return ts
}

func (w *workspace) edits(id, text string) {
	w.mu.Lock()
	was := w.wrote[id]
	now := maps.Clone(was)
	ts := w.ts()
	now["text"], now["edited"] = text, map[string]string{"ts": ts}
	w.wrote[id] = now
	w.mu.Unlock()
	w.event(map[string]any{"type": "message", "subtype": "message_changed", "channel": now["channel"], "channel_type": now["channel_type"], "ts": ts, "message": now, "previous_message": was})
}

func (w *workspace) deletes(id string) {
	w.mu.Lock()
	was, ts := w.wrote[id], w.ts()
	w.mu.Unlock()
	w.event(map[string]any{"type": "message", "subtype": "message_deleted", "channel": was["channel"], "channel_type": was["channel_type"], "ts": ts, "previous_message": was})
}

func (w *workspace) presses(agent string, on message, act string) {
	value := holding(on.body, "value", buttonOf(act))
	if value == "" {
		w.t.Errorf("no button %s on %q", act, on.now)
	}
	w.mu.Lock()
	trigger := "trigger" + w.ts()
	w.mu.Unlock()
	payload := w.encoded(map[string]any{
		"type": "block_actions", "trigger_id": trigger, "team": map[string]string{"id": slackTeam}, "user": map[string]string{"id": "U" + agent},
		"channel": map[string]string{"id": slackDesk}, "message": map[string]any{"ts": on.id},
		"container": map[string]any{"type": "message", "message_ts": on.id, "channel_id": slackDesk},
		"actions":   []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": "for/", "value": value}},
	})
	w.twice("/slack/interactions", url.Values{"payload": {payload}}.Encode(), "application/x-www-form-urlencoded")
}

func (w *workspace) encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		w.t.Error(err)
	}
	return string(b)
}

func (w *workspace) event(e map[string]any) {
	w.twice("/slack/events", w.encoded(map[string]any{"type": "event_callback", "team_id": slackTeam, "event": e}), "application/json")
}

// twice delivers until it is taken in, and once more, as Slack does where an answer is
// late.
func (w *workspace) twice(path, body, kind string) {
	for range 2 {
		deadline := time.Now().Add(15 * time.Second)
		for !w.deliver(path, body, kind) {
			if time.Now().After(deadline) {
				w.t.Errorf("not taken in: %s", body)
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

func (w *workspace) deliver(path, body, kind string) bool {
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.at()+path, strings.NewReader(body))
	if err != nil {
		w.t.Error(err)
		return false
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(slackSecret))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + body)) // never fails
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return false // it is not there
	}
	defer func() { _ = response.Body.Close() }() // all that counts was read
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Error(err)
	}
	if path == "/slack/commands" && len(answer) > 0 {
		w.respond(string(answer))
	}
	return response.StatusCode == http.StatusOK
}
