package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"aktivering/adapters/adapterkit"
)

// The gateway's operations.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// Codes that the gateway closes with.
const (
	closeNormal         = websocket.CloseNormalClosure
	closeUnknown        = 4000 // also ours, to resume: a normal closure would end the session
	closeAuthentication = 4004
	closeInvalidSeq     = 4007
	closeTimedOut       = 4009
	closeInvalidShard   = 4010
	closeSharding       = 4011
	closeVersion        = 4012
	closeIntents        = 4013
	closeDisallowed     = 4014
)

// intents are what is asked to be told of.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages | discordgo.IntentsMessageContent

const (
	// maxFrame bounds a frame, in bytes: a large server's channels are far below.
	maxFrame = 64 << 20
	// greetingTime is how long the gateway may take to say hello.
	greetingTime = 20 * time.Second
	// writeTime is how long a frame may take to be written.
	writeTime = 10 * time.Second
)

// fatal returns what an administrator must do where the gateway will not let the bot
// in again, else nil.
func fatal(code int) error {
	switch code {
	case closeAuthentication:
		return fmt.Errorf("discord: close code %d: %w", code, errToken)
	case closeInvalidShard, closeSharding:
		return fmt.Errorf("discord: close code %d: the number of shards has changed: restart the bot", code)
	case closeVersion:
		return fmt.Errorf("discord: close code %d: this version of the gateway is no more: update the bot", code)
	case closeIntents, closeDisallowed:
		return fmt.Errorf("discord: close code %d: turn on Message Content Intent under Bot on the application's page, and restart the bot", code)
	}
	return nil
}

// frame is what travels over the gateway.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s"`
	Type string          `json:"t"`
}

// shard is one connection to the gateway, made anew whenever it breaks.
type shard struct {
	a         *Adapter
	id, count int
	url       string
	gate      *gate
	lanes     *lanes
	backfill  *adapterkit.Backfill

	// heard is when the gateway was last heard, and lost is that time at the start of
	// the connection: nothing was received since. Zero means that it is not known.
	heard, lost time.Time

	// session goes on over connections.
	session, resumeURL string
	seq                atomic.Int64
}

// about is what is wrong with the shard.
func (s *shard) about() string { return fmt.Sprintf("%s %d", aboutGateway, s.id) }

// errConnecting is what is wrong until the shard is connected.
var errConnecting = errors.New("the gateway is being connected")

// errAgain ends a connection that is to be made anew.
var errAgain = errors.New("the gateway asked to connect anew")

// run keeps the shard connected until ctx ends; then it returns nil. Any error is for
// an administrator to mend.
func (s *shard) run(ctx context.Context) error {
	for tries := 0; ; tries++ {
		s.a.faults.note(s.about(), errConnecting)
		up := false
		err := s.connect(ctx, func() {
			up = true
			s.a.faults.note(s.about(), nil)
			s.a.faults.note(aboutStart, nil)
		})
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was asked to stop
		}
		if e, ok := errors.AsType[*websocket.CloseError](err); ok {
			if err := fatal(e.Code); err != nil {
				return err
			}
			if e.Code == closeInvalidSeq || e.Code == closeTimedOut {
				s.forget()
			}
		}
		if up {
			tries = 0
		}
		wait := min(minWait<<min(tries, 10), maxWait)
		wait = wait/4 + rand.N(wait) //nolint:gosec // it keeps many from coming at the same moment
		s.a.options.Log.Info().Ctx(ctx).AnErr("cause", err).Int("shard", s.id).Dur("again_in", wait).Msg("discord: the gateway's connection has ended")
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// forget begins a new session next time.
func (s *shard) forget() {
	s.session, s.resumeURL = "", ""
	s.seq.Store(0)
}

// connect makes one connection and reads from it until it ends. up is called when
// Discord has let the bot in.
func (s *shard) connect(ctx context.Context, up func()) error {
	address := s.url
	if s.session == "" {
		if err := s.gate.wait(ctx); err != nil {
			return err
		}
	} else if s.resumeURL != "" {
		address = s.resumeURL
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: greetingTime}
	ws, response, err := dialer.DialContext(ctx, strings.TrimSuffix(address, "/")+"/?v="+discordVersion+"&encoding=json", nil)
	if err != nil {
		s.resumeURL = "" // the next try goes to the front door
		return err
	}
	_ = response.Body.Close() // empty
	c := &connection{ws: ws, shard: s}
	s.lost = s.heard
	// The reader below blocks until the connection ends.
	stop := context.AfterFunc(ctx, func() { c.close(closeNormal) })
	defer stop()
	defer c.close(closeUnknown)
	ws.SetReadLimit(maxFrame)
	interval, err := c.hello()
	if err != nil {
		return err
	}
	beating, done := context.WithCancel(ctx)
	var heart sync.WaitGroup
	defer heart.Wait()
	defer done()
	heart.Go(func() { c.beat(beating, interval) })
	if err := c.enter(); err != nil {
		return err
	}
	for {
		// A connection that is silent for longer than two heartbeats is dead.
		if err := ws.SetReadDeadline(time.Now().Add(2*interval + writeTime)); err != nil {
			return err
		}
		f, err := c.read()
		if err != nil {
			return err
		}
		if err := c.take(ctx, f, up); err != nil {
			return err
		}
		if c.isUp {
			s.heard = s.a.options.Now()
		}
	}
}

// discordVersion is that of the gateway.
const discordVersion = "10"

// connection is one websocket.
type connection struct {
	*shard
	ws *websocket.Conn

	mu       sync.Mutex // held while writing
	awaiting atomic.Bool
	isUp     bool // events come
}

func (c *connection) close(code int) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) // it may be gone already
	_ = c.ws.Close()
}

func (c *connection) read() (f frame, err error) {
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		return f, err
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&f); err != nil {
		return f, fmt.Errorf("a frame that cannot be read: %w", err)
	}
	return f, nil
}

func (c *connection) write(op int, data any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	return c.ws.WriteJSON(map[string]any{"op": op, "d": data})
}

// hello reads how often the heart is to beat.
func (c *connection) hello() (time.Duration, error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(greetingTime)); err != nil {
		return 0, err
	}
	f, err := c.read()
	if err != nil {
		return 0, err
	}
	var h struct {
		Interval int `json:"heartbeat_interval"`
	}
	if err := json.Unmarshal(f.Data, &h); err != nil || f.Op != opHello || h.Interval <= 0 {
		return 0, errors.New("the gateway did not say hello")
	}
	return time.Duration(min(h.Interval, int(time.Hour/time.Millisecond))) * time.Millisecond, nil
}

// beat keeps the connection alive, and ends it when the gateway does not answer.
func (c *connection) beat(ctx context.Context, interval time.Duration) {
	wait := rand.N(interval) //nolint:gosec // it keeps many from beating at the same moment
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = interval
		if c.awaiting.Swap(true) {
			c.close(closeUnknown) // the reader notices
			return
		}
		if err := c.pulse(); err != nil {
			return // likewise
		}
	}
}

func (c *connection) pulse() error {
	var last *int64
	if n := c.seq.Load(); n > 0 {
		last = &n
	}
	return c.write(opHeartbeat, last)
}

// enter begins a session, or goes on with the one before.
func (c *connection) enter() error {
	if c.session != "" {
		return c.write(opResume, map[string]any{"token": "Bot " + c.a.options.Token, "session_id": c.session, "seq": c.seq.Load()})
	}
	return c.write(opIdentify, map[string]any{
		"token": "Bot " + c.a.options.Token, "intents": c.a.intents(), "shard": []int{c.id, c.count},
		"properties": map[string]string{"os": runtime.GOOS, "browser": clientName, "device": clientName},
	})
}

// clientName is what the gateway is told of the program.
const clientName = "aktivering"

// take does what a frame calls for.
func (c *connection) take(ctx context.Context, f frame, up func()) error {
	switch f.Op {
	case opHeartbeat:
		return c.pulse()
	case opHeartbeatAck:
		c.awaiting.Store(false)
	case opReconnect:
		return errAgain
	case opInvalidSession:
		var resumable bool
		if json.Unmarshal(f.Data, &resumable) != nil || !resumable {
			c.forget()
		}
		return errAgain
	case opDispatch:
		if f.Seq != nil {
			c.seq.Store(*f.Seq)
		}
		switch f.Type {
		case "READY":
			if err := c.ready(f.Data); err != nil {
				return err
			}
			c.readMissed(ctx)
			c.a.options.Log.Info().Ctx(ctx).Int("shard", c.id).Msg("discord: connected")
			c.isUp = true
			up()
		case "RESUMED":
			c.isUp = true
			up()
		default:
			c.lanes.sort(ctx, f.Type, f.Data)
		}
	}
	return nil
}

func (c *connection) ready(data json.RawMessage) error {
	var r struct {
		User      user   `json:"user"`
		SessionID string `json:"session_id"`
		ResumeURL string `json:"resume_gateway_url"`
	}
	if err := json.Unmarshal(data, &r); err != nil || r.User.ID == "" || r.SessionID == "" {
		return errors.New("the gateway does not say who the bot is")
	}
	c.a.self.Store(&r.User.ID)
	c.session, c.resumeURL = r.SessionID, r.ResumeURL
	return nil
}
