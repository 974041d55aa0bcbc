package discord_test

import (
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

func rowOf(body map[string]any, row int) []map[string]any {
	return list(list(body["components"])[row]["components"])
}

// offer sends a reply with choices and returns the message.
func (s *server) offer(to bot.Address, n int) map[string]any {
	s.t.Helper()
	r := bot.Reply{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "?"}}}}, Turn: 12}
	for i := range n {
		r.Choices = append(r.Choices, bot.Choice{ID: bot.ChoiceID("c:" + string(rune('a'+i))), Label: strings.Repeat("x", 80)})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "human", Label: "Menneske", Standing: true})
	before := len(s.made("/messages"))
	if _, err := s.adapter.Send(s.t.Context(), port.Outbound{To: to, Person: kari, Reply: r}); err != nil {
		s.t.Fatal(err)
	}
	calls := s.made("/messages")
	if len(calls) == before {
		s.t.Fatal("nothing was shown")
	}
	return calls[len(calls)-1].body
}

func TestPressedButton(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	const thread = "500000000000000001"
	s.push("THREAD_CREATE", map[string]any{"id": thread, "type": 11, "parent_id": support})
	s.push("MESSAGE_CREATE", s.message(thread, "hei", nil))
	inbox.next(s, 0)
	body := s.offer(at(support, thread), 2)
	buttons := rowOf(body, 0)
	if len(list(body["components"])) != 1 || len(buttons) != 3 {
		t.Fatalf("shown %v", body)
	}
	id := buttons[1]["custom_id"].(string)
	shown := map[string]any{"id": "8", "flags": 0, "components": body["components"]}
	where := map[string]any{"message": shown, "channel": map[string]any{"id": thread, "type": 11, "parent_id": support}}

	foreign := s.interaction(3, thread, map[string]any{"custom_id": id}, where)
	foreign["member"] = map[string]any{"user": map[string]any{"id": ola, "username": "ola"}}
	s.push("INTERACTION_CREATE", foreign)
	c := s.callbackOf(foreign)
	if data, _ := c["data"].(map[string]any); c["type"] != 4.0 || data["flags"] != 64.0 || data["content"] != `ikke \*dine\*, men Kari N. sine` || data["allowed_mentions"] == nil {
		t.Errorf("to somebody else: %v", c)
	}

	i := s.interaction(3, thread, map[string]any{"custom_id": id}, where)
	s.push("INTERACTION_CREATE", i)
	c = s.callbackOf(i)
	in := inbox.next(s, 1)
	if in.Event != event.Event(event.ChoicePicked{Choice: "c:b", Turn: 12}) || in.From != at(support, thread) {
		t.Errorf("got %+v", in)
	}
	data, _ := c["data"].(map[string]any)
	after := rowOf(data, 0)
	if c["type"] != 7.0 || len(after) != 3 {
		t.Fatalf("answered %v", c)
	}
	for n, b := range after {
		text := b["label"].(string)
		if b["disabled"] != true || strings.HasPrefix(text, "✓ ") != (n == 1) || (b["style"] == 1.0) != (n == 1) || len([]rune(text)) > 80 {
			t.Errorf("button %d is %v", n, b)
		}
	}
}

func TestMenu(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	body := s.offer(bot.Address{Platform: discord.Platform, Channel: dm}, 7)
	menu := rowOf(body, 0)
	if len(menu) != 1 || len(list(menu[0]["options"])) != 7 || len(rowOf(body, 1)) != 1 {
		t.Fatalf("shown %v", body)
	}
	i := s.press(dm, body, menu[0]["custom_id"].(string), "c:c")
	c := s.callbackOf(i)
	if in := inbox.next(s, 0); in.Event != event.Event(event.ChoicePicked{Choice: "c:c", Turn: 12}) {
		t.Errorf("got %+v", in)
	}
	data, _ := c["data"].(map[string]any)
	after := rowOf(data, 0)[0]
	for n, o := range list(after["options"]) {
		if (o["default"] == true) != (n == 2) {
			t.Errorf("option %d is %v", n, o)
		}
	}
	if after["disabled"] != true || rowOf(data, 1)[0]["disabled"] != true {
		t.Errorf("answered %v", data)
	}
}

// The longest id of a choice fits in a component's id, together with everything else.
func TestLongestComponentID(t *testing.T) {
	s := newServer(t)
	s.run(new(kept))
	s.refuse("POST /users/@me", 0, 0, 0)
	const longest = "18446744073709551615"
	r := bot.Reply{Turn: 99999, Choices: []bot.Choice{{ID: bot.ChoiceID(strings.Repeat("i", 64)), Label: "x"}}}
	for _, to := range []bot.Address{
		{Platform: discord.Platform, Space: longest, Channel: longest, Thread: "private"},
		{Platform: discord.Platform, Space: longest, Channel: longest, Thread: longest},
	} {
		if _, err := s.adapter.Send(t.Context(), port.Outbound{To: to, Person: longest, Reply: r}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range s.made("/messages") {
		if strings.HasSuffix(c.path, "/threads") {
			continue
		}
		if id := rowOf(c.body, 0)[0]["custom_id"].(string); len(id) > 100 {
			t.Errorf("%q has %d characters", id, len(id))
		}
	}
}

func TestPressOfAForeignComponent(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	for _, id := range []string{"", "/", "x/y/z", "1/2", "1//", "-", strings.Repeat("/", 100)} {
		i := s.press(dm, nil, id)
		if c := s.callbackOf(i); c["type"] != 6.0 {
			t.Errorf("%q is answered %v", id, c)
		}
	}
	if len(inbox.all()) > 0 {
		t.Errorf("kept %v", inbox.all())
	}
}

// Whoever presses what is another's is told the name, as bare text, and who is not known is not
// named.
func TestOthersButtonsByName(t *testing.T) {
	const thread = "500000000000000001"
	for name, want := range map[string]string{
		"**Kari** <@1> @everyone": `ikke \*dine\*, men \*\*Kari\*\* \<\@1> \@everyone sine`,
		"Kari (support)":          `ikke \*dine\*, men Kari sine`,
		"":                        `ikke \*dine\*`,
	} {
		s := newServer(t)
		inbox := new(kept)
		s.run(inbox)
		s.push("THREAD_CREATE", map[string]any{"id": thread, "type": 11, "parent_id": support})
		if name != "" {
			said := s.message(thread, "hei", nil)
			said["member"] = map[string]any{"nick": name}
			s.push("MESSAGE_CREATE", said)
			inbox.next(s, 0)
		}
		body := s.offer(at(support, thread), 2)
		foreign := s.interaction(3, thread, map[string]any{"custom_id": rowOf(body, 0)[1]["custom_id"]}, map[string]any{
			"message": map[string]any{"id": "8", "flags": 0, "components": body["components"]}, "channel": map[string]any{"id": thread, "type": 11, "parent_id": support},
		})
		foreign["member"] = map[string]any{"user": map[string]any{"id": ola, "username": "ola"}}
		s.push("INTERACTION_CREATE", foreign)
		data, _ := s.callbackOf(foreign)["data"].(map[string]any)
		if data["content"] != want || data["flags"] != 64.0 {
			t.Errorf("%q: they are told %v, want %q", name, data, want)
		}
	}
}
