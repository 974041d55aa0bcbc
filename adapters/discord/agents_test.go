package discord_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// People with the role may act at the desk. Live events hold the roles.
func TestAgentRole(t *testing.T) {
	s := newServer(t, withDesk)
	inbox := new(kept)
	s.run(inbox)
	const card = "500000000000000902"
	s.push("THREAD_CREATE", map[string]any{"id": card, "type": 11, "parent_id": deskChannel})
	n := 0
	next := func(what string, want event.Standing) {
		t.Helper()
		if in := inbox.next(s, n); in.Person.Agent != want {
			t.Errorf("%s: %q, want %q", what, in.Person.Agent, want)
		}
		n++
	}
	for _, c := range []struct {
		name  string
		roles []string
		want  event.Standing
	}{
		{"with the role", []string{"1", agentRole}, event.StandingMember},
		{"with another", []string{"1"}, event.StandingOutside},
		{"with none", []string{}, event.StandingOutside},
	} {
		member := map[string]any{"nick": "Kari", "roles": c.roles, "user": map[string]any{"id": kari}}
		m := s.message(card, "svar: hei", map[string]any{"member": member})
		s.push("MESSAGE_CREATE", m)
		next(c.name, c.want)
		edited := maps.Clone(m)
		edited["edited_timestamp"] = "2026-11-24T10:00:00.000000+00:00"
		s.push("MESSAGE_UPDATE", edited)
		next(c.name+", an edit", c.want)
		s.push("INTERACTION_CREATE", s.interaction(3, deskChannel, map[string]any{"custom_id": "4//d:claim"}, map[string]any{
			"member": member, "message": map[string]any{"id": card, "flags": 0, "components": []any{}}, "channel": map[string]any{"id": deskChannel, "type": 0},
		}))
		next(c.name+", a press", c.want)
	}
	if calls := s.made("/members/4"); len(calls) > 0 {
		t.Errorf("asked %v", calls)
	}
}

// A message that is read again has no roles; at the desk Discord is asked for them.
func TestAgentRoleOfMissedMessages(t *testing.T) {
	s := newServer(t, withDesk)
	inbox := new(kept)
	s.run(inbox)
	const card = "500000000000000902"
	s.push("THREAD_CREATE", map[string]any{"id": card, "type": 11, "parent_id": deskChannel})
	for n, c := range []struct {
		status int
		roles  []string
		want   event.Standing
	}{
		{http.StatusOK, []string{agentRole}, event.StandingMember},
		{http.StatusOK, nil, event.StandingOutside},
		{http.StatusNotFound, nil, event.StandingOutside},
		{http.StatusForbidden, nil, event.StandingUnknown},
	} {
		s.failing(func(req call, w http.ResponseWriter) bool {
			if req.path != "/guilds/"+guild+"/members/"+kari {
				return false
			}
			if c.status != http.StatusOK {
				refusal(w, c.status, 10007)
				return true
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"roles": c.roles}) // the adapter tells
			return true
		})
		s.push("MESSAGE_CREATE", s.message(card, "svar: hei", map[string]any{"member": nil}))
		if in := inbox.next(s, n); in.Person.Agent != c.want {
			t.Errorf("%+v: got %q", c, in.Person.Agent)
		}
	}
	// Elsewhere Discord is not asked.
	s.push("MESSAGE_CREATE", s.message(support, "0xC004F213", map[string]any{"member": nil}))
	if in := inbox.next(s, 4); in.Person.Agent != event.StandingUnknown || len(s.made("/members/4")) != 4 {
		t.Errorf("%q, asked %v", in.Person.Agent, s.made("/members/4"))
	}
}

func TestEverybodyMayActWithoutARole(t *testing.T) {
	s := newServer(t, withDesk, func(o *discord.Options) { o.AgentRole = "" })
	inbox := new(kept)
	s.run(inbox)
	s.push("MESSAGE_CREATE", s.message(deskChannel, "hei", nil))
	s.push("MESSAGE_CREATE", s.message(support, "0xC004F213", nil))
	if in := inbox.next(s, 0); in.Person.Agent != event.StandingOpen {
		t.Errorf("got %q", in.Person.Agent)
	}
}

// A person who may not act is told so alone: by the press while that lasts, else by a direct
// message.
func TestDenialIsPrivate(t *testing.T) {
	s := newServer(t, withDesk)
	inbox := new(kept)
	s.run(inbox)
	const card = "500000000000000902"
	i := s.interaction(3, deskChannel, map[string]any{"custom_id": "4//d:claim"}, map[string]any{
		"message": map[string]any{"id": card, "flags": 0, "components": []any{}}, "channel": map[string]any{"id": deskChannel, "type": 0},
	})
	s.push("INTERACTION_CREATE", i)
	in := inbox.next(s, 0)
	s.callbackOf(i)
	denied := port.Outbound{Key: "k1", To: bot.Address{Platform: discord.Platform, Channel: deskChannel, Thread: card}, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("Nei")}
	denied.Reply.Private, denied.Reply.Choices = true, nil
	if _, err := s.adapter.Send(t.Context(), denied); err != nil {
		t.Fatal(err)
	}
	if body := s.awaited("POST /webhooks/" + self).body; body["flags"] != 64.0 {
		t.Errorf("shown %v", body)
	}
	denied.ReplyToken, denied.Key = "", "k2"
	if _, err := s.adapter.Send(t.Context(), denied); err != nil {
		t.Fatal(err)
	}
	s.awaited("POST /channels/" + dm + "/messages")
}
