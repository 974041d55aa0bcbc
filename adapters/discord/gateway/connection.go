package gateway

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

	"github.com/gorilla/websocket"
)

// version is that of the gateway's protocol.
const version = "10"

// The operations of frames.
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

const (
	// maxFrame bounds a frame, in bytes: the channels of a large server need far less.
	maxFrame = 64 << 20
	// helloTimeout bounds the wait for the connection and for the gateway's hello.
	helloTimeout = 20 * time.Second
	// writeTimeout bounds the writing of a frame.
	writeTimeout = 10 * time.Second
	// maxInterval bounds the time between two heartbeats that the gateway may ask for.
	maxInterval = time.Hour
)

// frame is a message of the gateway's protocol.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s"`
	Type string          `json:"t"`
}

// errReconnect ends a connection after which the gateway asked for another one.
var errReconnect = errors.New("the gateway asked to connect again")

// connect makes one connection and reads from it until it ends. up is called when the
// gateway sends events.
func (s *shard) connect(ctx context.Context, up func()) error {
	address := s.url
	if s.session == "" {
		if err := s.gate.wait(ctx); err != nil {
			return err
		}
	} else if s.resumeURL != "" {
		address = s.resumeURL
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: helloTimeout}
	ws, response, err := dialer.DialContext(ctx, strings.TrimSuffix(address, "/")+"/?v="+version+"&encoding=json", nil)
	if err != nil {
		s.resumeURL = "" // the next try goes to the general address
		return err
	}
	_ = response.Body.Close() // empty
	c := &connection{ws: ws, shard: s}
	lost := s.received
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
	if err := c.identify(); err != nil {
		return err
	}
	for {
		// A connection that is silent for longer than two heartbeats is dead.
		if err := ws.SetReadDeadline(time.Now().Add(2*interval + writeTimeout)); err != nil {
			return err
		}
		f, err := c.read()
		if err != nil {
			return err
		}
		if err := c.handle(ctx, f, lost, up); err != nil {
			return err
		}
		if c.isUp {
			s.received = s.o.Now()
		}
	}
}

// connection is one websocket of a shard.
type connection struct {
	*shard
	ws *websocket.Conn

	mu sync.Mutex // held while writing
	// awaiting tells that a heartbeat was not acknowledged yet.
	awaiting atomic.Bool
	// isUp tells that the gateway sends events. Only the reader uses it.
	isUp bool
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
		return f, fmt.Errorf("unreadable frame: %w", err)
	}
	return f, nil
}

func (c *connection) write(op int, data any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return c.ws.WriteJSON(map[string]any{"op": op, "d": data})
}

// hello reads the time between two heartbeats.
func (c *connection) hello() (time.Duration, error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(helloTimeout)); err != nil {
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
	return time.Duration(min(h.Interval, int(maxInterval/time.Millisecond))) * time.Millisecond, nil
}

// beat sends heartbeats until ctx ends. It closes the connection when one was not
// acknowledged before the next is due.
func (c *connection) beat(ctx context.Context, interval time.Duration) {
	wait := rand.N(interval) //nolint:gosec // spreading needs no secrecy
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
		if err := c.heartbeat(); err != nil {
			return // likewise
		}
	}
}

func (c *connection) heartbeat() error {
	var last *int64
	if n := c.seq.Load(); n > 0 {
		last = &n
	}
	return c.write(opHeartbeat, last)
}

// identify begins a session, or resumes the one before.
func (c *connection) identify() error {
	if c.session != "" {
		return c.write(opResume, map[string]any{"token": c.o.Token, "session_id": c.session, "seq": c.seq.Load()})
	}
	return c.write(opIdentify, map[string]any{
		"token": c.o.Token, "intents": c.o.Intents, "shard": []int{c.ID, c.Count},
		"properties": map[string]string{"os": runtime.GOOS, "browser": clientName, "device": clientName},
	})
}

// clientName is the program's name in an identification.
const clientName = "aktivering"

// handle does what a frame asks for. lost is since when nothing was received.
func (c *connection) handle(ctx context.Context, f frame, lost time.Time, up func()) error {
	switch f.Op {
	case opHeartbeat:
		return c.heartbeat()
	case opHeartbeatAck:
		c.awaiting.Store(false)
	case opReconnect:
		return errReconnect
	case opInvalidSession:
		var resumable bool
		if json.Unmarshal(f.Data, &resumable) != nil || !resumable {
			c.forget()
		}
		return errReconnect
	case opDispatch:
		if f.Seq != nil {
			c.seq.Store(*f.Seq)
		}
		switch f.Type {
		case "READY":
			if err := c.begin(ctx, f.Data, lost); err != nil {
				return err
			}
			c.isUp = true
			up()
		case "RESUMED":
			c.isUp = true
			up()
		default:
			c.o.Handler.Event(ctx, f.Type, f.Data)
		}
	}
	return nil
}

// begin handles READY, which begins a session.
func (c *connection) begin(ctx context.Context, data json.RawMessage, lost time.Time) error {
	var r struct {
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		SessionID string `json:"session_id"`
		ResumeURL string `json:"resume_gateway_url"`
	}
	if err := json.Unmarshal(data, &r); err != nil || r.User.ID == "" || r.SessionID == "" {
		return errors.New("the gateway does not say who the bot is")
	}
	c.session, c.resumeURL = r.SessionID, r.ResumeURL
	c.o.Handler.Began(ctx, c.Shard, r.User.ID, lost)
	c.o.Log.Info().Ctx(ctx).Int("shard", c.ID).Msg("discord: connected")
	return nil
}
