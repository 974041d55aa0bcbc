package discord_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/bot"
)

// Where a case is open, what was said while nobody was connected is read at the start,
// in order and before what comes then.
func TestMissed(t *testing.T) {
	since := time.Now().Add(-time.Hour)
	var asked error
	s := newServer(t, func(o *discord.Options) {
		withDesk(o)
		o.OpenChannels = func(context.Context, bot.Platform, int) ([]bot.OpenChannel, error) {
			return []bot.OpenChannel{
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
		said, ok := in.Event.(bot.Message)
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
