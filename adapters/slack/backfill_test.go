package slack_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/port"
)

// At the start, messages are read again in recent threads, in direct messages and in support
// channels. A place that lacks a scope or cannot be found is left out.
func TestReadAgainAtTheStart(t *testing.T) {
	now := time.Now()
	thread, direct := stamp(now.Add(-5*time.Hour)), stamp(now.Add(-4*time.Hour))
	at := func(channel, thread string) port.OpenChannel {
		return port.OpenChannel{At: bot.Address{Platform: "slack", Space: "T1", Channel: channel, Thread: thread}, Since: now.Add(-3 * time.Hour)}
	}
	w, inbox := newWorkspace(t, func(o *slack.Options) {
		o.Recent = recents(at("C1", thread), at("D1", direct), at("C1", "private"), at("G1", "1.2"), at("C9", "1.3"))
		o.OpenChannels = func(context.Context, bot.Platform, int) ([]port.OpenChannel, error) {
			return []port.OpenChannel{at("C1", thread)}, nil
		}
	}), &away{}
	said := func(text string, ago time.Duration, more map[string]any) map[string]any {
		m := map[string]any{"type": "message", "user": "U1", "ts": stamp(now.Add(-ago)), "text": text}
		maps.Copy(m, more)
		return m
	}
	w.history = map[string][]map[string]any{
		"C1/" + thread: {
			said("root", 5*time.Hour, map[string]any{"ts": thread, "thread_ts": thread}), said("old", 4*time.Hour, map[string]any{"thread_ts": thread}),
			said("reply", 2*time.Hour, map[string]any{"thread_ts": thread}), said("bot", time.Hour, map[string]any{"thread_ts": thread, "user": "UBOT"}),
		},
		"D1/":          {said("new", time.Hour, map[string]any{"edited": map[string]any{"user": "U1", "ts": stamp(now)}}), said("too old", 10*time.Hour, nil)},
		"D1/" + direct: {said("in direct", 2*time.Hour, map[string]any{"thread_ts": direct})},
		"CSUPPORT/":    {said("support", 30*time.Minute, nil), said("taken up", 31*time.Minute, map[string]any{"reply_count": 1}), said("two hours", 2*time.Hour, nil)},
	}
	limited := false
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method == "conversations.history" && !limited {
			limited = true
			rw.Header().Set("Retry-After", "1")
			rw.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		return false
	}
	w.run(inbox)
	until(t, "told", func() bool { return len(inbox.texts()) == 5 })
	got := inbox.texts()
	slices.Sort(got)
	if want := []string{"edit: new", "in direct", "new", "reply", "support"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, in := range inbox.all() {
		text := in.Event
		switch {
		case in.From.Channel == "C1" && (in.From != at("C1", thread).At || !strings.HasPrefix(in.Key, "message/C1/")):
			t.Errorf("%v is from %v, %s", text, in.From, in.Key)
		case in.From.Channel == "D1" && in.Person.ID != "U1":
			t.Errorf("%v is of %v", text, in.Person)
		}
	}
}

// After a long time without a connection, messages are read again. After a short one Slack
// delivers them itself.
func TestSocketReadsAgainAfterALongLoss(t *testing.T) {
	var asked atomic.Int64
	g := newGateway(t, func(o *slack.Options) {
		o.Connections = 1
		o.Recent = func(context.Context, bot.Platform, time.Time, time.Time, int) ([]port.OpenChannel, error) {
			asked.Add(1)
			return []port.OpenChannel{{At: bot.Address{Platform: "slack", Space: "T1", Channel: "D1", Thread: "1.2"}, Since: time.Now().Add(-time.Minute)}}, nil
		}
	})
	g.calls = func(method string, _ url.Values) map[string]any {
		if method != "conversations.history" || asked.Load() < 2 {
			return nil
		}
		return map[string]any{"messages": []map[string]any{{"type": "message", "user": "U1", "ts": stamp(time.Now()), "text": "missed"}}}
	}
	inbox := &away{}
	c, _ := g.run(inbox)
	until(t, "read at the start", func() bool { return asked.Load() == 1 })
	_ = c.Close()
	c = g.connection() // at once
	g.push(c, "e1", "events_api", said("D1", "live", 1, ""))
	g.acked("e1")
	if n := asked.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
	g.greeting.Lock()
	_ = c.Close()
	until(t, "offline", func() bool { return g.adapter.Ready() != nil })
	g.ahead.Store(int64(time.Minute))
	g.greeting.Unlock()
	g.connection()
	until(t, "told", func() bool { return slices.Contains(inbox.texts(), "missed") })
}

// While missed messages are read, only events of the same channel wait. The log and readiness
// say so, and report no fault.
func TestEventsWaitWhileMissedOnesAreRead(t *testing.T) {
	now := time.Now()
	at := func(channel, thread string) port.OpenChannel {
		return port.OpenChannel{At: bot.Address{Platform: "slack", Space: "T1", Channel: channel, Thread: thread}, Since: now.Add(-time.Hour)}
	}
	thread := stamp(now.Add(-2 * time.Hour))
	var log journal
	w, inbox := newWorkspace(t, func(o *slack.Options) {
		o.Recent, o.SupportChannels, o.Log = recents(at("D3", thread), at("D2", "")), nil, zerolog.New(&log)
	}), &away{}
	w.history = map[string][]map[string]any{
		"D2/":          {{"type": "message", "user": "U1", "ts": stamp(now), "text": "D2 missed"}},
		"D3/" + thread: {{"type": "message", "user": "U1", "ts": stamp(now), "thread_ts": thread, "text": "D3 missed"}},
	}
	var read atomic.Bool
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method != "conversations.replies" || read.Load() {
			return false
		}
		rw.Header().Set("Retry-After", "1")
		rw.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	w.adapter.Hurry(50 * time.Millisecond)
	w.start(inbox)
	until(t, "reading", func() bool { return errors.Is(w.adapter.Ready(), adapterkit.ErrReading) })
	until(t, "read", func() bool { return slices.Contains(inbox.texts(), "D2 missed") })
	w.adapter.Hurry(10 * time.Second) // which a busy machine keeps to
	for _, channel := range []string{"D1", "D2"} {
		if code := w.deliver("/slack/events", said(channel, channel+" live", 1, ""), "application/json"); code != http.StatusOK {
			t.Errorf("%s: status %d", channel, code)
		}
	}
	w.adapter.Hurry(50 * time.Millisecond)
	if code := w.deliver("/slack/events", said("D3", "D3 live", 1, ""), "application/json"); code != http.StatusServiceUnavailable {
		t.Errorf("D3: status %d", code)
	}
	if !errors.Is(w.adapter.Ready(), adapterkit.ErrReading) {
		t.Errorf("it is ready: %v", w.adapter.Ready())
	}
	if text := log.String(); strings.Contains(text, "not saved") || strings.Contains(text, `"level":"error"`) || !strings.Contains(text, `{"level":"info","error":"reading what was missed"`) {
		t.Errorf("the log says:\n%s", text)
	}
	read.Store(true)
	w.ready()
	until(t, "handed over", func() bool { return len(inbox.texts()) == 5 })
	if got := inbox.texts(); !slices.Equal(got, []string{"D2 missed", "D1 live", "D2 live", "D3 missed", "D3 live"}) {
		t.Errorf("got %q", got)
	}
}
