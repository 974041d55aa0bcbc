package discord_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// away is an inbox whose store can be away.
type away struct {
	kept
	gone  atomic.Bool
	tries atomic.Int64
}

func newAway() *away {
	a := new(away)
	a.fail = func(event.Inbound) error {
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
		case event.Message:
			list = append(list, e.Text)
		case event.MessageEdited:
			list = append(list, "edit: "+e.Now.Text)
		default: // without a text
		}
	}
	return list
}

// However long the store is away, messages are kept, and handed over once and in order
// afterwards.
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
	inbox := &kept{fail: func(in event.Inbound) error {
		if in.Event.(event.Message).Text == "bad" {
			return fmt.Errorf("turn: %w: panic", port.ErrBroken)
		}
		return nil
	}}
	s.run(inbox)
	s.push("MESSAGE_CREATE", s.message(dm, "bad", nil))
	s.push("MESSAGE_CREATE", s.message(dm, "good", nil))
	if said, ok := inbox.next(s, 0).Event.(event.Message); !ok || said.Text != "good" {
		t.Errorf("got %+v", said)
	}
}

// A message beyond the bound is refused: a person who spoke to the bot is told so, once. When
// the store is back, the channel is read again: nothing is missing, nothing out of order.
func TestRefusedMessagesAreReadAgain(t *testing.T) {
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

// The person is told alone and in time that an interaction was not saved.
func TestUnsavedInteractionIsAnswered(t *testing.T) {
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

func TestRunEndsWhileTheStoreIsAway(t *testing.T) {
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

// recents returns places where people spoke lately, and keeps what it was asked.
type recents struct {
	calls  atomic.Int64
	fails  atomic.Int64
	places func() []port.OpenChannel
	asked  chan [2]time.Time
}

func (r *recents) recent(_ context.Context, _ bot.Platform, since, before time.Time, _ int) ([]port.OpenChannel, error) {
	r.calls.Add(1)
	if r.fails.Add(-1) >= 0 {
		return nil, errors.New("the store is away")
	}
	r.asked <- [2]time.Time{since, before}
	return r.places(), nil
}
