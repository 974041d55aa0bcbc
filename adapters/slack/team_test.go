package slack_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// team plays Slack for the suite: it keeps messages, refuses what breaks Slack's rules and
// delivers over HTTP or the socket.
type team struct {
	t       *testing.T
	adapter *slack.Adapter
	mux     *http.ServeMux
	api     *httptest.Server
	// overSocket tells how events are delivered, and at where.
	overSocket bool
	at         bot.Address
	begun      sync.Once
	deliveries sync.WaitGroup

	mu     sync.Mutex
	number int
	posts  []*teamPost
	// said are the messages of people, by their id.
	said    map[string]map[string]any
	again   func() // delivers the last event again
	acks    int
	sent    []adaptertest.Request
	refused []string
	told    []string
	presser map[string]string // who presses; nil is Kari
	windows []adaptertest.Window
	pressed map[string]bool // messages whose buttons were pressed
	files   map[string]port.Picture
	uploads map[string]port.Picture // by id
	shared  map[string][]port.Picture
	fault   adaptertest.Fault
	limits  map[string]*teamLimit
	// link is the open connection; greeting is closed while one may be greeted.
	link      *websocket.Conn
	greeting  chan struct{}
	envelopes map[string]chan json.RawMessage
}

// teamPost is a message of the bot's.
type teamPost struct {
	ts, channel, thread, text, blocks string
	private                           bool // by a response_url
	gone                              bool
	pictures                          []port.Picture
	// seen is the message as it was read last; nil since it was changed.
	seen *adaptertest.Message
}

// teamLimit is a wait that is asked for at a channel, from the first request on.
type teamLimit struct {
	wait  time.Duration
	until time.Time
}

func newTeam(t *testing.T, overSocket bool, channel string) *team {
	t.Helper()
	w := &team{
		t: t, mux: http.NewServeMux(), overSocket: overSocket,
		at:   bot.Address{Platform: slack.Platform, Space: "T1", Channel: channel, Thread: "1700000000.000001"},
		said: make(map[string]map[string]any), pressed: make(map[string]bool), files: make(map[string]port.Picture),
		uploads: make(map[string]port.Picture), shared: make(map[string][]port.Picture), limits: make(map[string]*teamLimit),
		greeting: make(chan struct{}), envelopes: make(map[string]chan json.RawMessage),
	}
	close(w.greeting)
	mux := http.NewServeMux()
	mux.HandleFunc("/link", w.linked)
	mux.HandleFunc("/files/", w.file)
	mux.HandleFunc("/", w.serve)
	w.api = httptest.NewServer(mux)
	t.Cleanup(w.api.Close)
	t.Cleanup(w.deliveries.Wait) // also where a scene has failed
	o := slack.Options{
		Token: "xoxb-test", SigningSecret: secret, APIURL: w.api.URL + "/api", SupportChannels: []string{"CSUPPORT", "CELSE"}, DeskChannel: "CDESK",
		Now: time.Now, Log: zerolog.Nop(), Connections: 1,
		Manager: suiteTexts{},
	}
	if overSocket {
		o.AppToken, o.SigningSecret = "xapp-test", ""
	}
	var err error
	if w.adapter, err = slack.New(o); err != nil {
		t.Fatal(err)
	}
	w.adapter.Hurry(2 * time.Second) // as it is: what is pressed is saved sooner
	w.adapter.Mount(w.mux)
	return w
}

// suiteTexts are the texts that the suite asks for.
type suiteTexts struct{ texts }

func (suiteTexts) DeskForm(_ bot.Address, name string) (form.Form, bool) {
	return form.Form{Title: "Svar", Submit: "Send", Cancel: "Avbryt", Inputs: []form.Input{{ID: adaptertest.FormRow, Label: "Hva?"}}}, name == adaptertest.FormName
}

func (suiteTexts) Form(string) form.Form {
	return form.Form{Open: "Spør", Title: "Hjelp", Submit: "Spør", Cancel: "Avbryt", Inputs: []form.Input{
		{ID: form.Problem, Label: "Hva?", Optional: true},
		{ID: form.Found, Label: "Søk", Hint: "Koden", Search: true, Optional: true},
		{ID: form.Picture, Label: "Bilde", Pictures: form.MaxPictures, Optional: true},
	}}
}

func (suiteTexts) Listed(string) form.Command {
	return form.Command{Others: adaptertest.OthersText}
}

func (suiteTexts) Unsaved(string) form.Unsaved {
	return form.Unsaved{Now: adaptertest.UnsavedText, Message: adaptertest.UnsavedText}
}

// serve answers Slack's methods.
func (w *team) serve(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // whoever asked is gone
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	f, _ := url.ParseQuery(string(body)) // what is no form has no fields
	if w.fails(method, f.Get("channel")+f.Get("channel_id"), rw, r) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case strings.HasPrefix(method, "/response/"):
		w.answered(rw, body)
		return
	case strings.HasPrefix(method, "/upload/"):
		w.uploaded(rw, strings.TrimPrefix(method, "/upload/"), r.Header.Get("Content-Type"), body)
		return
	}
	token := "xoxb-test"
	if method == "apps.connections.open" {
		token = "xapp-test"
	}
	answer := map[string]any{"ok": true}
	switch {
	case r.Header.Get("Authorization") != "Bearer "+token && f.Get("token") != token:
		answer = map[string]any{"ok": false, "error": "not_authed"}
	case strings.HasPrefix(method, "views."):
		w.view(method, body, answer) //nolint:contextcheck // what people do later has no request
	default:
		if err := methodFaults(method, f); err != nil {
			w.refuse(answer, "invalid_blocks", err)
		} else {
			w.method(method, f, answer)
		}
	}
	_ = json.NewEncoder(rw).Encode(answer) // whoever asked may be gone
}

// refuse answers a request that breaks the rules.
func (w *team) refuse(answer map[string]any, code string, why error) {
	w.refused = append(w.refused, why.Error())
	answer["ok"], answer["error"], answer["response_metadata"] = false, code, map[string]any{"messages": []string{"[ERROR] " + why.Error()}}
}

// made keeps a request that was carried out.
func (w *team) made(kind adaptertest.Kind, what string) {
	w.sent = append(w.sent, adaptertest.Request{Kind: kind, What: what})
}

// stamp returns a new timestamp. It is called with the lock held.
func (w *team) stamp() string {
	w.number++
	return fmt.Sprintf("1700000001.%06d", w.number)
}

func (w *team) method(method string, f url.Values, answer map[string]any) {
	place := method + " " + f.Get("channel")
	if f.Get("thread_ts") != "" {
		place += " in a thread"
	}
	switch method {
	case "auth.test":
		answer["user_id"], answer["team_id"] = "UBOT", "T1"
	case "apps.connections.open":
		answer["url"] = "ws" + strings.TrimPrefix(w.api.URL, "http") + "/link"
	case "assistant.threads.setStatus":
		w.made(adaptertest.KindTyping, method+" "+f.Get("channel_id"))
	case "reactions.add":
		w.made(adaptertest.KindMark, place)
	case "users.info":
		answer["user"] = map[string]any{"id": f.Get("user"), "locale": "nn-NO", "profile": map[string]string{"display_name": "Kari N."}}
	case "conversations.info":
		answer["channel"] = map[string]any{"id": f.Get("channel"), "is_member": true}
	case "conversations.open":
		w.made(adaptertest.KindPlace, method)
		answer["channel"] = map[string]string{"id": "D" + f.Get("users")}
	case "files.getUploadURLExternal":
		size, err := strconv.Atoi(f.Get("length"))
		if err != nil || size < 1 || f.Get("filename") == "" {
			w.refuse(answer, "invalid_arguments", fmt.Errorf("a file %q of %q bytes", f.Get("filename"), f.Get("length")))
			return
		}
		w.number++
		id := "F" + strconv.Itoa(w.number)
		w.made(adaptertest.KindPlace, method)
		w.uploads[id] = port.Picture{Name: f.Get("filename"), Data: make([]byte, size)}
		answer["upload_url"], answer["file_id"] = w.api.URL+"/upload/"+id, id
	case "files.completeUploadExternal":
		w.completed(f, answer)
	case "chat.update":
		w.updated(f, answer)
	case "chat.postMessage", "chat.postEphemeral":
		if f.Get("blocks") == "" {
			w.told = append(w.told, f.Get("text"))
			w.made(adaptertest.KindAnswer, place+", text alone")
			return
		}
		p := &teamPost{ts: w.stamp(), channel: f.Get("channel"), thread: f.Get("thread_ts"), text: f.Get("text"), blocks: f.Get("blocks"), private: method == "chat.postEphemeral"}
		at := p.channel + "/" + p.thread
		p.pictures, w.shared[at] = w.shared[at], nil
		w.posts = append(w.posts, p)
		w.made(adaptertest.KindMessage, place)
		answer["channel"], answer["ts"], answer["message_ts"] = p.channel, p.ts, p.ts
	default:
		w.refuse(answer, "unknown_method", errors.New(method))
	}
}

// completed shows the files that were uploaded.
func (w *team) completed(f url.Values, answer map[string]any) {
	var files []struct{ ID, Title string }
	if err := json.Unmarshal([]byte(f.Get("files")), &files); err != nil || len(files) == 0 {
		w.refuse(answer, "invalid_arguments", fmt.Errorf("the files %q: %w", f.Get("files"), err))
		return
	}
	at := f.Get("channel_id") + "/" + f.Get("thread_ts")
	for _, file := range files {
		p, ok := w.uploads[file.ID]
		if !ok || p.Kind == "" {
			w.refuse(answer, "file_not_found", fmt.Errorf("the file %q was not uploaded", file.ID))
			return
		}
		p.Name = file.Title
		w.shared[at] = append(w.shared[at], p)
	}
	w.made(adaptertest.KindPlace, "files.completeUploadExternal "+f.Get("channel_id"))
}

func (w *team) uploaded(rw http.ResponseWriter, id, contentType string, body []byte) {
	p, ok := w.uploads[id]
	_, params, err := mime.ParseMediaType(contentType)
	var data []byte
	if err == nil {
		var part *multipart.Part
		if part, err = multipart.NewReader(strings.NewReader(string(body)), params["boundary"]).NextPart(); err == nil {
			data, err = io.ReadAll(part)
		}
	}
	if !ok || err != nil || len(data) != len(p.Data) {
		w.refused = append(w.refused, fmt.Sprintf("an upload of %d bytes, announced were %d: %v", len(data), len(p.Data), err))
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	p.Data, p.Kind = data, "uploaded"
	w.uploads[id] = p
	_, _ = io.WriteString(rw, "OK - "+strconv.Itoa(len(data))) // whoever asked may be gone
}

func (w *team) updated(f url.Values, answer map[string]any) {
	i := slices.IndexFunc(w.posts, func(p *teamPost) bool {
		return p.ts == f.Get("ts") && p.channel == f.Get("channel") && !p.gone && !p.private
	})
	if i < 0 {
		answer["ok"], answer["error"] = false, "message_not_found"
		return
	}
	kind := adaptertest.KindEdit
	if w.pressed[f.Get("ts")] {
		kind = adaptertest.KindAnswer
	}
	w.made(kind, "chat.update "+f.Get("channel"))
	w.posts[i].text, w.posts[i].blocks, w.posts[i].seen = f.Get("text"), f.Get("blocks"), nil
	answer["channel"], answer["ts"] = f.Get("channel"), f.Get("ts")
}

// answered takes what came to a response_url.
func (w *team) answered(rw http.ResponseWriter, body []byte) {
	var m struct {
		Text    string          `json:"text"`
		Blocks  json.RawMessage `json:"blocks"`
		Type    string          `json:"response_type"`
		Replace bool            `json:"replace_original"`
	}
	err := strictly(body, &m)
	if err == nil {
		err = messageFaults(string(m.Blocks), m.Text)
	}
	if err != nil || m.Type != "ephemeral" {
		w.refused = append(w.refused, fmt.Sprintf("a response_url: %v", err))
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	switch {
	case m.Replace:
		w.made(adaptertest.KindAnswer, "response_url, in its place")
	case m.Blocks == nil:
		w.told = append(w.told, m.Text)
		w.made(adaptertest.KindAnswer, "response_url, text alone")
	default:
		w.posts = append(w.posts, &teamPost{ts: w.stamp(), text: m.Text, blocks: string(m.Blocks), private: true})
		w.made(adaptertest.KindMessage, "response_url")
	}
	_, _ = io.WriteString(rw, "ok") // whoever asked may be gone
}

// view opens a window.
func (w *team) view(method string, body []byte, answer map[string]any) {
	var open struct {
		Trigger string          `json:"trigger_id"`
		View    json.RawMessage `json:"view"`
	}
	err := strictly(body, &open)
	if err == nil {
		err = viewFaults(open.View)
	}
	if err != nil || method != "views.open" || open.Trigger == "" {
		w.refuse(answer, "invalid_arguments", fmt.Errorf("%s: %w", method, err))
		return
	}
	var v kitView
	var blocks []kitBlock
	if strictly(open.View, &v) != nil || strictly(v.Blocks, &blocks) != nil {
		return // it was just read
	}
	w.number++
	id := "V" + strconv.Itoa(w.number)
	window := adaptertest.Window{Title: v.Title.Text}
	payload := func(kind string, values map[string]any) map[string]any {
		return map[string]any{
			"type": kind, "team": map[string]string{"id": "T1"}, "user": map[string]string{"id": "U1", "name": "kari"},
			"view": map[string]any{"id": id, "callback_id": v.Callback, "private_metadata": v.Meta, "state": map[string]any{"values": values}},
		}
	}
	for _, b := range blocks {
		window.Rows = append(window.Rows, b.BlockID)
	}
	window.Submit = func(rows map[string]string) string { return window.Attach(rows) }
	window.Attach = func(rows map[string]string, files ...port.Picture) string {
		values := make(map[string]any)
		for row, text := range rows {
			values[row] = map[string]any{row: map[string]any{"type": "plain_text_input", "value": text}}
		}
		if len(files) > 0 {
			values[form.Picture] = map[string]any{form.Picture: map[string]any{"type": "file_input", "files": w.attached(files)}}
		}
		p := payload("view_submission", values)
		w.remember(func() { w.interact(p) })
		return w.faultsOf(w.interact(p), window.Rows)
	}
	window.Close = func() { w.interact(payload("view_closed", nil)) }
	w.windows = append(w.windows, window)
	w.made(adaptertest.KindForm, method)
}

// faultsOf reads the answer to a form.
func (w *team) faultsOf(answer json.RawMessage, rows []string) string {
	if len(answer) == 0 {
		return ""
	}
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if err := strictly(answer, &a); err != nil || a.Action != "errors" || len(a.Errors) == 0 {
		w.t.Errorf("a form is answered with %s, %v", answer, err)
	}
	var text []string
	for row, fault := range a.Errors {
		if !slices.Contains(rows, row) {
			w.t.Errorf("an error of the row %q, which the form does not have", row)
		}
		text = append(text, fault)
	}
	return strings.Join(text, " ")
}

// remember keeps how the last event is delivered again.
func (w *team) remember(deliver func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.again = deliver
}

// event delivers an event, as often as it is not acknowledged.
func (w *team) event(event map[string]any) {
	body, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_id": "Ev", "event": event})
	if err != nil {
		w.t.Error(err)
		return
	}
	send := func() {
		w.receiving()
		if w.overSocket {
			w.envelope("events_api", body, false)
			return
		}
		w.deliveries.Go(func() {
			for w.t.Context().Err() == nil && w.post("/slack/events", string(body), "application/json").Code != http.StatusOK {
				time.Sleep(20 * time.Millisecond)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			w.acks++
		})
	}
	w.remember(send)
	send()
}

// interact delivers an interaction and returns what it was answered with.
func (w *team) interact(payload map[string]any) json.RawMessage {
	body, err := json.Marshal(payload)
	if err != nil {
		w.t.Error(err)
		return nil
	}
	w.receiving()
	if w.overSocket {
		select {
		case answer := <-w.envelope("interactive", body, true):
			return answer
		case <-time.After(10 * time.Second):
			w.t.Error("an interaction is not acknowledged")
			return nil
		}
	}
	rec := w.post("/slack/interactions", url.Values{"payload": {string(body)}}.Encode(), isForm)
	if rec.Code != http.StatusOK {
		w.t.Errorf("an interaction is answered with the status %d", rec.Code)
	}
	return rec.Body.Bytes()
}

// receiving waits until the adapter has begun to receive.
func (w *team) receiving() {
	w.begun.Do(func() {
		for deadline := time.Now().Add(20 * time.Second); w.adapter.Ready() != nil && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
	})
}

// post sends a signed request.
func (w *team) post(path, body, kind string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.WithoutCancel(w.t.Context()), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + body)) // never fails
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, r)
	return rec
}
