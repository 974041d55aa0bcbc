package discord_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

const (
	deskChannel = "500000000000000900"
	agentRole   = "500000000000000901"
)

func withDesk(o *discord.Options) { o.DeskChannel, o.AgentRole = deskChannel, agentRole }

// The card of a case is a message in the desk's channel that mentions the agents. Its buttons
// stay buttons, however many they are.
func TestDeskCard(t *testing.T) {
	s := newServer(t, withDesk)
	card := replyOf("Ny sak #1")
	card.Choices = nil
	for _, act := range []string{"answer", "show", "release", "transfer", "return", "snooze", "close"} {
		card.Choices = append(card.Choices, bot.Choice{ID: bot.ChoiceID("d:" + act), Label: act, Standing: true})
	}
	card.Choices[0].Form, card.Alert = "answer", true
	id, err := s.adapter.Send(t.Context(), port.Outbound{Key: "k1", To: at(deskChannel, ""), Reply: card})
	if err != nil {
		t.Fatal(err)
	}
	var threads port.Threader = s.adapter
	if thread, err := threads.OpenThread(t.Context(), at(deskChannel, ""), id); err != nil || thread != at(deskChannel, string(id)) {
		t.Errorf("the thread is %v, %v", thread, err)
	}
	body := s.awaited("POST /channels/" + deskChannel + "/messages").body
	if body["content"] != "<@&"+agentRole+">" || body["message_reference"] != nil {
		t.Errorf("shown %v", body)
	}
	mentions, err := json.Marshal(body["allowed_mentions"])
	if err != nil || string(mentions) != `{"parse":[],"replied_user":false,"roles":["`+agentRole+`"]}` {
		t.Errorf("mentions %s, %v", mentions, err)
	}
	if len(rowOf(body, 0)) != 5 || len(rowOf(body, 1)) != 2 || !strings.HasSuffix(rowOf(body, 0)[0]["custom_id"].(string), "/d:answer/answer") {
		t.Errorf("components %v", body["components"])
	}
	// Elsewhere nobody is mentioned.
	card.Choices = nil
	if _, err := s.adapter.Send(t.Context(), port.Outbound{Key: "k2", To: at(general, ""), Reply: card}); err != nil {
		t.Fatal(err)
	}
	if body := s.awaited("POST /channels/" + general + "/messages").body; body["content"] != nil {
		t.Errorf("shown %v", body)
	}
}

// The buttons of a card can be pressed more than once. A submission holds what was written
// and the choice that opened the form.
func TestDeskForm(t *testing.T) {
	s := newServer(t, withDesk)
	inbox := new(kept)
	s.run(inbox)
	const card = "500000000000000902"
	press := func(id string, more map[string]any) map[string]any {
		extra := map[string]any{
			"message": map[string]any{"id": card, "flags": 0, "components": []any{}},
			"channel": map[string]any{"id": deskChannel, "type": 0},
		}
		maps.Copy(extra, more)
		return s.interaction(3, deskChannel, map[string]any{"custom_id": id}, extra)
	}
	i := press("4//d:show", nil)
	s.push("INTERACTION_CREATE", i)
	if c := s.callbackOf(i); c["type"] != 6.0 {
		t.Errorf("answered %v", c)
	}
	if in := inbox.next(s, 0); in.From != at(deskChannel, card) || in.Event != event.Event(event.ChoicePicked{Choice: "d:show", Turn: 4}) {
		t.Errorf("got %+v", in)
	}
	i = press("4//d:answer/answer", nil)
	s.push("INTERACTION_CREATE", i)
	c := s.callbackOf(i)
	data, _ := c["data"].(map[string]any)
	if c["type"] != 9.0 || data["custom_id"] != "desk/4//d:answer/answer" {
		t.Fatalf("answered %v", c)
	}
	s.until("word that somebody is writing", func() bool { return len(inbox.writing()) == 1 })
	if in := inbox.writing()[0]; in.From != at(deskChannel, card) || in.Event != event.Event(event.Typing{Choice: "d:answer"}) || in.Person.ID != kari {
		t.Errorf("got %+v", in)
	}
	i = press("", nil)
	i["type"] = 5
	i["data"] = map[string]any{"custom_id": data["custom_id"], "components": []any{
		map[string]any{"type": 18, "component": map[string]any{"type": 4, "custom_id": "text", "value": "Hei!"}},
	}}
	s.push("INTERACTION_CREATE", i)
	if c := s.callbackOf(i); c["type"] != 6.0 {
		t.Errorf("answered %v", c)
	}
	in := inbox.next(s, 1)
	filled, ok := in.Event.(event.FormSubmitted)
	if !ok || in.From != at(deskChannel, card) || filled.ChoicePicked != (event.ChoicePicked{Choice: "d:answer", Turn: 4}) || filled.Rows["text"] != "Hei!" {
		t.Errorf("got %+v", in)
	}
	// Messages in the thread have the names of the agents.
	s.push("THREAD_CREATE", map[string]any{"id": card, "type": 11, "parent_id": deskChannel})
	s.push("MESSAGE_CREATE", s.message(card, "svar: hei", nil))
	if in := inbox.next(s, 2); in.From != at(deskChannel, card) || in.Person.Name == "" {
		t.Errorf("got %+v", in)
	}
}
