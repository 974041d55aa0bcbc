package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/bot"
)

// away is an inbox whose store can be away.
type away struct {
	kept
	gone  atomic.Bool
	tries atomic.Int64
}

func newAway() *away {
	a := new(away)
	a.fail = func(bot.Inbound) error {
		a.tries.Add(1)
		if a.gone.Load() {
			return errors.New("the store is away")
		}
		return nil
	}
	return a
}

func (a *away) texts() (list []string) {
	for _, in := range a.all() {
		switch e := in.Event.(type) {
		case bot.Message:
			list = append(list, e.Text)
		case bot.MessageEdited:
			list = append(list, "edit: "+e.Now.Text)
		default: // without a text
		}
	}
	return list
}

// However long the store is away, what came meanwhile is kept, and handed over once and
// in order afterwards.
func TestMessagesAreKept(t *testing.T) {
	s := newServer(t)
	inbox := newAway()
	s.run(inbox)
	inbox.gone.Store(true)
	var want []string
	for i := range 5 {
		want = append(want, fmt.Sprint("ord ", i))
		s.push("MESSAGE_CREATE", s.message(dm, want[i], nil))
	}
	s.until("tried often", func() bool { return inbox.tries.Load() > 12 }) // more than half a minute, in Discord's own pace
	if since := s.adapter.OldestWaiting(); since.IsZero() || time.Since(since) < 0 {
		t.Errorf("the oldest event waits since %s", since)
	}
	inbox.gone.Store(false)
	s.until("told", func() bool { return len(inbox.all()) == 5 })
	if got := inbox.texts(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	s.until("empty", func() bool { return s.adapter.OldestWaiting().IsZero() })
}

// A message that cannot be processed does not keep the others of its channel waiting.
func TestBrokenMessage(t *testing.T) {
	s := newServer(t)
	inbox := &kept{fail: func(in bot.Inbound) error {
		if in.Event.(bot.Message).Text == "bad" {
			return fmt.Errorf("turn: %w: panic", bot.ErrBroken)
		}
		return nil
	}}
	s.run(inbox)
	s.push("MESSAGE_CREATE", s.message(dm, "bad", nil))
	s.push("MESSAGE_CREATE", s.message(dm, "good", nil))
	if said, ok := inbox.next(s, 0).Event.(bot.Message); !ok || said.Text != "good" {
		t.Errorf("got %+v", said)
	}
}

// Beyond the bound a person who spoke to the bot is told so, once; when the store is
// back, the channel is read again, so that nothing is missing and nothing out of order.
func TestMessagesBeyondTheBound(t *testing.T) {
	s := newServer(t, func(o *discord.Options) { o.MaxEvents = 4 })
	s.history = make(map[string][]map[string]any)
	inbox := newAway()
	s.run(inbox)
	s.push("INTERACTION_CREATE", s.interaction(2, dm, command("x"), map[string]any{"locale": "nn"})) // tells Kari's language
	inbox.next(s, 0)
	inbox.gone.Store(true)
	say := func(channel, text string, more map[string]any) {
		m := s.message(channel, text, more)
		s.mu.Lock()
		s.history[channel] = append([]map[string]any{m}, s.history[channel]...)
		s.mu.Unlock()
		s.push("MESSAGE_CREATE", m)
	}
	var want []string
	for i := range 4 {
		want = append(want, fmt.Sprint("ord ", i))
		say(dm, want[i], nil)
	}
	s.until("known to be away", func() bool { return inbox.tries.Load() > 4 })
	for i := 4; i < 9; i++ {
		want = append(want, fmt.Sprint("ord ", i))
		say(dm, want[i], nil)
	}
	mention := map[string]any{"mentions": []map[string]any{{"id": self}}, "author": map[string]any{"id": ola, "username": "ola"}}
	say(general, "hei bot", mention)
	say(support, "unasked", nil)
	told := s.awaited("POST /channels/" + dm + "/messages")
	if told.body["content"] != "ikke lagret meldingen nn" || told.body["message_reference"] == nil {
		t.Errorf("told %v", told.body)
	}
	if other := s.awaited("POST /channels/" + general + "/messages"); other.body["content"] != "ikke lagret meldingen " {
		t.Errorf("told %v", other.body)
	}
	inbox.gone.Store(false)
	s.until("told", func() bool { return len(inbox.texts()) >= 12 })
	var direct []string
	for _, text := range inbox.texts() {
		if strings.HasPrefix(text, "ord ") && !slices.Contains(direct, text) {
			direct = append(direct, text)
		}
	}
	if !slices.Equal(direct, want) {
		t.Errorf("got %q, want %q", direct, want)
	}
	if got := inbox.texts(); !slices.Contains(got, "hei bot") || !slices.Contains(got, "unasked") {
		t.Errorf("got %q", got)
	}
	if n := len(s.made("POST /channels/" + dm)); n != 1 {
		t.Errorf("told %d times", n)
	}
	if len(s.made("POST /channels/"+support)) > 0 {
		t.Error("spoke up unasked")
	}
}

// An interaction that cannot be saved is answered so in time, to the person alone.
func TestInteractionThatIsNotSaved(t *testing.T) {
	s := newServer(t)
	s.adapter.HurrySaving(50 * time.Millisecond)
	inbox := newAway()
	s.run(inbox)
	inbox.gone.Store(true)
	for name, i := range map[string]map[string]any{
		"command": s.interaction(2, general, command("0xC004F213"), nil),
		"press":   s.interaction(3, general, map[string]any{"custom_id": "4//helped"}, map[string]any{"message": map[string]any{"id": "800000000000000001", "flags": 0}}),
		"form":    s.interaction(5, general, map[string]any{"custom_id": "x", "components": []any{}}, nil),
	} {
		s.push("INTERACTION_CREATE", i)
		c := s.callbackOf(i)
		data, _ := c["data"].(map[string]any)
		if c["type"] != 4.0 || data["content"] != "ikke lagret no" || data["flags"] != 64.0 {
			t.Errorf("%s: answered %v", name, c)
		}
	}
	if len(inbox.all()) > 0 {
		t.Errorf("kept %v", inbox.all())
	}
}

// The adapter stops also while the store is away.
func TestStopWhileTheStoreIsAway(t *testing.T) {
	s := newServer(t)
	inbox := newAway()
	end := s.run(inbox)
	inbox.gone.Store(true)
	for range 50 {
		s.push("MESSAGE_CREATE", s.message(dm, "x", nil))
	}
	s.until("tried", func() bool { return inbox.tries.Load() > 3 })
	if err := end(); err != nil {
		t.Error(err)
	}
	if !s.adapter.OldestWaiting().IsZero() {
		t.Error("a stopped adapter has events waiting")
	}
}

// recents tells where people spoke lately, and what it was asked.
type recents struct {
	calls  atomic.Int64
	fails  atomic.Int64
	places func() []bot.OpenChannel
	asked  chan [2]time.Time
}

func (r *recents) recent(_ context.Context, _ bot.Platform, since, before time.Time, _ int) ([]bot.OpenChannel, error) {
	r.calls.Add(1)
	if r.fails.Add(-1) >= 0 {
		return nil, errors.New("the store is away")
	}
	r.asked <- [2]time.Time{since, before}
	return r.places(), nil
}

// At the start, messages are read again in conversations of late and in support
// channels, before what comes live; also when the store answers late only.
func TestReadAgainAtTheStart(t *testing.T) {
	now := time.Now()
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []bot.OpenChannel {
		return []bot.OpenChannel{
			{At: bot.Address{Platform: "discord", Channel: dm}, Since: now.Add(-3 * time.Hour)},
			{At: at(general, thread), Since: now.Add(-3 * time.Hour)},
			{At: at(general, "private"), Since: now},
			{At: at(general, "500000000000000098"), Since: now}, // never became a thread
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

// snowflake is an id of a time.
func snowflake(at time.Time) string {
	const epoch = 1420070400000
	return strconv.FormatInt((at.UnixMilli()-epoch)<<22, 10)
}

// A session that cannot be resumed loses what came meanwhile: it is read again. One that
// is resumed does not.
func TestReadAgainAfterTheSession(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []bot.OpenChannel {
		return []bot.OpenChannel{{At: bot.Address{Platform: "discord", Channel: dm}, Since: time.Now().Add(-time.Hour)}}
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
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []bot.OpenChannel {
		return []bot.OpenChannel{{At: bot.Address{Platform: "discord", Channel: dm}, Since: time.Now().Add(-time.Hour)}}
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

// A place that cannot be read is left, and the others are read.
func TestReadAgainWhatCannotBe(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []bot.OpenChannel {
		return []bot.OpenChannel{{At: at(general, "500000000000000097"), Since: time.Now()}, {At: bot.Address{Platform: "discord", Channel: dm}, Since: time.Now().Add(-time.Hour)}}
	}}
	s := newServer(t, func(o *discord.Options) { o.Recent, o.SupportChannels = recent.recent, nil })
	s.refuse("500000000000000097", http.StatusInternalServerError, 0, -1)
	s.history = map[string][]map[string]any{dm: {s.message(dm, "missed", nil)}}
	inbox := newAway()
	s.run(inbox)
	inbox.next(s, 0)
}

// While what was missed is read, only events of the same channel wait for it, and
// readiness says so. Direct messages do not wait for support channels.
func TestHeldWhileReading(t *testing.T) {
	recent := &recents{asked: make(chan [2]time.Time, 10), places: func() []bot.OpenChannel {
		return []bot.OpenChannel{{At: at(general, thread), Since: time.Now().Add(-time.Hour)}}
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
