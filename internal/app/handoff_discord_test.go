package app

import (
	"encoding/json"
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

	"aktivering/internal/settings"

	"github.com/gorilla/websocket"
)

const (
	discordSelf  = "100000000000000001"
	discordGuild = "200000000000000001"
	discordDesk  = "300000000000000001"
	discordDM    = "300000000000000009"
	discordToken = "not-a-token"
)

// guild plays Discord: its methods, and the gateway.
type guild struct {
	t   *testing.T
	web *httptest.Server
	attachments

	mu       sync.Mutex
	number   int
	marked   []string // the messages under which the bot has put a sign
	seq      int
	line     *websocket.Conn
	down     bool
	refuse   func(text string) bool
	closed   bool // direct messages are not taken
	kept     []message
	threads  map[string]string // their parents
	wrote    map[string]map[string]any
	answered map[string]bool // interactions
}

func newGuild(t *testing.T) *guild {
	t.Helper()
	g := &guild{t: t, threads: make(map[string]string), wrote: make(map[string]map[string]any), answered: make(map[string]bool)}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/v10/", g.rest)
	mux.HandleFunc("/gw/", g.gateway)
	mux.HandleFunc("/files/", func(w http.ResponseWriter, r *http.Request) {
		data, ok := pictureOf(strings.TrimPrefix(r.URL.Path, "/files/"))
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, data) // the adapter tells
	})
	g.web = httptest.NewServer(mux)
	t.Cleanup(g.web.Close)
	return g
}

func (g *guild) set(s *settings.Serve, desk bool) {
	s.Discord = settings.Discord{Token: discordToken, APIURL: g.web.URL + "/api/v10"}
	if desk {
		s.Desk = settings.Desk{Platform: "discord", DiscordChannel: discordDesk, Timezone: "UTC"}
	}
}

// socket is where the gateway is.
func (g *guild) socket() string { return "ws" + strings.TrimPrefix(g.web.URL, "http") + "/gw" }

// read reads the body of a request, and the names of the pictures in it.
func (g *guild) read(r *http.Request) (body map[string]any, pictures []string) {
	if kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		form, err := multipart.NewReader(r.Body, params["boundary"]).ReadForm(1 << 20)
		if err != nil {
			panic(http.ErrAbortHandler) // whoever asked is gone
		}
		for _, files := range form.File {
			pictures = append(pictures, files[0].Filename)
		}
		if err := json.Unmarshal([]byte(form.Value["payload_json"][0]), &body); err != nil {
			g.t.Error(err)
		}
		return body, pictures
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // whoever asked is gone
	}
	_ = json.Unmarshal(data, &body) // what is not an object has none
	return body, nil
}

func (g *guild) rest(w http.ResponseWriter, r *http.Request) {
	body, pictures := g.read(r)
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/v10"), "/"), "/")
	path := strings.Join(parts, "/")
	g.mu.Lock()
	defer g.mu.Unlock()
	var answer any = map[string]any{"id": "1"}
	switch {
	case path == "applications/@me":
		answer = map[string]any{"id": discordSelf, "verify_key": strings.Repeat("0", 64)}
	case path == "gateway/bot":
		answer = map[string]any{"url": g.socket(), "shards": 1, "session_start_limit": map[string]any{"remaining": 1000, "max_concurrency": 1}}
	case path == "guilds/"+discordGuild:
		answer = map[string]any{"id": discordGuild, "roles": []map[string]string{{"id": discordGuild, "permissions": "309237763136"}}}
	case path == "users/@me", path == "guilds/"+discordGuild+"/members/"+discordSelf:
		answer = map[string]any{"id": discordSelf, "roles": []string{}}
	case strings.HasSuffix(path, "/commands"):
		answer = []any{}
	case strings.HasSuffix(path, "/callback"):
		g.answered[parts[1]] = true
		g.callback(body)
		w.WriteHeader(http.StatusNoContent)
		return
	case strings.Contains(path, "/thread-members/"):
		w.WriteHeader(http.StatusNoContent)
		return
	case parts[0] == "webhooks" && r.Method != http.MethodGet: // the answer to a command
		answer = map[string]any{"id": g.respond(body)}
	case path == "users/@me/channels":
		answer = map[string]any{"id": discordDM}
	case strings.HasSuffix(path, "/threads"):
		g.threads[parts[3]] = parts[1]
		answer = map[string]any{"id": parts[3], "type": 11, "parent_id": parts[1]}
	case parts[0] == "channels" && len(parts) == 2:
		answer = map[string]any{"id": parts[1], "type": 0, "guild_id": discordGuild}
		if parts[1] == discordDM {
			answer = map[string]any{"id": parts[1], "type": 1}
		} else if parent := g.threads[parts[1]]; parent != "" {
			answer = map[string]any{"id": parts[1], "type": 11, "parent_id": parent, "guild_id": discordGuild}
		}
	case parts[0] == "channels" && parts[2] == "messages" && r.Method == http.MethodGet:
		list := []map[string]any{}
		for _, m := range g.wrote {
			if m["channel_id"] == parts[1] {
				told := maps.Clone(m)
				delete(told, "guild_id")
				list = append(list, told)
			}
		}
		slices.SortFunc(list, func(a, b map[string]any) int { return strings.Compare(b["id"].(string), a["id"].(string)) })
		answer = list
	case r.Method == http.MethodPut && len(parts) > 4 && parts[4] == "reactions":
		g.marked = append(g.marked, parts[3])
		w.WriteHeader(http.StatusNoContent)
		return
	case parts[0] == "channels" && parts[2] == "messages":
		id, code := g.show(parts, body)
		if code != 0 {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(code)
			answer = map[string]any{"code": 50007, "message": "Cannot send messages to this user"}
		} else {
			answer = map[string]any{"id": id}
			for _, name := range pictures {
				g.picture(name, parts[1] == discordDesk || g.threads[parts[1]] == discordDesk)
			}
		}
	default:
		g.t.Errorf("asked for %s %s", r.Method, path)
	}
	_ = json.NewEncoder(w).Encode(answer) // the adapter tells
}

// callback keeps the reply that a first response holds, if it does.
func (g *guild) callback(body map[string]any) {
	if data, ok := body["data"].(map[string]any); ok && data["embeds"] != nil {
		g.respond(data)
	}
}

// respond keeps a message that the person who gave a command sees alone.
func (g *guild) respond(body map[string]any) (id string) {
	text := strings.Join(texts(body["embeds"]), "\n")
	m := message{id: g.id(), thread: "ephemeral", first: text, now: text, body: body}
	g.kept = append(g.kept, m)
	return m.id
}

// show keeps a message, or its change; code is why not.
func (g *guild) show(parts []string, body map[string]any) (id string, code int) {
	text := strings.Join(texts(body["embeds"]), "\n")
	switch {
	case g.down || g.refuse != nil && g.refuse(text):
		return "", http.StatusServiceUnavailable
	case g.closed && parts[1] == discordDM:
		return "", http.StatusForbidden
	case len(parts) == 4:
		i := slices.IndexFunc(g.kept, func(m message) bool { return m.id == parts[3] })
		if i < 0 {
			g.t.Errorf("no message %s", parts[3])
			return "", http.StatusNotFound
		}
		g.kept[i].now, g.kept[i].body = text, body
		return parts[3], 0
	}
	m := message{id: g.id(), first: text, now: text, body: body, desk: parts[1] == discordDesk}
	if parent := g.threads[parts[1]]; parent != "" {
		m.thread, m.desk = parts[1], parent == discordDesk
	}
	g.kept = append(g.kept, m)
	return m.id, 0
}

// id returns one that was never given before.
func (g *guild) id() string {
	g.number++
	return strconv.Itoa(900000000000000000 + g.number)
}

func (g *guild) gateway(w http.ResponseWriter, r *http.Request) {
	ws, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return // whoever asked is gone; who waits for the connection tells
	}
	defer func() { _ = ws.Close() }() // it may be closed already
	write := func(v map[string]any) {
		g.mu.Lock()
		defer g.mu.Unlock()
		if v["op"] == 0 {
			g.seq++
			g.line, v["s"] = ws, g.seq
		}
		_ = ws.WriteJSON(v) // reading tells
	}
	write(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 1000}})
	for {
		var o struct {
			Op int `json:"op"`
		}
		if err := ws.ReadJSON(&o); err != nil {
			g.mu.Lock()
			defer g.mu.Unlock()
			if g.line == ws {
				g.line = nil
			}
			return
		}
		switch o.Op {
		case 1:
			write(map[string]any{"op": 11})
		case 2:
			write(map[string]any{"op": 0, "t": "READY", "d": map[string]any{"user": map[string]string{"id": discordSelf}, "session_id": "session", "resume_gateway_url": g.socket()}})
		case 6:
			write(map[string]any{"op": 0, "t": "RESUMED", "d": map[string]any{}})
		}
	}
}

// push sends an event when the adapter is connected, and once more, as a gateway does
// that is resumed.
func (g *guild) push(kind string, data any) {
	for range 2 {
		for deadline := time.Now().Add(15 * time.Second); !g.pushed(kind, data); time.Sleep(2 * time.Millisecond) {
			if time.Now().After(deadline) {
				g.t.Errorf("nobody is connected: %s", kind)
				return
			}
		}
	}
}

func (g *guild) pushed(kind string, data any) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.line == nil {
		return false
	}
	g.seq++
	return g.line.WriteJSON(map[string]any{"op": 0, "t": kind, "s": g.seq, "d": data}) == nil
}

func (g *guild) marks() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.marked)
}

func (g *guild) shown() []message {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.kept)
}

func (g *guild) fail(down bool, refuse func(text string) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down, g.refuse = down, refuse
}

// message is a person's, as the gateway tells of it.
func (g *guild) message(name, channel, text string) (id string, m map[string]any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	id = g.id()
	m = map[string]any{
		"id": id, "channel_id": channel, "type": 0, "content": text, "timestamp": time.Now().Format(time.RFC3339Nano), "author": g.user(name),
	}
	if channel != discordDM {
		m["guild_id"], m["member"] = discordGuild, map[string]any{"nick": name}
	}
	if name, ok := g.attached(); ok {
		m["attachments"] = []map[string]string{{"id": "1", "filename": name, "content_type": "image/png", "url": g.web.URL + "/files/" + name}}
	}
	g.wrote[id] = m
	return id, m
}

// user has an id that follows from the name.
func (*guild) user(name string) map[string]any {
	n := 400000000000000000
	for _, r := range name {
		n = n + 1000*(n%7) + int(r)
	}
	return map[string]any{"id": strconv.Itoa(n), "username": strings.ToLower(name), "global_name": name}
}

func (g *guild) says(person, text string) string {
	id, m := g.message(person, discordDM, text)
	g.push("MESSAGE_CREATE", m)
	return id
}

func (g *guild) writes(agent, thread, text string) string {
	id, m := g.message(agent, thread, text)
	g.push("MESSAGE_CREATE", m)
	return id
}

func (g *guild) edits(id, text string) {
	g.mu.Lock()
	now := maps.Clone(g.wrote[id])
	now["content"], now["edited_timestamp"] = text, time.Now().Format(time.RFC3339Nano)
	g.mu.Unlock()
	g.push("MESSAGE_UPDATE", now)
}

func (g *guild) deletes(id string) {
	g.mu.Lock()
	m := g.wrote[id]
	g.mu.Unlock()
	g.push("MESSAGE_DELETE", map[string]any{"id": id, "channel_id": m["channel_id"], "guild_id": m["guild_id"]})
}

func (g *guild) presses(agent string, on message, act string) {
	custom := holding(on.body, "custom_id", buttonOf(act))
	if custom == "" {
		g.t.Errorf("no button %s on %q", act, on.now)
	}
	g.mu.Lock()
	id := g.id()
	g.mu.Unlock()
	g.push("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": discordSelf, "type": 3, "token": "token" + id, "channel_id": discordDesk, "guild_id": discordGuild, "locale": "no",
		"data": map[string]any{"custom_id": custom, "component_type": 2}, "channel": map[string]any{"id": discordDesk, "type": 0},
		"member":  map[string]any{"user": g.user(agent), "nick": agent},
		"message": map[string]any{"id": on.id, "flags": 0, "components": []any{}},
	})
	eventually(g.t, "the press is answered", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.answered[id]
	})
}
