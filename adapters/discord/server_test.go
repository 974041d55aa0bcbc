package discord_test

import (
	"context"
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

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// The ids on the server of the tests.
const (
	self    = "100000000000000001" // the bot and its application
	guild   = "200000000000000001"
	support = "300000000000000001"
	general = "300000000000000002"
	forum   = "300000000000000003"
	dm      = "300000000000000009"
	kari    = "400000000000000001"
	ola     = "400000000000000002"
	botRole = "600000000000000001" // of the bot alone
	token   = "not-a-token"
)

// server plays Discord: its methods over HTTP, and the gateway.
type server struct {
	t       *testing.T
	web     *httptest.Server
	adapter *discord.Adapter
	shards  int

	mu     sync.Mutex
	calls  []call
	number int
	// commands are those that were registered last.
	commands []byte
	seq      int
	line     *websocket.Conn // the latest with a session
	ops      []op
	// fail answers a request in place of the server, unless it returns false.
	fail func(c call, w http.ResponseWriter) bool
	// watch is called with each request before it is read, and files are attachments.
	watch func(r *http.Request)
	files map[string]string
	// history are the messages of a channel, the newest first.
	history map[string][]map[string]any
	// posts are the active threads of the server.
	posts []map[string]any
	// greet answers an identification or a resumption in place of READY, unless it returns
	// false.
	greet func(o op, ws *websocket.Conn) bool
}

// call is a request of the adapter.
type call struct {
	method, path string
	query        url.Values
	body         map[string]any
}

func (c call) String() string { return c.method + " " + c.path }

// op is what the adapter said over the gateway.
type op struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
}

func newServer(t *testing.T, change ...func(*discord.Options)) *server {
	t.Helper()
	s := &server{t: t, shards: 1}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/v10/", s.rest)
	mux.HandleFunc("/gw/", s.gateway)
	mux.HandleFunc("/attachments/", s.attached)
	mux.Handle("/elsewhere", http.RedirectHandler("/attachments/1/a.png", http.StatusFound))
	s.web = httptest.NewServer(mux)
	t.Cleanup(s.web.Close)
	s.adapter = s.another(change...)
	return s
}

// another returns an adapter of the server.
func (s *server) another(change ...func(*discord.Options)) *discord.Adapter {
	s.t.Helper()
	o := discord.Options{
		Token: token, APIURL: s.web.URL + "/api/v10", SupportChannels: []string{support, forum},
		Manager: texts{}, Now: time.Now, Log: zerolog.Nop(),
	}
	for _, c := range change {
		c(&o)
	}
	a, err := discord.New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	a.Hurry(300 * time.Millisecond)
	return a
}

// texts are the shortest possible.
type texts struct{}

func (texts) Listed(locale string) form.Command {
	return form.Command{
		Name: "aktivering", About: "om " + locale, Problem: "problem", ProblemAbout: "hva " + locale,
		Picture: "bilde", PictureAbout: "av " + locale,
		OnMessage: "Hjelp " + locale, Others: "ikke *dine*", OthersOf: "ikke *dine*, men " + form.NamePlace + " sine", Closed: "ingen *direktemeldinger* " + locale,
	}
}

func (texts) Form(string) form.Form {
	return form.Form{Title: "Skjema", Inputs: []form.Input{
		{ID: "problem", Label: "Hva?", Hint: "0x…"},
		{ID: "windows", Label: "Windows?", Optional: true, Choices: []bot.Choice{{ID: "11", Label: "11"}, {ID: "10", Label: "10"}}},
	}}
}

func (texts) DeskForm(at bot.Address, name string) (form.Form, bool) {
	return form.Form{Title: "Svar", Inputs: []form.Input{{ID: "text", Label: "Hva?"}}}, name == "answer" && at.Channel == deskChannel
}

func (texts) Complete(typed, locale string, most int) []bot.Choice {
	return []bot.Choice{{ID: bot.ChoiceID(typed), Label: fmt.Sprint(typed, " ", locale, " ", most)}}
}

func (texts) Unsaved(locale string) form.Unsaved {
	return form.Unsaved{Now: "ikke lagret " + locale, Message: "ikke lagret meldingen " + locale}
}

// run starts the adapter and waits until it is connected.
func (s *server) run(inbox port.Inbox) (end func() error) {
	s.t.Helper()
	return s.runs(s.adapter, inbox)
}

func (s *server) runs(a *discord.Adapter, inbox port.Inbox) (end func() error) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, inbox) }()
	s.t.Cleanup(cancel)
	s.until("ready", func() bool { return a.Ready() == nil })
	a.AwaitChecks()
	return func() error {
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(20 * time.Second):
			s.t.Fatal("Run goes on after its context ended")
			return nil
		}
	}
}

// until waits for something.
func (s *server) until(what string, is func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("not %s: %v; %v", what, s.adapter.Ready(), s.made(""))
		}
	}
}

// made returns the requests whose method and path hold a text, or end with it where
// it ends with $.
func (s *server) made(holding string) []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []call
	for _, c := range s.calls {
		if strings.Contains(c.String()+"$", holding) {
			list = append(list, c)
		}
	}
	return list
}

// awaited waits for a request and returns it.
func (s *server) awaited(holding string) call {
	s.t.Helper()
	s.until("asked for "+holding, func() bool { return len(s.made(holding)) > 0 })
	return s.made(holding)[0]
}

// refuse answers the requests whose method and path hold a text.
func (s *server) refuse(holding string, status, code int, times int) {
	s.failing(func(c call, w http.ResponseWriter) bool {
		if !strings.Contains(c.String(), holding) || times == 0 {
			return false
		}
		times--
		refusal(w, status, code)
		return true
	})
}

// failing is called with the server's lock held.
func (s *server) failing(fail func(c call, w http.ResponseWriter) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

func refusal(w http.ResponseWriter, status, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": "no"}) // the adapter tells
}

// channel answers a request about a channel; nil means that there is none.
func (s *server) channel(path []string, query url.Values) any {
	id, history := path[0], s.history[path[0]]
	switch {
	case len(path) == 2 && history != nil:
		if before := query.Get("before"); before != "" {
			i := slices.IndexFunc(history, func(m map[string]any) bool { return m["id"].(string) < before })
			history = history[len(history):]
			if i >= 0 {
				history = s.history[id][i:]
			}
		}
		most, err := strconv.Atoi(query.Get("limit"))
		if err != nil {
			s.t.Error(err)
		}
		return history[:min(len(history), most)]
	case len(path) == 2:
		return nil
	case id == dm:
		return map[string]any{"id": id, "type": 1}
	case id == forum:
		return map[string]any{"id": id, "type": 15, "guild_id": guild}
	case id[0] == '3', id == deskChannel:
		return map[string]any{"id": id, "type": 0, "guild_id": guild}
	case history != nil:
		return map[string]any{"id": id, "type": 11, "guild_id": guild, "parent_id": deskChannel}
	}
	return nil
}

func (s *server) attached(w http.ResponseWriter, r *http.Request) {
	data, ok := s.files[r.URL.Path]
	if r.Header.Get("Authorization") != "" {
		s.t.Error("a file is fetched with the token")
	}
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = io.WriteString(w, data) // whoever asked may be gone
}

func (s *server) rest(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	watch := s.watch
	s.mu.Unlock()
	if watch != nil {
		watch(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // whoever asked is gone
	}
	c := call{method: r.Method, path: strings.TrimPrefix(r.URL.Path, "/api/v10"), query: r.URL.Query()}
	if len(body) > 0 && body[0] == '{' {
		if err := json.Unmarshal(body, &c.body); err != nil {
			s.t.Errorf("%v: %v", c, err)
		}
	}
	if r.Header.Get("Authorization") != "Bot "+token {
		s.t.Errorf("%v comes without the token", c)
	}
	s.judge(c, body, r.Header.Get("Content-Type"))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
	if c.method == http.MethodPut && strings.HasSuffix(c.path, "/commands") {
		s.commands = body
	}
	if s.fail != nil && s.fail(c, w) {
		return
	}
	s.number++
	id := strconv.Itoa(900000000000000000 + s.number)
	parts := strings.Split(strings.Trim(c.path, "/"), "/")
	var answer any
	switch {
	case c.path == "/applications/@me":
		answer = map[string]any{"id": self, "verify_key": strings.Repeat("0", 64)}
	case c.path == "/gateway/bot":
		answer = map[string]any{
			"url": "ws" + strings.TrimPrefix(s.web.URL, "http") + "/gw", "shards": s.shards,
			"session_start_limit": map[string]any{"remaining": 1000, "max_concurrency": 1},
		}
	case strings.HasSuffix(c.path, "/commands") && c.method == http.MethodGet:
		answer = []any{}
	case strings.HasSuffix(c.path, "/callback"), strings.Contains(c.path, "/thread-members/"):
		w.WriteHeader(http.StatusNoContent)
		return
	case c.path == "/users/@me/channels":
		answer = map[string]any{"id": dm}
	case strings.HasSuffix(c.path, "/threads"):
		answer = map[string]any{"id": parts[3], "type": 11, "parent_id": parts[1], "name": c.body["name"]}
	case c.method == http.MethodGet && parts[0] == "channels":
		if answer = s.channel(parts[1:], r.URL.Query()); answer == nil {
			refusal(w, http.StatusNotFound, 10003)
			return
		}
	case c.path == "/users/@me":
		answer = map[string]any{"id": self}
	case c.path == "/guilds/"+guild:
		answer = map[string]any{"id": guild, "roles": []map[string]any{{"id": guild, "permissions": "0"}, {"id": botRole, "permissions": "309237763136"}, {"id": agentRole, "permissions": "0", "mentionable": true}}}
	case c.path == "/guilds/"+guild+"/members/"+self:
		answer = map[string]any{"user": map[string]any{"id": self}, "roles": []string{botRole}}
	case c.path == "/users/@me/guilds":
		answer = []map[string]any{{"id": guild}}
	case c.path == "/guilds/"+guild+"/channels":
		answer = []map[string]any{{"id": support, "type": 0, "name": "hjelp"}, {"id": forum, "type": 15, "name": "spørsmål"}, {"id": general, "type": 4, "name": "hjelp"}}
	case c.path == "/guilds/"+guild+"/threads/active":
		answer = map[string]any{"threads": s.posts}
	case c.method == http.MethodGet && parts[0] == "webhooks":
		answer = map[string]any{"id": id, "flags": 64}
	default:
		answer = map[string]any{"id": id}
	}
	_ = json.NewEncoder(w).Encode(answer) // the adapter tells
}

// judge complains about what breaks Discord's rules.
func (s *server) judge(c call, body []byte, kind string) {
	isMessage := strings.HasSuffix(c.path, "/messages") || strings.Contains(c.path, "/messages/") && c.method == http.MethodPatch || strings.HasPrefix(c.path, "/webhooks/")
	if c.method == http.MethodGet || !isMessage || kind != "application/json" {
		return
	}
	if _, err := messageFaults(body, 0, c.method == http.MethodPatch); err != nil {
		s.t.Errorf("Discord would refuse %v: %v", c, err)
	}
}

// gateway plays one connection.
func (s *server) gateway(w http.ResponseWriter, r *http.Request) {
	ws, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return // whoever asked is gone; who waits for the connection tells
	}
	defer func() { _ = ws.Close() }() // it may be closed already
	if r.URL.Query().Get("v") != "10" || r.URL.Query().Get("encoding") != "json" {
		s.t.Errorf("the gateway is asked for %s", r.URL)
	}
	s.mu.Lock()
	err = ws.WriteJSON(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 200}})
	s.mu.Unlock()
	for err == nil {
		var o op
		if err = ws.ReadJSON(&o); err != nil {
			return
		}
		err = s.answer(ws, o)
	}
}

// answer answers what came over the gateway.
func (s *server) answer(ws *websocket.Conn, o op) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ops = append(s.ops, o)
	switch {
	case o.Op == 1:
		return ws.WriteJSON(map[string]any{"op": 11})
	case s.greet != nil && s.greet(o, ws):
		return nil
	case o.Op == 2:
		s.line, s.seq = ws, 1
		return ws.WriteJSON(map[string]any{"op": 0, "t": "READY", "s": 1, "d": map[string]any{
			"user": map[string]string{"id": self}, "session_id": "session", "resume_gateway_url": "ws" + strings.TrimPrefix(s.web.URL, "http") + "/gw",
		}})
	case o.Op == 6:
		s.line = ws
		s.seq++
		return ws.WriteJSON(map[string]any{"op": 0, "t": "RESUMED", "s": s.seq, "d": map[string]any{}})
	}
	return nil
}

// said returns the frames of the adapter with an operation.
func (s *server) said(operation int) []op {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []op
	for _, o := range s.ops {
		if o.Op == operation {
			list = append(list, o)
		}
	}
	return list
}

// push sends an event to the adapter when it is connected.
func (s *server) push(kind string, data any) {
	s.t.Helper()
	s.until("connected", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.line != nil
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	if err := s.line.WriteJSON(map[string]any{"op": 0, "t": kind, "s": s.seq, "d": data}); err != nil {
		s.t.Error(err)
	}
}

// raw sends a frame as it is.
func (s *server) raw(frame string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.line.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		s.t.Error(err)
	}
}

// close closes the connection with a code; 0 breaks it.
func (s *server) close(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code > 0 {
		_ = s.line.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) // likewise
	}
	_ = s.line.Close() // it may be closed already
	s.line = nil
}

// id returns a new id.
func (s *server) id() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number++
	return strconv.Itoa(700000000000000000 + s.number)
}

// message is a message of Kari's as the gateway sends it.
func (s *server) message(channel, text string, more map[string]any) map[string]any {
	m := map[string]any{
		"id": s.id(), "channel_id": channel, "type": 0, "content": text, "timestamp": time.Now().Format(time.RFC3339Nano),
		"author": map[string]any{"id": kari, "username": "kari", "global_name": "Kari"}, "edited_timestamp": nil,
	}
	if channel != dm {
		m["guild_id"] = guild
		m["member"] = map[string]any{"nick": "Kari N."}
	}
	maps.Copy(m, more)
	return m
}

// interaction is an interaction of Kari's as Discord sends it.
func (s *server) interaction(kind int, channel string, data map[string]any, more map[string]any) map[string]any {
	id := s.id()
	i := map[string]any{
		"id": id, "application_id": self, "type": kind, "token": "token" + id, "channel_id": channel, "locale": "no", "data": data,
		"channel": map[string]any{"id": channel, "type": 0},
	}
	person := map[string]any{"id": kari, "username": "kari", "global_name": "Kari"}
	if channel == dm {
		i["user"] = person
	} else {
		i["guild_id"], i["member"] = guild, map[string]any{"user": person, "nick": "Kari N."}
	}
	maps.Copy(i, more)
	return i
}

// kept is an inbox that keeps events.
type kept struct {
	mu     sync.Mutex
	events []event.Inbound
	typing []event.Inbound // who is writing
	fail   func(event.Inbound) error
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
	if k.fail != nil {
		if err := k.fail(in); err != nil {
			return err
		}
	}
	if _, ok := in.Event.(event.Typing); ok {
		k.typing = append(k.typing, in)
		return nil
	}
	k.events = append(k.events, in)
	return nil
}

func (k *kept) all() []event.Inbound {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]event.Inbound(nil), k.events...)
}

// next waits for the n-th event, from 0.
func (k *kept) next(s *server, n int) event.Inbound {
	s.t.Helper()
	s.until(fmt.Sprintf("told of event %d", n), func() bool { return len(k.all()) > n })
	return k.all()[n]
}
