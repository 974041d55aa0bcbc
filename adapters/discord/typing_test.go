package discord_test

import (
	"encoding/json"
	"errors"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// That somebody is writing is handed over, with the address, where there is a desk.
func TestTypingIsHandedOver(t *testing.T) {
	s := newServer(t, withDesk)
	inbox := new(kept)
	s.run(inbox)
	var identify struct {
		Intents int `json:"intents"`
	}
	if err := json.Unmarshal(s.said(2)[0].Data, &identify); err != nil || identify.Intents&(1<<11|1<<14) != 1<<11|1<<14 {
		t.Errorf("identified as %+v, %v", identify, err)
	}
	s.push("THREAD_CREATE", map[string]any{"id": thread, "type": 11, "guild_id": guild, "parent_id": deskChannel})
	for _, e := range []map[string]any{
		{"channel_id": thread, "guild_id": guild, "user_id": self},
		{"channel_id": thread, "guild_id": guild, "user_id": ola, "member": map[string]any{"user": map[string]any{"id": ola, "bot": true}}},
		{"channel_id": support, "guild_id": guild, "user_id": ola}, // not a thread
		{"channel_id": thread},
		{},
	} {
		s.push("TYPING_START", e)
	}
	s.raw(`{"op":0,"t":"TYPING_START","s":99,"d":"x"}`)
	s.push("TYPING_START", map[string]any{"channel_id": thread, "guild_id": guild, "user_id": ola, "timestamp": 1})
	s.until("word of a thread", func() bool { return len(inbox.writing()) == 1 })
	s.push("TYPING_START", map[string]any{"channel_id": dm, "user_id": kari})
	s.until("word of a direct message", func() bool { return len(inbox.writing()) == 2 })
	got := inbox.writing()
	if got[0].From != at(deskChannel, thread) || got[0].Person.ID != ola || got[0].Event != event.Event(event.Typing{}) {
		t.Errorf("got %+v", got[0])
	}
	if want := (bot.Address{Platform: "discord", Channel: dm}); got[1].From != want || got[1].Person.ID != kari {
		t.Errorf("got %+v", got[1])
	}
}

// That an answer is being written is shown in the thread or in direct messages.
func TestTypingIsShown(t *testing.T) {
	s := newServer(t)
	s.run(new(kept))
	if err := s.adapter.Typing(t.Context(), at(support, "private"), kari); err != nil || len(s.made("/typing")) > 0 {
		t.Errorf("in private: %v, %v", err, s.made("/typing"))
	}
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: at(support, "private"), Person: kari, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		to      bot.Address
		channel string
	}{{at(support, "private"), dm}, {at(support, thread), thread}, {bot.Address{Platform: "discord", Channel: dm}, dm}} {
		before := len(s.made("/typing"))
		if err := s.adapter.Typing(t.Context(), c.to, kari); err != nil {
			t.Errorf("%v: %v", c.to, err)
		}
		if made := s.made("/typing"); len(made) != before+1 || made[before].path != "/channels/"+c.channel+"/typing" {
			t.Errorf("%v: %v", c.to, made)
		}
	}
	if err := s.adapter.Typing(t.Context(), bot.Address{Platform: "discord", Channel: "../x"}, kari); !errors.Is(err, port.ErrGone) {
		t.Errorf("no channel: %v", err)
	}
	s.refuse("/typing", 403, 50001, 1)
	if err := s.adapter.Typing(t.Context(), at(support, thread), kari); err == nil || s.adapter.Ready() != nil {
		t.Errorf("refused: %v, ready: %v", err, s.adapter.Ready())
	}
}
