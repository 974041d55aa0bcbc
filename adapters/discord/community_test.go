package discord_test

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// Places of the community beside those of the server.
const (
	supportThread = "500000000000000001" // a thread in the support channel
	otherSupport  = "300000000000000004"
	otherThread   = "500000000000000002" // a thread in the other one
	post          = "500000000000000003" // a post in the forum
	solved        = "600000000000000001" // the forum's tag
)

// community plays Discord for the suite: it keeps messages, refuses what breaks Discord's
// rules, and delivers over the gateway; interactions over HTTP where overHTTP says so.
type community struct {
	t        *testing.T
	adapter  *discord.Adapter
	web      *httptest.Server
	mux      *http.ServeMux
	key      ed25519.PrivateKey
	at       bot.Address
	overHTTP bool
	// presses are those under way.
	presses sync.WaitGroup

	mu       sync.Mutex
	number   int
	messages []*shownMessage
	said     map[string]map[string]any
	threads  map[string]string // that were opened, and the channels that they are in
	waiting  map[string]*interacted
	again    func()
	sent     []adaptertest.Request
	refused  []string
	told     []string
	presser  string // who presses; empty is Kari
	windows  []adaptertest.Window
	files    map[string]port.Picture
	fault    adaptertest.Fault
	limits   map[string]*limit
	line     *websocket.Conn
	seq      int
	// open is closed while the gateway lets bots in.
	open chan struct{}
}

// shownMessage is a message of the bot's.
type shownMessage struct {
	id, channel, nonce string
	body               ruleMessage
	raw                json.RawMessage
	pictures           []port.Picture
	private, gone      bool
	// seen is the message as it was read last; nil since it was changed.
	seen *adaptertest.Message
}

// interacted is an interaction that waits for its answers.
type interacted struct {
	kind     int
	first    chan struct{} // closed by the first answer
	answered bool
	loading  bool // shows that the bot is thinking
	message  *shownMessage
}

// limit is a wait that is asked for in a channel, from the first request on.
type limit struct {
	wait  time.Duration
	until time.Time
}

func newCommunity(t *testing.T, at bot.Address, overHTTP bool) *community {
	t.Helper()
	s := &community{
		t: t, at: at, overHTTP: overHTTP, mux: http.NewServeMux(), said: make(map[string]map[string]any), threads: make(map[string]string),
		waiting: make(map[string]*interacted), files: make(map[string]port.Picture), limits: make(map[string]*limit), open: make(chan struct{}),
	}
	close(s.open)
	mux := http.NewServeMux()
	mux.HandleFunc("/api/v10/", s.rest)
	mux.HandleFunc("/gw/", s.gateway)
	mux.HandleFunc("/attachments/", s.attached)
	s.web = httptest.NewServer(mux)
	t.Cleanup(s.web.Close)
	t.Cleanup(s.presses.Wait) // also where a scene has failed
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.key = key
	o := discord.Options{
		Token: token, APIURL: s.web.URL + "/api/v10", SupportChannels: []string{support, otherSupport, forum}, DeskChannel: deskChannel,
		Manager: suiteTexts{}, Now: time.Now, Log: zerolog.Nop(),
	}
	if overHTTP {
		o.PublicKey = hex.EncodeToString(public)
	}
	if s.adapter, err = discord.New(o); err != nil {
		t.Fatal(err)
	}
	s.adapter.Hurry(300 * time.Millisecond)
	s.adapter.Mount(s.mux)
	return s
}

// suiteTexts has the texts that the suite asks for.
type suiteTexts struct{ texts }

func (suiteTexts) DeskForm(_ bot.Address, name string) (form.Form, bool) {
	return form.Form{Title: "Svar", Inputs: []form.Input{{ID: adaptertest.FormRow, Label: "Hva?"}}}, name == adaptertest.FormName
}

func (suiteTexts) Form(string) form.Form {
	return form.Form{Title: "Hjelp", Inputs: []form.Input{
		{ID: form.Problem, Label: "Hva?", Optional: true},
		{ID: form.Found, Label: "Søk", Search: true, Optional: true},
		{ID: form.Picture, Label: "Bilde", Pictures: form.MaxPictures, Optional: true},
	}}
}

func (suiteTexts) Listed(locale string) form.Command {
	listed := texts{}.Listed(locale)
	listed.Others, listed.OthersOf = adaptertest.OthersText, ""
	return listed
}

func (suiteTexts) Unsaved(string) form.Unsaved {
	return form.Unsaved{Now: adaptertest.UnsavedText, Message: adaptertest.UnsavedText}
}

// id returns a new id. It is called with the lock held.
func (s *community) id() string {
	s.number++
	return strconv.Itoa(900000000000000000 + s.number)
}

// made keeps a request that was carried out.
func (s *community) made(kind adaptertest.Kind, what string) {
	s.sent = append(s.sent, adaptertest.Request{Kind: kind, What: what})
}

// problem is what Discord answers to what it does not carry out.
type problem struct {
	status, code int
	text         string
}

func (p *problem) Error() string { return p.text }

var (
	errUnknownChannel = &problem{404, 10003, "Unknown Channel"}
	errUnknownMessage = &problem{404, 10008, "Unknown Message"}
)

// broken refuses what breaks the rules.
func (s *community) broken(err error) error {
	s.refused = append(s.refused, err.Error())
	return &problem{400, 50035, "Invalid Form Body"}
}

func (s *community) rest(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v10/")
	parts := strings.Split(path, "/")
	body, files, err := bodyOf(r)
	if err != nil {
		return // whoever asked is gone
	}
	if s.fails(r, parts, w) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	var answer any
	switch {
	case parts[0] != "interactions" && parts[0] != "webhooks" && r.Header.Get("Authorization") != "Bot "+token:
		err = &problem{401, 0, "401: Unauthorized"}
	case !strings.HasPrefix(r.Header.Get("User-Agent"), "DiscordBot ("):
		err = s.broken(fmt.Errorf("the user agent %q", r.Header.Get("User-Agent")))
	default:
		answer, err = s.route(r, parts, body, files) //nolint:contextcheck // what people do later has no request
	}
	if p, ok := errors.AsType[*problem](err); ok {
		w.WriteHeader(p.status)
		answer = map[string]any{"code": p.code, "message": p.text}
	} else if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	_ = json.NewEncoder(w).Encode(answer) // whoever asked may be gone
}

// bodyOf reads a body, which is JSON or a form with files.
func bodyOf(r *http.Request) (body []byte, files []port.Picture, err error) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		body, err = io.ReadAll(r.Body)
		return body, nil, err
	}
	for form := multipart.NewReader(r.Body, params["boundary"]); ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return body, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		if part.FormName() == "payload_json" {
			body = data
			continue
		}
		_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if strings.ContainsAny(params["filename"], "\"\r\n") {
			return nil, nil, fmt.Errorf("the name %q ends early", params["filename"])
		}
		files = append(files, port.Picture{Name: params["filename"], Kind: part.Header.Get("Content-Type"), Data: data})
	}
}

// route carries a request out. No answer is one without content.
func (s *community) route(r *http.Request, parts []string, body []byte, files []port.Picture) (any, error) {
	path := r.Method + " " + parts[0]
	if len(parts) > 2 {
		path += "/" + parts[2]
	}
	switch {
	case path == "GET applications", path == "GET gateway":
		return s.setup(parts), nil
	case path == "GET applications/commands":
		return []any{}, nil
	case path == "PUT applications/commands":
		return []any{}, nil
	case path == "GET users", path == "GET guilds/members":
		return map[string]any{"id": self, "roles": []string{}}, nil
	case path == "GET guilds":
		return map[string]any{"id": guild, "roles": []map[string]any{{"id": guild, "permissions": "309237763136"}}}, nil
	case path == "POST users/channels":
		s.made(adaptertest.KindPlace, "POST /users/@me/channels")
		return map[string]any{"id": dm}, nil
	case path == "GET channels":
		return s.channel(parts[1])
	case path == "PATCH channels":
		return s.marked(parts[1], body)
	case path == "POST channels/typing":
		if _, err := s.channel(parts[1]); err != nil {
			return nil, err
		}
		s.made(adaptertest.KindTyping, "POST "+placeName(parts[1])+"/typing")
		return nil, nil //nolint:nilnil // no content
	case path == "PUT channels/messages" && len(parts) == 7 && parts[4] == "reactions" && parts[6] == "@me":
		s.made(adaptertest.KindMark, "PUT "+placeName(parts[1])+"/messages/*/reactions")
		return nil, nil //nolint:nilnil // no content
	case path == "PUT channels/thread-members":
		s.made(adaptertest.KindPlace, "PUT "+placeName(parts[1])+"/thread-members/*")
		return nil, nil //nolint:nilnil // no content
	case path == "POST channels/messages" && len(parts) == 3:
		return s.posted(parts[1], body, files)
	case path == "POST channels/messages" && len(parts) == 5:
		return s.threaded(parts[1], parts[3], body)
	case path == "PATCH channels/messages":
		return s.changed(parts[1], parts[3], body)
	case parts[0] == "interactions" && len(parts) == 4:
		return nil, s.first(parts[2], body)
	case parts[0] == "webhooks":
		return s.followed(r.Method, parts, body, files)
	}
	return nil, s.broken(fmt.Errorf("there is no %s %s", r.Method, r.URL.Path))
}

func (s *community) setup(parts []string) any {
	if parts[0] == "gateway" {
		return map[string]any{
			"url": "ws" + strings.TrimPrefix(s.web.URL, "http") + "/gw", "shards": 1,
			"session_start_limit": map[string]any{"remaining": 1000, "max_concurrency": 1},
		}
	}
	public, _ := s.key.Public().(ed25519.PublicKey)
	return map[string]any{"id": self, "verify_key": hex.EncodeToString(public)}
}

func (s *community) channel(id string) (any, error) {
	switch id {
	case dm:
		return map[string]any{"id": id, "type": 1}, nil
	case forum:
		return map[string]any{"id": id, "type": 15, "guild_id": guild, "available_tags": []any{map[string]any{"id": solved, "name": "Løst"}}}, nil
	case support, otherSupport, general, deskChannel:
		return map[string]any{"id": id, "type": 0, "guild_id": guild}, nil
	case supportThread, otherThread, post:
		parent := map[string]string{supportThread: support, otherThread: otherSupport, post: forum}[id]
		return map[string]any{"id": id, "type": 11, "guild_id": guild, "parent_id": parent, "applied_tags": []any{}}, nil
	}
	if parent := s.threads[id]; parent != "" {
		return map[string]any{"id": id, "type": 11, "guild_id": guild, "parent_id": parent}, nil
	}
	return nil, errUnknownChannel
}

// placeName is a channel in words.
func placeName(id string) string {
	names := map[string]string{
		dm: "dm", deskChannel: "desk", support: "support", otherSupport: "other", supportThread: "thread", otherThread: "other thread", forum: "forum", post: "post",
	}
	if name, ok := names[id]; ok {
		return "/channels/" + name
	}
	return "/channels/*"
}

// posted shows a message, once for each nonce.
func (s *community) posted(channel string, body []byte, files []port.Picture) (any, error) {
	if _, err := s.channel(channel); err != nil || channel == forum {
		return nil, errUnknownChannel
	}
	m, err := s.message(body, files, false)
	if err != nil {
		return nil, err
	}
	if m.body.EnforceNonce {
		for _, before := range s.messages {
			if before.nonce == m.nonce && before.channel == channel {
				return map[string]any{"id": before.id}, nil
			}
		}
	}
	m.channel = channel
	s.show(m, "POST "+placeName(channel)+"/messages")
	return map[string]any{"id": m.id}, nil
}

// message reads a message.
func (s *community) message(body []byte, files []port.Picture, changes bool) (*shownMessage, error) {
	size := 0
	for _, f := range files {
		size += len(f.Data)
	}
	if size > ruleUpload {
		s.refused = append(s.refused, fmt.Sprintf("%d bytes of files", size))
		return nil, &problem{413, 40005, "Request entity too large"}
	}
	m, err := messageFaults(body, len(files), changes)
	if err != nil {
		return nil, s.broken(err)
	}
	return &shownMessage{id: s.id(), nonce: m.Nonce, body: m, raw: body, pictures: files}, nil
}

// show keeps a message that is shown.
func (s *community) show(m *shownMessage, what string) {
	if len(m.body.Embeds) == 0 && m.body.Content != "" {
		s.told = append(s.told, m.body.Content)
		s.made(adaptertest.KindAnswer, what+", text alone")
		return
	}
	if len(m.pictures) > 0 {
		what += " with pictures"
	}
	s.messages = append(s.messages, m)
	s.made(adaptertest.KindMessage, what)
}

// changed puts a message in the place of another; what is not named stays.
func (s *community) changed(channel, id string, body []byte) (any, error) {
	i := slices.IndexFunc(s.messages, func(m *shownMessage) bool { return m.id == id && m.channel == channel && !m.gone })
	if i < 0 {
		return nil, errUnknownMessage
	}
	var given map[string]json.RawMessage
	m, err := s.message(body, nil, true)
	if err != nil || json.Unmarshal(body, &given) != nil {
		return nil, err
	}
	now := s.messages[i]
	if given["embeds"] != nil {
		now.body.Embeds = m.body.Embeds
	}
	if given["components"] != nil {
		now.body.Components = m.body.Components
	}
	now.raw, now.seen = body, nil
	s.made(adaptertest.KindEdit, "PATCH "+placeName(channel)+"/messages/*")
	return map[string]any{"id": id}, nil
}

// threaded opens a thread on a message.
func (s *community) threaded(channel, message string, body []byte) (any, error) {
	var t struct {
		Name string `json:"name"`
		Rest int    `json:"auto_archive_duration"`
	}
	if err := strictly(body, &t); err != nil || t.Name == "" || len([]rune(t.Name)) > ruleThreadName || !slices.Contains([]int{60, 1440, 4320, 10080}, t.Rest) {
		return nil, s.broken(fmt.Errorf("a thread %+v: %w", t, err))
	}
	if s.threads[message] != "" {
		return nil, &problem{400, 160004, "A thread has already been created for this message"}
	}
	_, err := s.channel(message)
	if err != nil && !slices.ContainsFunc(s.messages, func(m *shownMessage) bool { return m.id == message && m.channel == channel }) {
		return nil, errUnknownMessage
	}
	s.threads[message] = channel
	s.made(adaptertest.KindPlace, "POST "+placeName(channel)+"/messages/*/threads")
	return s.channel(message)
}

// marked changes a thread.
func (s *community) marked(id string, body []byte) (any, error) {
	var c struct {
		Tags     []string `json:"applied_tags"`
		Archived bool     `json:"archived"`
	}
	if err := strictly(body, &c); err != nil || len(c.Tags) > 5 {
		return nil, s.broken(fmt.Errorf("a channel %s: %w", body, err))
	}
	s.made(adaptertest.KindMark, "PATCH "+placeName(id))
	return s.channel(id)
}

// first takes the first answer to an interaction.
func (s *community) first(token string, body []byte) error {
	i, ok := s.waiting[token]
	switch {
	case !ok:
		return &problem{404, 10062, "Unknown interaction"}
	case i.answered:
		return &problem{400, 40060, "Interaction has already been acknowledged."}
	}
	kind, m, f, err := callbackFaults(i.kind, body)
	if err != nil {
		return s.broken(err)
	}
	i.answered = true
	defer close(i.first)
	switch kind {
	case 4:
		if len(m.Embeds) > 0 { // a reply
			s.messages = append(s.messages, &shownMessage{id: s.id(), channel: "private", body: m, raw: body, private: true})
			s.made(adaptertest.KindAnswer, "callback, with a reply")
			return nil
		}
		s.told = append(s.told, m.Content)
		s.made(adaptertest.KindAnswer, "callback, text alone")
	case 5:
		i.loading = true
		s.made(adaptertest.KindAnswer, "callback, thinking")
	case 6:
		s.made(adaptertest.KindAnswer, "callback, nothing to see")
	case 7:
		i.message.body.Components, i.message.seen = m.Components, nil
		s.made(adaptertest.KindAnswer, "callback, as used")
	case 9:
		s.window(f, i.message)
		s.made(adaptertest.KindForm, "callback")
	}
	return nil
}

// followed takes the other answers to an interaction.
func (s *community) followed(method string, parts []string, body []byte, files []port.Picture) (any, error) {
	i, ok := s.waiting[parts[2]]
	switch {
	case !ok || parts[1] != self:
		return nil, &problem{401, 50027, "Invalid Webhook Token"}
	case !i.answered:
		return nil, &problem{404, 10015, "Unknown Webhook"}
	case method == http.MethodGet:
		flags := flagEphemeral
		if i.loading {
			flags |= 128
		}
		return map[string]any{"id": s.id(), "flags": flags}, nil
	case method == http.MethodPatch && !i.loading:
		return nil, errUnknownMessage
	}
	m, err := s.message(body, files, false)
	if err != nil {
		return nil, err
	}
	i.loading, m.private = false, true
	s.show(m, method+" /webhooks")
	return map[string]any{"id": m.id}, nil
}

// window keeps a form that was opened, by a button of a message or by a command.
func (s *community) window(f ruleForm, on *shownMessage) {
	w := adaptertest.Window{Title: f.Title, Close: func() {}} // Discord does not tell of that
	for _, row := range f.Components {
		w.Rows = append(w.Rows, row.Component.CustomID)
	}
	w.Submit = func(rows map[string]string) string { return w.Attach(rows) }
	w.Attach = func(rows map[string]string, files ...port.Picture) string {
		var components []any
		resolved, ids := make(map[string]any), []string{}
		for _, f := range s.attachments(files) {
			id := fmt.Sprint(f["id"])
			resolved[id], ids = f, append(ids, id)
		}
		if slices.Contains(w.Rows, form.Picture) {
			components = append(components, map[string]any{"type": typeLabel, "component": map[string]any{"type": typeFiles, "custom_id": form.Picture, "values": ids}})
		}
		for row, text := range rows {
			components = append(components, map[string]any{"type": typeLabel, "component": map[string]any{"type": typeInput, "custom_id": row, "value": text}})
		}
		filled := map[string]any{"custom_id": f.CustomID, "components": components, "resolved": map[string]any{"attachments": resolved}}
		if on != nil {
			s.interact(5, filled, on)
		} else {
			s.interactAt(at(general, ""), 5, filled, nil)
		}
		return "" // it closes whatever the answer is
	}
	s.windows = append(s.windows, w)
}

// interact delivers an interaction, and waits for its first answer.
func (s *community) interact(kind int, data map[string]any, on *shownMessage) {
	at := s.at
	if on != nil && on.channel == dm {
		at = bot.Address{Platform: discord.Platform, Channel: dm}
	}
	s.interactAt(at, kind, data, on)
}

func (s *community) interactAt(at bot.Address, kind int, data map[string]any, on *shownMessage) {
	s.mu.Lock()
	id := s.id()
	token := "token" + id
	i := &interacted{kind: kind, first: make(chan struct{}), message: on}
	s.waiting[token] = i
	who := cmp.Or(s.presser, kari)
	var shown []ruleComponent
	if on != nil {
		shown = on.body.Components // replaced as a whole
	}
	s.mu.Unlock()
	channel := at.Channel
	if at.Thread != "" {
		channel = at.Thread
	}
	event := map[string]any{
		"id": id, "application_id": self, "type": kind, "token": token, "channel_id": channel, "locale": "no", "data": data, "version": 1,
		"channel": map[string]any{"id": channel, "type": 1},
	}
	person := map[string]any{"id": who, "username": "kari", "global_name": "Kari"}
	if at.Space == "" {
		event["user"] = person
	} else {
		event["guild_id"], event["member"] = guild, map[string]any{"user": person, "nick": "Kari N."}
		if event["channel"] = map[string]any{"id": channel, "type": 0}; at.Thread != "" {
			event["channel"] = map[string]any{"id": channel, "type": 11, "parent_id": at.Channel}
		}
	}
	if on != nil {
		event["message"] = map[string]any{"id": on.id, "flags": on.body.Flags, "channel_id": on.channel, "components": shown}
	}
	deliver := func() { s.push("INTERACTION_CREATE", event) }
	if s.overHTTP {
		deliver = func() { s.post(token, event) }
	}
	s.remember(deliver)
	deliver()
	select {
	case <-i.first:
	case <-time.After(20 * time.Second):
		s.t.Error("an interaction is not answered")
	}
}

// post sends an interaction over HTTP, whose answer is the first one.
func (s *community) post(token string, event map[string]any) {
	body, err := json.Marshal(event)
	if err != nil {
		s.t.Error(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !s.connected() && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r := httptest.NewRequestWithContext(context.WithoutCancel(s.t.Context()), http.MethodPost, "/discord/interactions", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.key, []byte(stamp+string(body)))))
	rec := httptest.NewRecorder()
	s.mux.ServeHTTP(rec, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if rec.Code == http.StatusConflict && s.waiting[token].answered {
		return // it was delivered again
	}
	if err := s.first(token, rec.Body.Bytes()); err != nil || rec.Code != http.StatusOK {
		s.t.Errorf("an interaction is answered with %d %s: %v", rec.Code, rec.Body, err)
	}
}

// connected reports whether the adapter receives.
func (s *community) connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.line != nil
}

// remember keeps how the last event is delivered again.
func (s *community) remember(deliver func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again = deliver
}

// event delivers an event of the gateway.
func (s *community) event(kind string, data map[string]any) {
	deliver := func() { s.push(kind, data) }
	s.remember(deliver)
	deliver()
}

// push sends an event when the adapter is connected.
func (s *community) push(kind string, data map[string]any) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		s.mu.Lock()
		if s.line != nil {
			s.seq++
			if err := s.line.WriteJSON(map[string]any{"op": 0, "t": kind, "s": s.seq, "d": data}); err != nil {
				s.t.Error(err)
			}
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
	}
	s.t.Error("nobody is connected")
}

// gateway plays one connection.
func (s *community) gateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	open := s.open
	s.mu.Unlock()
	select {
	case <-open:
	case <-r.Context().Done():
		return
	}
	ws, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return // whoever asked is gone
	}
	defer func() { _ = ws.Close() }() // it may be closed already
	say := func(frame map[string]any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = ws.WriteJSON(frame) // the reader below notices
	}
	say(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 10_000}})
	for {
		var o op
		if ws.ReadJSON(&o) != nil {
			return
		}
		switch o.Op {
		case 1:
			say(map[string]any{"op": 11})
		case 2, 6:
			s.entered(ws, o.Op)
		}
	}
}

// entered lets the bot in.
func (s *community) entered(ws *websocket.Conn, operation int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	frame := map[string]any{"op": 0, "t": "RESUMED", "d": map[string]any{}}
	if operation == 2 {
		frame["t"], frame["d"] = "READY", map[string]any{
			"user": map[string]string{"id": self}, "session_id": "session", "resume_gateway_url": "ws" + strings.TrimPrefix(s.web.URL, "http") + "/gw",
		}
	}
	s.seq++
	frame["s"] = s.seq
	_ = ws.WriteJSON(frame) // the reader notices
	s.line = ws
}

// message is one of Kari's as the gateway tells of it.
func (s *community) written(at bot.Address, text string, more map[string]any) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := map[string]any{
		"id": s.id(), "channel_id": at.Channel, "type": 0, "content": text, "timestamp": time.Now().UTC().Format("2006-01-02T15:04:05.000000-07:00"),
		"author": map[string]any{"id": kari, "username": "kari", "global_name": "Kari"}, "edited_timestamp": nil,
	}
	if at.Thread != "" {
		m["channel_id"] = at.Thread
	}
	if at.Space != "" {
		m["guild_id"], m["member"] = guild, map[string]any{"nick": "Kari N.", "roles": []string{}}
	}
	maps.Copy(m, more)
	s.said[fmt.Sprint(m["id"])] = m
	return m
}
