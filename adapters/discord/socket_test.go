package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
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
	// Servers, messages there and direct ones, and their content; nothing else.
	if want := 1<<0 | 1<<9 | 1<<12 | 1<<15; identify.Intents != want || identify.Token != "Bot "+token || identify.Shard != [2]int{0, 1} {
		t.Errorf("identified as %+v", identify)
	}
	s.until("beating", func() bool { return len(s.said(1)) > 1 })
}

// Each close code after which the gateway lets nobody in says what an administrator must
// do.
func TestFatalCloseCodesNameTheRemedy(t *testing.T) {
	for code, want := range map[int]string{
		4004: "DISCORD_TOKEN", 4010: "shards", 4011: "shards", 4012: "update", 4013: "Message Content Intent", 4014: "Message Content Intent",
	} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.greet = func(_ op, ws *websocket.Conn) bool {
				return ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) == nil
			}
			err := s.adapter.Run(t.Context(), new(kept))
			if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), strconv.Itoa(code)) {
				t.Errorf("got %v, want it to name %s", err, want)
			}
		})
	}
}

func TestRejectedTokenEndsRun(t *testing.T) {
	for _, path := range []string{"/applications/@me", "/gateway/bot"} {
		s := newServer(t)
		s.refuse(path, http.StatusUnauthorized, 0, -1)
		if err := s.adapter.Run(t.Context(), new(kept)); err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestStartWaitsForDiscord(t *testing.T) {
	s := newServer(t)
	s.refuse("", http.StatusServiceUnavailable, 0, 2)
	began := time.Now()
	s.run(new(kept))
	if time.Since(began) < time.Second {
		t.Error("it was asked again at once")
	}
}

func TestHiddenSupportChannelIsReported(t *testing.T) {
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

// leases are held in memory until they are given back.
type leases struct {
	mu      sync.Mutex
	holders map[string]string
}

func (l *leases) Lease(_ context.Context, name, holder string, _ time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
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

// A process is ready while another one serves the shards, and takes them over when that
// ends.
func TestShardsAreServedByOneProcess(t *testing.T) {
	shared := &leases{holders: make(map[string]string)}
	with := func(o *discord.Options) { o.Leases = shared }
	s := newServer(t, with)
	s.shards = 2
	end := s.run(new(kept))
	s.until("serving both", func() bool { return len(s.said(2)) == 2 })
	s.runs(s.another(with), new(kept))
	if n := len(s.said(2)); n != 2 {
		t.Errorf("identified %d times", n)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s.until("taken over", func() bool { return len(s.said(2)) == 4 })
}

// An interaction does not wait for messages.
func TestInteractionsOvertakeMessages(t *testing.T) {
	s := newServer(t)
	hold := make(chan struct{})
	inbox := &kept{}
	end := s.run(inboxFunc(func(ctx context.Context, in event.Inbound) error {
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
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: bot.Address{Platform: discord.Platform}}); !errors.Is(err, port.ErrGone) {
		t.Errorf("got %v", err)
	}
}

type inboxFunc func(context.Context, event.Inbound) error

func (f inboxFunc) Handle(ctx context.Context, in event.Inbound) error { return f(ctx, in) }
