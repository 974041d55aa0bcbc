package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"aktivering/adapters/discord/gateway"
	"aktivering/bot/port"
)

// The operations of frames that the tests send or expect.
const (
	heartbeat = 1
	identify  = 2
	resume    = 6
)

// server plays Discord's gateway.
type server struct {
	t    *testing.T
	info gateway.Info

	mu   sync.Mutex
	seq  int
	line *websocket.Conn // the latest with a session
	deaf *websocket.Conn // one whose heartbeats are not acknowledged
	// unanswered counts those heartbeats.
	unanswered int
	got        []frame
	ends       int // connections that ended
	// greet is the code that closes a connection in place of a session; 0 means none.
	greet int
}

type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	at   time.Time
}

func newServer(t *testing.T, shards int) *server {
	t.Helper()
	s := &server{t: t}
	web := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(web.Close)
	s.info = gateway.Info{URL: "ws" + strings.TrimPrefix(web.URL, "http"), Shards: shards}
	s.info.Limit.Remaining, s.info.Limit.MaxConcurrency = 1000, 1
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	ws, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return // whoever asked is gone; who waits for the connection tells
	}
	defer func() { _ = ws.Close() }() // it may be closed already
	if r.URL.Query().Get("v") != "10" || r.URL.Query().Get("encoding") != "json" {
		s.t.Errorf("connected to %s", r.URL)
	}
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ends++
	}()
	s.mu.Lock()
	err = ws.WriteJSON(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 1000}})
	s.mu.Unlock()
	for err == nil {
		var f frame
		if err = ws.ReadJSON(&f); err != nil {
			return
		}
		err = s.answer(ws, f)
	}
}

func (s *server) answer(ws *websocket.Conn, f frame) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.at = time.Now()
	s.got = append(s.got, f)
	switch {
	case f.Op == heartbeat && ws == s.deaf:
		s.unanswered++
		return nil
	case f.Op == heartbeat:
		return ws.WriteJSON(map[string]any{"op": 11})
	case s.greet != 0:
		return ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(s.greet, ""), time.Now().Add(time.Second))
	case f.Op == identify:
		s.line, s.seq = ws, 1
		return ws.WriteJSON(map[string]any{"op": 0, "t": "READY", "s": 1, "d": map[string]any{
			"user": map[string]string{"id": "7"}, "session_id": "session", "resume_gateway_url": s.info.URL,
		}})
	case f.Op == resume:
		s.line = ws
		s.seq++
		return ws.WriteJSON(map[string]any{"op": 0, "t": "RESUMED", "s": s.seq, "d": map[string]any{}})
	}
	return nil
}

// received returns the frames with an operation.
func (s *server) received(op int) (list []frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.got {
		if f.Op == op {
			list = append(list, f)
		}
	}
	return list
}

// closed returns how many connections have ended.
func (s *server) closed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ends
}

// identified returns how often each shard began a session.
func (s *server) identified() map[int]int {
	count := make(map[int]int)
	for _, f := range s.received(identify) {
		var d struct {
			Shard [2]int `json:"shard"`
		}
		if err := json.Unmarshal(f.Data, &d); err != nil {
			s.t.Error(err)
		}
		count[d.Shard[0]]++
	}
	return count
}

// push sends an event over the latest connection.
func (s *server) push(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	if err := s.line.WriteJSON(map[string]any{"op": 0, "t": name, "s": s.seq, "d": map[string]any{}}); err != nil {
		s.t.Error(err)
	}
}

// send sends a frame as it is.
func (s *server) send(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.line.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		s.t.Error(err)
	}
}

// end closes the latest connection with a code; 0 breaks it.
func (s *server) end(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code > 0 {
		_ = s.line.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) // it is closed next
	}
	_ = s.line.Close() // it may be closed already
}

// client runs the gateway, and keeps what its handler was told.
type client struct {
	s    *server
	done chan error
	stop context.CancelFunc

	mu     sync.Mutex
	states map[int]error
	events []string
	began  []time.Time
}

func (c *client) State(s gateway.Shard, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.states[s.ID] = err
}

func (c *client) Began(_ context.Context, _ gateway.Shard, user string, lost time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if user != "7" {
		c.s.t.Errorf("the bot is %q", user)
	}
	c.began = append(c.began, lost)
}

func (c *client) Event(_ context.Context, name string, _ json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events = append(c.events, name)
}

func (c *client) seen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.events, " ")
}

// ready reports that each shard receives, or is served by another process.
func (c *client) ready() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, err := range c.states {
		if err != nil {
			return false
		}
	}
	return len(c.states) == c.s.info.Shards
}

// lease is long enough to be renewed in time on a busy machine.
const lease = 600 * time.Millisecond

func (s *server) run(change ...func(*gateway.Options)) *client {
	s.t.Helper()
	c := &client{s: s, done: make(chan error, 1), states: make(map[int]error)}
	o := gateway.Options{
		Token: "Bot token", Intents: 5, Handler: c, Lease: lease, Pace: time.Nanosecond, Now: time.Now, Log: zerolog.Nop(),
	}
	for _, f := range change {
		f(&o)
	}
	ctx, cancel := context.WithCancel(s.t.Context())
	c.stop = cancel
	s.t.Cleanup(cancel)
	go func() { c.done <- gateway.Run(ctx, s.info, o) }()
	return c
}

// end stops Run and returns its error.
func (c *client) end() error {
	c.stop()
	return c.ended()
}

// ended waits for the end of Run.
func (c *client) ended() error {
	c.s.t.Helper()
	select {
	case err := <-c.done:
		return err
	case <-time.After(patience):
		c.s.t.Fatal("Run does not end")
		return nil
	}
}

const patience = 20 * time.Second

func (s *server) until(what string, is func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("not %s", what)
		}
	}
}

func TestRunReceives(t *testing.T) {
	t.Parallel()
	s := newServer(t, 1)
	c := s.run()
	s.until("ready", c.ready)
	var d struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
		Shard   [2]int `json:"shard"`
	}
	if err := json.Unmarshal(s.received(identify)[0].Data, &d); err != nil || d.Token != "Bot token" || d.Intents != 5 || d.Shard != [2]int{0, 1} {
		t.Errorf("identified with %+v, %v", d, err)
	}
	for _, name := range []string{"A", "B", "C"} {
		s.push(name)
	}
	s.until("told of the events in order", func() bool { return c.seen() == "A B C" })
	s.until("beating", func() bool { return len(s.received(heartbeat)) > 0 })
	if err := c.end(); err != nil {
		t.Errorf("Run ended with %v", err)
	}
	if len(c.began) != 1 || !c.began[0].IsZero() {
		t.Errorf("sessions began after %v", c.began)
	}
}

func TestBrokenConnectionsAreReplaced(t *testing.T) {
	for name, test := range map[string]struct {
		breaks  func(*server)
		resumes bool
	}{
		"broken":                {func(s *server) { s.end(0) }, true},
		"closed to resume":      {func(s *server) { s.end(4000) }, true},
		"going away":            {func(s *server) { s.end(1001) }, true},
		"asked to reconnect":    {func(s *server) { s.send(`{"op":7,"d":null}`) }, true},
		"session to be resumed": {func(s *server) { s.send(`{"op":9,"d":true}`) }, true},
		"session invalid":       {func(s *server) { s.send(`{"op":9,"d":false}`) }, false},
		"session timed out":     {func(s *server) { s.end(4009) }, false},
		"sequence invalid":      {func(s *server) { s.end(4007) }, false},
		"no JSON":               {func(s *server) { s.send(`{{`) }, true},
		"silent": {func(s *server) {
			s.mu.Lock()
			s.deaf = s.line
			s.mu.Unlock()
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 1)
			before := time.Now()
			c := s.run()
			s.until("ready", c.ready)
			s.push("A")
			s.until("told of A", func() bool { return c.seen() == "A" })
			s.mu.Lock()
			seq := s.seq
			s.mu.Unlock()
			test.breaks(s)
			op, count := identify, 2
			if test.resumes {
				op, count = resume, 1
			}
			s.until("let in again", func() bool { return len(s.received(op)) >= count })
			s.until("ready again", c.ready)
			if test.resumes {
				var d struct {
					Token   string `json:"token"`
					Session string `json:"session_id"`
					Seq     int    `json:"seq"`
				}
				if err := json.Unmarshal(s.received(resume)[0].Data, &d); err != nil || d.Seq != seq || d.Session != "session" || d.Token != "Bot token" {
					t.Errorf("resumed with %+v, %v; the latest was %d", d, err, seq)
				}
			} else {
				c.mu.Lock()
				if began := c.began; len(began) != 2 || began[1].Before(before) {
					t.Errorf("sessions began after %v", began)
				}
				c.mu.Unlock()
			}
			s.mu.Lock()
			if s.unanswered > 1 {
				t.Errorf("%d heartbeats were not acknowledged before the connection was given up", s.unanswered)
			}
			s.mu.Unlock()
			s.push("B")
			s.until("told of B", func() bool { return c.seen() == "A B" })
		})
	}
}

func TestFatalCloseCodesEndRun(t *testing.T) {
	for _, code := range []int{
		gateway.CloseAuthentication, gateway.CloseInvalidShard, gateway.CloseShardingRequired,
		gateway.CloseInvalidVersion, gateway.CloseInvalidIntents, gateway.CloseDisallowedIntents,
	} {
		for _, later := range []bool{false, true} {
			t.Run(fmt.Sprint(code, later), func(t *testing.T) {
				t.Parallel()
				s := newServer(t, 1)
				if !later {
					s.greet = code
				}
				c := s.run()
				if later {
					s.until("ready", c.ready)
					s.end(code)
				}
				if e, ok := errors.AsType[gateway.FatalError](c.ended()); !ok || e.Code != code {
					t.Errorf("Run ended with %v", e)
				}
				if n := len(s.received(identify)); n != 1 {
					t.Errorf("identified %d times", n)
				}
			})
		}
	}
}

func TestIdentificationsArePaced(t *testing.T) {
	t.Parallel()
	const pace = 300 * time.Millisecond
	s := newServer(t, 2)
	s.info.Limit.Remaining, s.info.Limit.ResetAfter = 0, pace.Milliseconds()
	began := time.Now()
	c := s.run(func(o *gateway.Options) { o.Pace = pace })
	s.until("ready", c.ready)
	for i, f := range s.received(identify) {
		if after, want := f.at.Sub(began), time.Duration(i+1)*pace; after < want {
			t.Errorf("identification %d came after %s, not %s", i, after, want)
		}
	}
}

func TestInfoWait(t *testing.T) {
	for _, test := range []struct {
		remaining int
		reset     int64
		want      time.Duration
	}{{1, 5000, 0}, {0, 5000, 5 * time.Second}, {0, 0, 0}} {
		var i gateway.Info
		i.Limit.Remaining, i.Limit.ResetAfter = test.remaining, test.reset
		if got := i.Wait(); got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}

func TestShardOfAServer(t *testing.T) {
	for guild, want := range map[string]int{"": 0, "no id": 0, "4194304": 1, "8388608": 2, "12582912": 0} {
		for id := range 3 {
			if got := (gateway.Shard{ID: id, Count: 3}).Has(guild); got != (id == want) {
				t.Errorf("shard %d has %q: %v", id, guild, got)
			}
		}
	}
}

// leases are held in memory until they are given back: they do not end, however slow the
// machine is.
type leases struct {
	mu      sync.Mutex
	holders map[string]string
	// fails is the error of Lease, and asked how often it was returned.
	fails error
	asked int
}

var _ port.Leases = (*leases)(nil)

func (l *leases) Lease(_ context.Context, name, holder string, _ time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails != nil {
		l.asked++
		return false, l.fails
	}
	if now, ok := l.holders[name]; ok && now != holder {
		return false, nil
	}
	l.holders[name] = holder
	return true, nil
}

func (l *leases) Release(_ context.Context, name, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holders[name] == holder {
		delete(l.holders, name)
	}
	return nil
}

// shard0 is the name of the first shard's lease, and thief another process that takes it
// without serving the shard.
const (
	shard0 = "discord/shard/0"
	thief  = "thief"
)

func (l *leases) steal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holders[shard0] = thief
}

// fail lets Lease fail, or with nil succeed again.
func (l *leases) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fails, l.asked = err, 0
}

func TestShardIsServedByOneProcess(t *testing.T) {
	t.Parallel()
	shared := &leases{holders: make(map[string]string)}
	with := func(o *gateway.Options) { o.Leases = shared }
	s := newServer(t, 2)
	first := s.run(with)
	s.until("serving both", first.ready)
	second := s.run(with)
	s.until("ready without serving any", second.ready)
	if got := s.identified(); got[0] != 1 || got[1] != 1 {
		t.Errorf("identified %v", got)
	}
	if err := first.end(); err != nil {
		t.Fatal(err)
	}
	s.until("taken over", func() bool { got := s.identified(); return got[0] == 2 && got[1] == 2 })
	shared.steal() // as if the process had slept
	s.until("given up", func() bool { return s.closed() == 3 })
	if err := shared.Release(t.Context(), shard0, thief); err != nil {
		t.Fatal(err)
	}
	s.until("taken back", func() bool { return s.identified()[0] == 3 })
	s.until("ready again", second.ready)
	if got := s.identified(); got[1] != 2 {
		t.Errorf("identified %v", got)
	}
	if err := second.end(); err != nil {
		t.Fatal(err)
	}
}

func TestShardIsServedWhileLeasesFail(t *testing.T) {
	t.Parallel()
	shared := &leases{holders: make(map[string]string)}
	s := newServer(t, 1)
	c := s.run(func(o *gateway.Options) { o.Leases = shared })
	s.until("ready", c.ready)
	shared.fail(errors.New("the database is away"))
	s.until("asked for longer than the lease lasts", func() bool {
		shared.mu.Lock()
		defer shared.mu.Unlock()
		return shared.asked >= 8
	})
	s.push("A")
	s.until("told of A", func() bool { return c.seen() == "A" })
	shared.steal()
	shared.fail(nil)
	s.until("given up", func() bool { return s.closed() == 1 })
	if err := shared.Release(t.Context(), shard0, thief); err != nil {
		t.Fatal(err)
	}
	s.until("served again", func() bool { return s.identified()[0] == 2 })
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
}
