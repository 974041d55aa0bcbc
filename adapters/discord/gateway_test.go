package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/adapters/discord"
	"aktivering/bot"
)

func TestIdentify(t *testing.T) {
	s := newServer(t)
	s.run(new(kept))
	var identify struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
		Shard   [2]int `json:"shard"`
	}
	if err := json.Unmarshal(s.said(2)[0].Data, &identify); err != nil {
		t.Fatal(err)
	}
	// Guilds, messages there and in private, and their content; nothing else.
	if want := 1<<0 | 1<<9 | 1<<12 | 1<<15; identify.Intents != want || identify.Token != "Bot "+token || identify.Shard != [2]int{0, 1} {
		t.Errorf("identified as %+v", identify)
	}
	s.until("beating", func() bool { return len(s.said(1)) > 1 })
}

// What breaks a connection is overcome; the session goes on where it can.
func TestReconnecting(t *testing.T) {
	for _, test := range []struct {
		name    string
		breaks  func(*server)
		resumes bool
	}{
		{"broken", func(s *server) { s.close(0) }, true},
		{"closed", func(s *server) { s.close(4000) }, true},
		{"going away", func(s *server) { s.close(1001) }, true},
		{"asked to connect anew", func(s *server) { s.raw(`{"op":7,"d":null}`) }, true},
		{"session invalid for now", func(s *server) { s.raw(`{"op":9,"d":true}`) }, true},
		{"session invalid", func(s *server) { s.raw(`{"op":9,"d":false}`) }, false},
		{"session timed out", func(s *server) { s.close(4009) }, false},
		{"sequence invalid", func(s *server) { s.close(4007) }, false},
		{"no JSON", func(s *server) { s.raw(`{{`) }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			inbox := new(kept)
			s.run(inbox)
			s.push("MESSAGE_CREATE", s.message(dm, "en", nil))
			inbox.next(s, 0)
			s.mu.Lock()
			seq := s.seq
			s.mu.Unlock()
			test.breaks(s)
			what, count := 2, 2
			if test.resumes {
				what, count = 6, 1
			}
			s.until("let in again", func() bool { return len(s.said(what)) == count })
			s.until("ready", func() bool { return s.adapter.Ready() == nil })
			if test.resumes {
				var resume struct {
					Token   string `json:"token"`
					Session string `json:"session_id"`
					Seq     int    `json:"seq"`
				}
				if err := json.Unmarshal(s.said(6)[0].Data, &resume); err != nil || resume.Seq != seq || resume.Session != "session" || resume.Token != "Bot "+token {
					t.Errorf("resumed with %+v, %v; the last was %d", resume, err, seq)
				}
			}
			s.push("MESSAGE_CREATE", s.message(dm, "to", nil))
			inbox.next(s, 1)
		})
	}
}

// A connection that does not answer is dead, also if it is not closed.
func TestDeadConnection(t *testing.T) {
	s := newServer(t)
	s.run(new(kept))
	s.mu.Lock()
	s.deaf = s.line
	s.mu.Unlock()
	s.until("connected anew", func() bool { return len(s.said(6)) > 0 })
}

func TestFatalCodes(t *testing.T) {
	for code, want := range map[int]string{
		4004: "DISCORD_TOKEN", 4010: "shards", 4011: "shards", 4012: "update", 4013: "Message Content Intent", 4014: "Message Content Intent",
	} {
		for _, when := range []string{"at the start", "later"} {
			t.Run(fmt.Sprint(code, " ", when), func(t *testing.T) {
				t.Parallel()
				s := newServer(t)
				if when == "at the start" {
					s.greet = func(_ op, ws *websocket.Conn) bool {
						return ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) == nil
					}
				}
				done := make(chan error, 1)
				go func() { done <- s.adapter.Run(t.Context(), new(kept)) }()
				if when == "later" {
					s.until("ready", func() bool { return s.adapter.Ready() == nil })
					s.close(code)
				}
				select {
				case err := <-done:
					if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), strconv.Itoa(code)) {
						t.Errorf("got %v, want it to name %s", err, want)
					}
				case <-time.After(5 * time.Second):
					t.Fatal("Run goes on")
				}
				if n := len(s.said(2)); n != 1 {
					t.Errorf("identified %d times", n)
				}
			})
		}
	}
}

func TestTokenThatIsNoGood(t *testing.T) {
	for _, path := range []string{"/applications/@me", "/gateway/bot"} {
		s := newServer(t)
		s.refuse(path, http.StatusUnauthorized, 0, -1)
		if err := s.adapter.Run(t.Context(), new(kept)); err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestDiscordIsAwayAtTheStart(t *testing.T) {
	s := newServer(t)
	s.refuse("", http.StatusServiceUnavailable, 0, 2)
	began := time.Now()
	s.run(new(kept))
	if time.Since(began) < time.Second {
		t.Error("it was asked again at once")
	}
}

func TestSupportChannelThatCannotBeSeen(t *testing.T) {
	s := newServer(t)
	s.refuse("GET /channels/"+support, http.StatusForbidden, 50001, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = s.adapter.Run(ctx, new(kept)) }() // it is asked about readiness
	s.until("said", func() bool {
		err := s.adapter.Ready()
		return err != nil && strings.Contains(err.Error(), support) && strings.Contains(err.Error(), "DISCORD_SUPPORT_CHANNELS")
	})
}

// leases are held in memory.
type leases struct {
	mu   sync.Mutex
	held map[string]lease
	// away is why nobody can tell who has a lease, and asked how often that was said.
	away  error
	asked int
}

type lease struct {
	holder string
	until  time.Time
}

func (l *leases) Lease(_ context.Context, name, holder string, ttl time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away != nil {
		l.asked++
		return false, l.away
	}
	if h, ok := l.held[name]; ok && h.holder != holder && time.Now().Before(h.until) {
		return false, nil
	}
	l.held[name] = lease{holder, time.Now().Add(ttl)}
	return true, nil
}

func (l *leases) Release(_ context.Context, name, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[name].holder == holder {
		delete(l.held, name)
	}
	return nil
}

// steal gives the lease to nobody who serves.
func (l *leases) steal(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held[name] = lease{"thief", time.Now().Add(time.Second)}
}

// identified returns how often each shard was.
func (s *server) identified() map[string]int {
	count := make(map[string]int)
	for _, o := range s.said(2) {
		var d struct {
			Shard [2]int `json:"shard"`
		}
		if err := json.Unmarshal(o.Data, &d); err != nil {
			s.t.Error(err)
		}
		count[fmt.Sprint(d.Shard)]++
	}
	return count
}

// Each shard is served by one process, and taken over by another when that ends.
func TestShards(t *testing.T) {
	shared := &leases{held: make(map[string]lease)}
	with := func(o *discord.Options) { o.Leases = shared }
	s := newServer(t, with)
	s.shards = 2
	first, second := new(kept), new(kept)
	endFirst := s.run(first)
	s.until("serving both", func() bool { return len(s.identified()) == 2 })
	other := s.another(with)
	endSecond := s.runs(other, second) // it is ready: all is served
	time.Sleep(300 * time.Millisecond)
	if got := s.identified(); got["[0 2]"] != 1 || got["[1 2]"] != 1 {
		t.Errorf("identified %v", got)
	}
	if err := endFirst(); err != nil {
		t.Fatal(err)
	}
	s.until("taken over", func() bool { got := s.identified(); return got["[0 2]"] == 2 && got["[1 2]"] == 2 })
	shared.steal("discord/shard/0") // as if the process had slept
	s.until("taken back", func() bool { return s.identified()["[0 2]"] == 3 })
	s.until("ready", func() bool { return other.Ready() == nil })
	if got := s.identified(); got["[1 2]"] != 2 {
		t.Errorf("identified %v", got)
	}
	if err := endSecond(); err != nil {
		t.Fatal(err)
	}
}

// A shard is served on while the store is away, however long: nobody else can take it
// up then, and what the gateway tells of is kept. When the store is back and another
// process has the lease, the shard is given up.
func TestShardsWhileTheStoreIsAway(t *testing.T) {
	shared := &leases{held: make(map[string]lease)}
	s := newServer(t, func(o *discord.Options) { o.Leases = shared })
	inbox := new(kept)
	end := s.run(inbox)
	shared.mu.Lock()
	shared.away = errors.New("the database is away")
	shared.mu.Unlock()
	s.until("asked for longer than the lease lasts", func() bool {
		shared.mu.Lock()
		defer shared.mu.Unlock()
		return shared.asked >= 8
	})
	s.push("MESSAGE_CREATE", s.message(dm, "hei", nil))
	inbox.next(s, 0)
	shared.steal("discord/shard/0")
	shared.mu.Lock()
	shared.away = nil
	shared.mu.Unlock()
	s.until("served again", func() bool { return s.identified()["[0 1]"] == 2 })
	if err := end(); err != nil {
		t.Fatal(err)
	}
}

// A panic or error of the store in one event leaves the others alone; an interaction
// does not wait for the messages.
func TestInteractionsOvertakeMessages(t *testing.T) {
	s := newServer(t)
	hold := make(chan struct{})
	inbox := &kept{}
	end := s.run(inboxFunc(func(ctx context.Context, in bot.Inbound) error {
		if strings.HasPrefix(in.Key, "message/") {
			<-hold
		}
		return inbox.Handle(ctx, in)
	}))
	s.push("MESSAGE_CREATE", s.message(dm, "hei", nil))
	i := s.interaction(2, dm, command("0xC004F213"), nil)
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	close(hold)
	inbox.next(s, 1)
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: bot.Address{Platform: discord.Platform}}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("got %v", err)
	}
}

type inboxFunc func(context.Context, bot.Inbound) error

func (f inboxFunc) Handle(ctx context.Context, in bot.Inbound) error { return f(ctx, in) }
