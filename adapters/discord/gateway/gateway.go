package gateway

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"aktivering/bot/port"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"
)

// Codes that the gateway closes a connection with. The exported ones are fatal.
const (
	closeNormal     = websocket.CloseNormalClosure
	closeUnknown    = 4000 // also ours, to resume: a normal closure would end the session
	closeInvalidSeq = 4007
	closeTimedOut   = 4009

	CloseAuthentication    = 4004
	CloseInvalidShard      = 4010
	CloseShardingRequired  = 4011
	CloseInvalidVersion    = 4012
	CloseInvalidIntents    = 4013
	CloseDisallowedIntents = 4014
)

// FatalError is a close code after which the gateway will not let the bot in again until
// an administrator has done something.
type FatalError struct{ Code int }

func (e FatalError) Error() string { return "close code " + strconv.Itoa(e.Code) }

// isFatal reports a close code that no other try changes.
func isFatal(code int) bool {
	switch code {
	case CloseAuthentication, CloseInvalidShard, CloseShardingRequired, CloseInvalidVersion, CloseInvalidIntents, CloseDisallowedIntents:
		return true
	}
	return false
}

// ErrConnecting is the state of a shard that is not connected yet.
var ErrConnecting = errors.New("the gateway is being connected")

// Info is where the gateway is and what may be asked of it: Discord's answer to
// GET /gateway/bot.
type Info struct {
	URL string `json:"url"`
	// Shards is how many connections Discord asks for.
	Shards int `json:"shards"`
	Limit  struct {
		Remaining      int   `json:"remaining"`
		ResetAfter     int64 `json:"reset_after"` // in milliseconds
		MaxConcurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// Wait returns how long no session may be begun; 0 where one may be begun now.
func (i Info) Wait() time.Duration {
	if i.Limit.Remaining > 0 || i.Limit.ResetAfter <= 0 {
		return 0
	}
	return time.Duration(i.Limit.ResetAfter) * time.Millisecond
}

// All returns the shards: one at least.
func (i Info) All() []Shard {
	all := make([]Shard, max(i.Shards, 1))
	for id := range all {
		all[id] = Shard{id, len(all)}
	}
	return all
}

// Shard is one of the gateway's connections.
type Shard struct{ ID, Count int }

// Has reports whether the events of a server come over the shard. Direct messages, which
// have no server, come over the first one.
func (s Shard) Has(guild string) bool {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil {
		return s.ID == 0
	}
	return int(id>>22%uint64(s.Count)) == s.ID
}

// Handler takes what comes over the gateway. The calls for one shard follow one another,
// those for different shards come at the same time. None may wait for a network.
type Handler interface {
	// State reports why a shard does not receive; nil when it does, or another process
	// serves it. Each shard is reported once before the first one is connected.
	State(s Shard, err error)
	// Began reports a new session of the bot with a user id. What happened since lost is
	// not sent; the zero time means that this process has not received before.
	Began(ctx context.Context, s Shard, user string, lost time.Time)
	// Event handles an event: its name and its data.
	Event(ctx context.Context, name string, data json.RawMessage)
}

// Options are what Run needs to know.
type Options struct {
	// Token is sent as it is, such as "Bot …".
	Token   string
	Intents discordgo.Intent
	Handler Handler
	// Leases decide which process serves which shard; nil means that this one serves all.
	Leases port.Leases
	// Lease is how long a lease lasts; 0 means 30 seconds.
	Lease time.Duration
	// Pace is the time between two identifications; 0 means Discord's five seconds.
	Pace time.Duration
	Now  func() time.Time
	Log  zerolog.Logger
}

const (
	defaultLease = 30 * time.Second
	defaultPace  = 5 * time.Second
)

// Run receives over all shards until ctx ends, and then returns nil. It fails with a
// FatalError where the gateway will not let the bot in again.
func Run(ctx context.Context, info Info, o Options) error {
	o.Lease, o.Pace = cmp.Or(o.Lease, defaultLease), cmp.Or(o.Pace, defaultPace)
	gates := make([]*gate, max(info.Limit.MaxConcurrency, 1))
	for i := range gates {
		gates[i] = &gate{pace: o.Pace, next: time.Now().Add(info.Wait())}
	}
	shards := info.All()
	for _, s := range shards {
		o.Handler.State(s, ErrConnecting)
	}
	holder := rand.Text()
	group, ctx := errgroup.WithContext(ctx)
	for _, s := range shards {
		group.Go(func() error {
			one := shard{
				Shard: s, o: o, url: info.URL, gate: gates[s.ID%len(gates)],
				lease: fmt.Sprintf("discord/shard/%d", s.ID), holder: holder,
			}
			return one.hold(ctx)
		})
	}
	return group.Wait()
}

// gate lets one identification through at a time, with Discord's pace between them.
type gate struct {
	pace time.Duration
	mu   sync.Mutex
	next time.Time
}

// wait waits for its turn.
func (g *gate) wait(ctx context.Context) error {
	g.mu.Lock()
	at := g.next
	if now := time.Now(); at.Before(now) {
		at = now
	}
	g.next = at.Add(g.pace)
	g.mu.Unlock()
	select {
	case <-time.After(time.Until(at)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
