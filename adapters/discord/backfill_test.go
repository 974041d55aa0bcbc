package discord_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Where a case is open, what was said while nobody was connected is read at the start,
// in order and before what comes then.
func TestMissed(t *testing.T) {
	since := time.Now().Add(-time.Hour)
	var asked error
	s := newServer(t, func(o *discord.Options) {
		withDesk(o)
		o.OpenChannels = func(context.Context, bot.Platform, int) ([]port.OpenChannel, error) {
			return []port.OpenChannel{
				{At: bot.Address{Platform: "discord", Channel: dm}, Since: since.Add(time.Minute)},
				{At: bot.Address{Platform: "discord", Channel: deskChannel, Thread: thread}, Since: since}, // settings do not know the server
				{At: bot.Address{Platform: "discord", Channel: dm}, Since: since},
				{At: at(support, "private"), Since: since},
				{At: at(support, "500000000000000099"), Since: since}, // it is gone
			}, asked
		}
	})
	said := func(n int, who string, after time.Duration, more map[string]any) map[string]any {
		m := map[string]any{
			"id": strconv.Itoa(700000000000000000 + n), "type": 0, "content": fmt.Sprint("ord ", n), "timestamp": since.Add(after).Format(time.RFC3339Nano),
			"author": map[string]any{"id": who, "username": "x"},
		}
		maps.Copy(m, more)
		return m
	}
	in := func(channel string, list ...map[string]any) []map[string]any {
		for _, m := range list {
			m["channel_id"] = channel
		}
		return list
	}
	s.history = map[string][]map[string]any{
		dm: in(dm, said(4, kari, 9*time.Minute, nil), said(3, self, 8*time.Minute, nil), said(2, kari, time.Second, nil), said(1, kari, -time.Second, nil)),
		// REST tells neither the server nor the nick.
		thread: in(thread, said(6, ola, 9*time.Minute, nil), said(5, ola, 8*time.Minute, map[string]any{"author": map[string]any{"id": ola, "username": "x", "bot": true}})),
	}
	inbox := new(kept)
	end := s.run(inbox)
	s.until("what was missed", func() bool { return len(inbox.all()) == 3 })
	var got []string
	for _, in := range inbox.all() {
		said, ok := in.Event.(event.Message)
		if !ok {
			t.Fatalf("got %+v", in)
		}
		from := bot.Address{Platform: "discord", Channel: dm}
		if said.Text == "ord 6" {
			from = at(deskChannel, thread)
		}
		if in.From != from {
			t.Errorf("%q is from %+v, want %+v", said.Text, in.From, from)
		}
		got = append(got, said.Text)
	}
	if all := strings.Join(got, ", "); !strings.Contains(all, "ord 6") || strings.Index(all, "ord 2") > strings.Index(all, "ord 4") || strings.Contains(all, "ord 1") {
		t.Errorf("got %q", all)
	}
	// The key is that of the message as it comes over the gateway.
	m := said(4, kari, 9*time.Minute, nil)
	m["channel_id"] = dm
	s.push("MESSAGE_CREATE", m)
	s.until("the same over the gateway", func() bool { return len(inbox.all()) == 4 })
	keys := make(map[string]int)
	for _, in := range inbox.all() {
		keys[in.Key]++
	}
	if len(keys) != 3 {
		t.Errorf("keys %v", keys)
	}
	if err := end(); err != nil {
		t.Error(err)
	}

	// It is no reason not to connect that this cannot be read.
	asked = errors.New("the database is away")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = s.adapter.Run(ctx, new(kept)) }() // the end of it is looked at elsewhere
	s.until("connected", func() bool { return errors.Is(s.adapter.Ready(), adapterkit.ErrReading) })
}

// At the start, messages are read again in recent conversations and in support channels, in
// front of live ones; also when the store answers late.
func TestReadAgainAtTheStart(t *testing.T) {
	now := time.Now()
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []port.OpenChannel {
		return []port.OpenChannel{
			{At: bot.Address{Platform: "discord", Channel: dm}, Since: now.Add(-3 * time.Hour)},
			{At: at(general, thread), Since: now.Add(-3 * time.Hour)},
			{At: at(general, "private"), Since: now},
			{At: at(general, "500000000000000098"), Since: now}, // it never became a thread
		}
	}}
	recent.fails.Store(2)
	s := newServer(t, func(o *discord.Options) { o.Recent = recent.recent })
	post := snowflake(now.Add(-10 * time.Minute))
	old := snowflake(now.Add(-2 * time.Hour))
	s.posts = []map[string]any{
		{"id": post, "type": 11, "parent_id": forum, "name": "Tittel", "guild_id": guild},
		{"id": old, "type": 11, "parent_id": forum, "name": "Gammel"},
		{"id": "1", "type": 11, "parent_id": general},
	}
	said := func(channel, text string, ago time.Duration, more map[string]any) map[string]any {
		m := s.message(channel, text, more)
		m["timestamp"] = now.Add(-ago).Format(time.RFC3339Nano)
		delete(m, "guild_id")
		delete(m, "member")
		return m
	}
	first := said(post, "post", 10*time.Minute, map[string]any{"id": post})
	s.history = map[string][]map[string]any{
		dm:      {said(dm, "dm 3", time.Minute, nil), said(dm, "dm 2", 2*time.Hour, map[string]any{"edited_timestamp": now.Format(time.RFC3339Nano)}), said(dm, "dm 1", 4*time.Hour, nil)},
		thread:  {said(thread, "thread", time.Hour, nil)},
		support: {said(support, "support", 30*time.Minute, nil), said(support, "taken up", 31*time.Minute, map[string]any{"thread": map[string]any{"id": "5"}}), said(support, "too old", 2*time.Hour, nil)},
		post:    {first},
	}
	inbox := newAway()
	s.run(inbox)
	s.push("MESSAGE_CREATE", s.message(dm, "live", nil))
	s.until("told", func() bool { return len(inbox.all()) == 7 })
	got := inbox.texts()
	var direct []string
	for _, text := range got {
		if strings.Contains(text, "dm") || text == "live" {
			direct = append(direct, text)
		}
	}
	if want := []string{"dm 2", "edit: dm 2", "dm 3", "live"}; !slices.Equal(direct, want) {
		t.Errorf("got %q, want %q", direct, want)
	}
	for _, want := range []string{"thread", "support", "Tittel\npost"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	if n := recent.calls.Load(); n != 3 {
		t.Errorf("asked %d times", n)
	}
	asked := <-recent.asked
	if asked[1].Sub(asked[0]) != 24*time.Hour || asked[1].Before(now) {
		t.Errorf("asked for %s", asked)
	}
}

// snowflake returns an id of a time.
func snowflake(at time.Time) string {
	const epoch = 1420070400000
	return strconv.FormatInt((at.UnixMilli()-epoch)<<22, 10)
}

// After a session that could not be resumed, messages are read again; after one that was
// resumed they are not.
func TestReadAgainAfterANewSession(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []port.OpenChannel {
		return []port.OpenChannel{{At: bot.Address{Platform: "discord", Channel: dm}, Since: time.Now().Add(-time.Hour)}}
	}}
	s := newServer(t, func(o *discord.Options) { o.Recent, o.SupportChannels = recent.recent, nil })
	inbox := newAway()
	s.run(inbox)
	<-recent.asked
	s.push("MESSAGE_CREATE", s.message(dm, "before", nil))
	inbox.next(s, 0)
	s.close(4000)
	s.until("resumed", func() bool { return len(s.said(6)) == 1 && s.adapter.Ready() == nil })
	heard := time.Now()
	s.mu.Lock()
	s.history = map[string][]map[string]any{dm: nil}
	s.mu.Unlock()
	missed := s.message(dm, "missed", nil)
	s.mu.Lock()
	s.history[dm] = []map[string]any{missed}
	s.greet = func(o op, ws *websocket.Conn) bool {
		return o.Op == 6 && ws.WriteJSON(map[string]any{"op": 9, "d": false}) == nil
	}
	s.mu.Unlock()
	s.close(4000)
	s.until("told", func() bool { return len(inbox.all()) == 2 })
	if got := inbox.texts(); got[1] != "missed" {
		t.Errorf("got %q", got)
	}
	if n := recent.calls.Load(); n != 2 {
		t.Errorf("read %d times", n)
	}
	if asked := <-recent.asked; asked[1].After(heard.Add(300 * time.Millisecond)) { // two beats of the gateway
		t.Errorf("lost since %s, last heard at %s", asked[1], heard)
	}
}

// Of a busy channel several pages are read, the oldest message first.
func TestReadAgainPages(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []port.OpenChannel {
		return []port.OpenChannel{{At: bot.Address{Platform: "discord", Channel: dm}, Since: time.Now().Add(-time.Hour)}}
	}}
	s := newServer(t, func(o *discord.Options) { o.Recent, o.SupportChannels = recent.recent, nil })
	var want []string
	list := make([]map[string]any, 0, 130)
	for i := range 130 {
		want = append(want, fmt.Sprint("ord ", i))
		list = append(list, s.message(dm, want[i], nil))
	}
	slices.Reverse(list)
	s.history = map[string][]map[string]any{dm: list}
	inbox := newAway()
	s.run(inbox)
	s.until("told", func() bool { return len(inbox.all()) == 130 })
	if got := inbox.texts(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// A place that cannot be read is left out, and the others are read.
func TestUnreadablePlaceIsLeftOut(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []port.OpenChannel {
		return []port.OpenChannel{{At: at(general, "500000000000000097"), Since: time.Now()}, {At: bot.Address{Platform: "discord", Channel: dm}, Since: time.Now().Add(-time.Hour)}}
	}}
	s := newServer(t, func(o *discord.Options) { o.Recent, o.SupportChannels = recent.recent, nil })
	s.refuse("500000000000000097", http.StatusInternalServerError, 0, -1)
	s.history = map[string][]map[string]any{dm: {s.message(dm, "missed", nil)}}
	inbox := newAway()
	s.run(inbox)
	inbox.next(s, 0)
}

// While missed messages are read, only events of the same channel wait, and readiness says
// so. Direct messages do not wait for support channels.
func TestEventsWaitWhileMissedOnesAreRead(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []port.OpenChannel {
		return []port.OpenChannel{{At: at(general, thread), Since: time.Now().Add(-time.Hour)}}
	}}
	s := newServer(t, func(o *discord.Options) { o.Recent = recent.recent })
	missed := s.message(thread, "missed", nil)
	delete(missed, "guild_id")
	s.history = map[string][]map[string]any{thread: {missed}, support: {}}
	slow, rest := make(chan struct{}), make(chan struct{})
	endSlow, endRest := sync.OnceFunc(func() { close(slow) }), sync.OnceFunc(func() { close(rest) })
	t.Cleanup(endSlow) // before the server is closed
	t.Cleanup(endRest)
	s.watch = func(r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, thread+"/messages"):
			<-slow
		case strings.HasSuffix(r.URL.Path, "/"+support), strings.HasSuffix(r.URL.Path, "/"+forum):
			<-rest
		}
	}
	inbox := newAway()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() { _ = s.adapter.Run(ctx, inbox) }() // others look at how it ends
	s.until("reading", func() bool { return errors.Is(s.adapter.Ready(), adapterkit.ErrReading) && len(recent.asked) > 0 })
	mention := map[string]any{"mentions": []map[string]any{{"id": self}}}
	s.push("MESSAGE_CREATE", s.message(thread, "live", mention))
	s.push("MESSAGE_CREATE", s.message(general, "hei", mention))
	s.push("MESSAGE_CREATE", s.message(dm, "direct", nil))
	s.until("told", func() bool { return len(inbox.texts()) == 1 })
	endRest()
	s.until("told of the rest", func() bool { return len(inbox.texts()) == 2 })
	if !errors.Is(s.adapter.Ready(), adapterkit.ErrReading) {
		t.Errorf("it is ready: %v", s.adapter.Ready())
	}
	endSlow()
	s.until("ready", func() bool { return s.adapter.Ready() == nil && len(inbox.texts()) == 4 })
	if got := inbox.texts(); !slices.Equal(got, []string{"direct", "hei", "missed", "live"}) {
		t.Errorf("got %q", got)
	}
}
