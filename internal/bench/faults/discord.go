package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/internal/bench/soak/loopback"
)

// guild plays as much of Discord as direct messages take: the gateway, with sessions
// that can be resumed, and the methods, with what was said in each channel.
type guild struct {
	sights
	url string

	line     sync.Mutex // held while writing to ws, and for what is below
	ws       *websocket.Conn
	session  int
	events   []json.RawMessage // of the session
	invalid  bool              // the session cannot be resumed
	readies  int               // how often READY was said
	messages map[string][]map[string]any
	count    int64
}

func (b *bench) newGuild() (*guild, error) {
	g := &guild{messages: make(map[string][]map[string]any)}
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", g.gateway)
	mux.HandleFunc("GET /gateway/bot", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{
			"url": "ws" + strings.TrimPrefix(g.url, "http") + "/gateway/", "shards": 1,
			"session_start_limit": map[string]int{"remaining": 1000, "max_concurrency": 1},
		})
	})
	mux.HandleFunc("GET /applications/@me", func(w http.ResponseWriter, _ *http.Request) { reply(w, map[string]string{"id": self}) })
	mux.HandleFunc("/applications/{id}/commands", func(w http.ResponseWriter, _ *http.Request) { reply(w, []any{}) })
	mux.HandleFunc("POST /users/@me/channels", g.open)
	mux.HandleFunc("GET /channels/{channel}", func(w http.ResponseWriter, r *http.Request) {
		reply(w, map[string]any{"id": r.PathValue("channel"), "type": 1})
	})
	mux.HandleFunc("GET /channels/{channel}/messages", g.history)
	mux.HandleFunc("POST /channels/{channel}/messages", g.show)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { reply(w, map[string]string{"id": "1"}) })
	var err error
	g.url, err = b.listen(mux)
	return g, err
}

// settings are the program's.
func (g *guild) settings() []string {
	return []string{"--discord-token", "faults", "--discord-api-url", g.url}
}

// self is the bot's id.
const self = "100000000000000001"

func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // whoever asked may be gone
}

// id is a new one, which holds the time as Discord's do. line is held.
func (g *guild) id() string {
	const epoch = 1_420_070_400_000
	g.count++
	return strconv.FormatInt((time.Now().UnixMilli()-epoch)<<22|g.count%(1<<22), 10)
}

// The ids of a person and of the channel of their direct messages.
func personOn(person string) string  { return "4" + padded(person) }
func channelOn(person string) string { return "5" + padded(person) }

func padded(person string) string { return fmt.Sprintf("%017s", strings.TrimPrefix(person, "p")) }

func (g *guild) open(w http.ResponseWriter, r *http.Request) {
	var body struct {
		ID string `json:"recipient_id"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || body.ID == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	reply(w, map[string]any{"id": "5" + body.ID[1:], "type": 1})
}

// history answers with what was said in a channel, the newest first.
func (g *guild) history(w http.ResponseWriter, r *http.Request) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil {
		limit = 50 // Discord's own
	}
	after, before := r.URL.Query().Get("after"), r.URL.Query().Get("before")
	g.line.Lock()
	defer g.line.Unlock()
	list := make([]map[string]any, 0, limit)
	for _, m := range g.messages[r.PathValue("channel")] {
		id, _ := m["id"].(string)
		if (after == "" || later(id, after)) && (before == "" || later(before, id)) {
			list = append(list, m)
		}
	}
	// With after Discord gives the oldest of those after it, else the newest.
	if after != "" {
		list = list[:min(limit, len(list))]
	} else {
		list = list[max(len(list)-limit, 0):]
	}
	slices.Reverse(list)
	reply(w, list)
}

// later compares two ids.
func later(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a > b }

// show takes in what the program says.
func (g *guild) show(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender is gone
	}
	channel := r.PathValue("channel")
	g.see(shown{room: string(loopback.Persons), channel: channel, text: string(body)})
	g.line.Lock()
	m := map[string]any{
		"id": g.id(), "channel_id": channel, "content": "svar", "timestamp": time.Now().Format(time.RFC3339Nano),
		"author": map[string]any{"id": self, "username": "bot", "bot": true},
	}
	g.messages[channel] = append(g.messages[channel], m)
	g.line.Unlock()
	reply(w, m)
}

// tell keeps a word in its channel, and tells the gateway of it.
func (g *guild) tell(said *word) error {
	g.line.Lock()
	defer g.line.Unlock()
	return g.dispatch("MESSAGE_CREATE", g.write(said))
}

// write keeps a word in its channel. line is held.
func (g *guild) write(said *word) map[string]any {
	m := map[string]any{
		"id": g.id(), "channel_id": channelOn(said.person), "content": said.text, "timestamp": time.Now().Format(time.RFC3339Nano),
		"author": map[string]any{"id": personOn(said.person), "username": said.person},
	}
	g.messages[channelOn(said.person)] = append(g.messages[channelOn(said.person)], m)
	return m
}

// silently keeps a word in its channel, and tells nobody.
func (g *guild) silently(said *word) error {
	g.line.Lock()
	defer g.line.Unlock()
	g.write(said)
	return nil
}

// dispatch sends an event of the session, now or when it is resumed. line is held.
func (g *guild) dispatch(kind string, data any) error {
	b, err := json.Marshal(map[string]any{"op": 0, "t": kind, "s": len(g.events) + 1, "d": data})
	if err != nil {
		return err
	}
	g.events = append(g.events, b)
	if g.ws != nil {
		_ = g.ws.WriteMessage(websocket.TextMessage, b) // a broken connection is resumed
	}
	return nil
}

// connected is how often the program has begun a session.
func (g *guild) connected() int {
	g.line.Lock()
	defer g.line.Unlock()
	return g.readies
}

// invalidate breaks the connection, and ends the session.
func (g *guild) invalidate() error {
	g.line.Lock()
	defer g.line.Unlock()
	g.invalid = true
	if g.ws == nil {
		return nil
	}
	ws := g.ws
	g.ws = nil
	return ws.Close()
}

// gateway plays one connection.
func (g *guild) gateway(w http.ResponseWriter, r *http.Request) {
	ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return // the program tells
	}
	defer func() {
		g.line.Lock()
		defer g.line.Unlock()
		if g.ws == ws {
			g.ws = nil
		}
		_ = ws.Close() // it may be closed already
	}()
	g.line.Lock()
	err = ws.WriteJSON(map[string]any{"op": 10, "d": map[string]int{"heartbeat_interval": 20_000}})
	g.line.Unlock()
	for err == nil {
		var f struct {
			Op   int `json:"op"`
			Data struct {
				Seq int `json:"seq"`
			} `json:"d"`
		}
		_, b, failed := ws.ReadMessage()
		if failed != nil {
			return
		}
		_ = json.Unmarshal(b, &f) // a heartbeat's data is a number
		err = g.answer(ws, f.Op, f.Data.Seq)
	}
}

// answer answers what the program says over a connection.
func (g *guild) answer(ws *websocket.Conn, op, seq int) error {
	g.line.Lock()
	defer g.line.Unlock()
	switch op {
	case 1: // a heartbeat
		return ws.WriteJSON(map[string]any{"op": 11})
	case 2: // a new session
		g.ws, g.events, g.invalid = ws, nil, false
		g.session++
		g.readies++
		return g.dispatch("READY", map[string]any{
			"user": map[string]string{"id": self}, "session_id": strconv.Itoa(g.session),
			"resume_gateway_url": "ws" + strings.TrimPrefix(g.url, "http") + "/gateway/",
		})
	case 6: // a session goes on
		if g.invalid || seq > len(g.events) {
			return ws.WriteJSON(map[string]any{"op": 9, "d": false})
		}
		g.ws = ws
		for _, b := range g.events[seq:] {
			if err := ws.WriteMessage(websocket.TextMessage, b); err != nil {
				return err
			}
		}
		return g.dispatch("RESUMED", map[string]any{})
	}
	return nil
}
