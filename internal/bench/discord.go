package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"aktivering/internal/bench/process"
)

const (
	// discordMessages is how many are written in all, and maxSilence how long an
	// answer may take.
	discordMessages = 6_000
	maxSilence      = 10 * time.Second
)

// compareDiscord measures the serving program between Discord's gateway and its
// methods: from when a message is told of to when the answer to it is there, with
// every turn on disk in between.
func compareDiscord(ctx context.Context, r *report, o options) error {
	r.line("\n## Discord\n\n%s direct messages; each person writes the next one when the answer has come", grouped(discordMessages))
	folder, err := os.MkdirTemp("", "discord")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a temporary folder
	binary, err := buildProgram(ctx, o.root, folder)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, people := range []int{1, 32, 200} {
		err := eachDatabase(ctx, o.server, func(d database) error {
			row, err := talkOnDiscord(ctx, binary, d, people)
			rows = append(rows, row)
			return err
		})
		if err != nil {
			return err
		}
	}
	r.table([]string{"store, people", "messages/s", "median ms", "p99 ms", "resident MB"}, rows)
	return r.err
}

// talkOnDiscord lets so many people talk with a program at a time.
func talkOnDiscord(ctx context.Context, binary string, d database, people int) (row []string, err error) {
	g := newGuild()
	defer g.server.Close()
	p, err := process.Start(ctx, binary, "serve", "--database", d.program, "--http-addr", "127.0.0.1:0", "--log-level", "error",
		"--discord-token", "bench", "--discord-api-url", g.server.URL)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.End(syscall.SIGTERM)) }()
	select {
	case <-g.connected:
	case <-time.After(maxSilence):
		return nil, errors.New("the program does not connect")
	}
	var mu sync.Mutex
	var times []time.Duration
	var talks errgroup.Group
	began := time.Now()
	for person := range people {
		talks.Go(func() error {
			for n := range discordMessages / people {
				took, err := g.say(person, n, spoken[n%len(spoken)])
				if err != nil {
					return err
				}
				mu.Lock()
				times = append(times, took)
				mu.Unlock()
			}
			return nil
		})
	}
	if err := talks.Wait(); err != nil {
		return nil, err
	}
	took := time.Since(began)
	memory, err := resident(p.ID())
	return []string{
		fmt.Sprintf("%s, %d", d.name, people), fmt.Sprintf("%.0f", float64(len(times))/took.Seconds()),
		milliseconds(quantile(times, 50)), milliseconds(quantile(times, 99)), fmt.Sprintf("%.0f", memory),
	}, err
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1000) }

// guild plays as much of Discord as direct messages take.
type guild struct {
	server    *httptest.Server
	connected chan struct{}

	mu      sync.Mutex // held while writing to line
	line    *websocket.Conn
	seq     int
	answers map[string]chan struct{} // by channel
}

func newGuild() *guild {
	g := &guild{connected: make(chan struct{}), answers: make(map[string]chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", g.gateway)
	mux.HandleFunc("GET /gateway/bot", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"url":%q,"shards":1,"session_start_limit":{"remaining":1000,"max_concurrency":1}}`,
			"ws"+strings.TrimPrefix(g.server.URL, "http")+"/gateway") // whoever asked may be gone, here and below
	})
	mux.HandleFunc("GET /applications/@me", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"id":"1"}`)) })
	mux.HandleFunc("/applications/1/commands", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`[]`)) })
	mux.HandleFunc("POST /channels/{channel}/messages", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"id":"2"}`))
		g.mu.Lock()
		answered := g.answers[r.PathValue("channel")]
		g.mu.Unlock()
		select {
		case answered <- struct{}{}:
		default: // a second part of the same answer
		}
	})
	g.server = httptest.NewServer(mux)
	return g
}

// gateway plays one connection.
func (g *guild) gateway(w http.ResponseWriter, r *http.Request) {
	ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return // the program tells
	}
	g.mu.Lock()
	g.line = ws
	g.mu.Unlock()
	err = g.tell(map[string]any{"op": 10, "d": map[string]int{"heartbeat_interval": 40_000}})
	for err == nil {
		var frame struct {
			Op int `json:"op"`
		}
		if err = ws.ReadJSON(&frame); err != nil {
			return
		}
		switch frame.Op {
		case 1: // a heartbeat
			err = g.tell(map[string]any{"op": 11})
		case 2: // who the program is
			err = g.event("READY", map[string]any{"user": map[string]string{"id": "1"}, "session_id": "s"})
			close(g.connected)
		}
	}
}

func (g *guild) tell(frame any) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.line.WriteJSON(frame)
}

func (g *guild) event(kind string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seq++
	return g.line.WriteJSON(map[string]any{"op": 0, "t": kind, "s": g.seq, "d": json.RawMessage(b)})
}

// say writes a message and returns how long the answer took.
func (g *guild) say(person, n int, text string) (time.Duration, error) {
	channel := strconv.Itoa(1_000_000 + person)
	g.mu.Lock()
	answered, ok := g.answers[channel]
	if !ok {
		answered = make(chan struct{}, 1)
		g.answers[channel] = answered
	}
	g.mu.Unlock()
	select {
	case <-answered: // the last part of the answer before
	default:
	}
	began := time.Now()
	err := g.event("MESSAGE_CREATE", map[string]any{
		"id": strconv.Itoa(1_000_000_000 + person*discordMessages + n), "channel_id": channel, "content": text,
		"timestamp": began.Format(time.RFC3339Nano), "author": map[string]string{"id": strconv.Itoa(2_000_000 + person), "username": "p"},
	})
	if err != nil {
		return 0, err
	}
	select {
	case <-answered:
		return time.Since(began), nil
	case <-time.After(maxSilence):
		return 0, fmt.Errorf("%q is not answered", text)
	}
}
