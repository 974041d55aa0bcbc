package discord_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
)

// command is /aktivering with a problem.
func command(problem string) map[string]any {
	return map[string]any{"type": 1, "name": "aktivering", "options": []map[string]any{{"name": "problem", "type": 3, "value": problem}}}
}

// callbackOf waits for the first answer to an interaction.
func (s *server) callbackOf(i map[string]any) map[string]any {
	s.t.Helper()
	return s.awaited("POST /interactions/" + i["id"].(string) + "/" + i["token"].(string) + "/callback").body
}

func TestCommandIsKeptThenAcknowledged(t *testing.T) {
	s := newServer(t)
	s.run(&kept{fail: func(bot.Inbound) error {
		if calls := s.made("/callback"); len(calls) > 0 {
			t.Errorf("acknowledged before it is kept: %v", calls)
		}
		return nil
	}})
	i := s.interaction(2, general, command(" 0xC004F213 "), nil)
	s.push("INTERACTION_CREATE", i)
	if c := s.callbackOf(i); c["type"] != 5.0 || !reflect.DeepEqual(c["data"], map[string]any{"flags": 64.0}) {
		t.Errorf("answered %v", c)
	}
}

func TestInteractions(t *testing.T) {
	private := func(channel string) bot.Address { return at(channel, "private") }
	direct := bot.Address{Platform: discord.Platform, Channel: dm}
	form := map[string]any{"custom_id": "form", "components": []map[string]any{
		{"type": 18, "component": map[string]any{"type": 4, "custom_id": "problem", "value": "0xC004C003"}},
		{"type": 18, "component": map[string]any{"type": 3, "custom_id": "windows", "values": []string{"10"}}},
	}}
	older := map[string]any{"custom_id": "form", "components": []map[string]any{
		{"type": 1, "components": []map[string]any{{"type": 4, "custom_id": "problem", "value": "0xC004C003"}}},
	}}
	on := map[string]any{"type": 3, "name": "Hjelp", "target_id": "77", "resolved": map[string]any{"messages": map[string]any{
		"77": map[string]any{"id": "77", "content": "feil 0xC004F034 <@" + self + ">", "components": []any{map[string]any{"type": 99}}},
	}}}
	tests := []struct {
		name    string
		kind    int
		channel string
		data    map[string]any
		want    bot.Message
		from    bot.Address
		answer  float64
	}{
		{"a command", 2, general, command("0xC004F213"), bot.Message{Text: "0xC004F213", Addressed: true}, private(general), 5},
		{"a command in a direct message", 2, dm, command("0xC004F213"), bot.Message{Text: "0xC004F213", Addressed: true}, direct, 5},
		{"a command on a message", 2, support, on, bot.Message{Text: "feil 0xC004F034", Addressed: true}, private(support), 5},
		{"a form", 5, general, form, bot.Message{Text: "0xC004C003", Addressed: true, Facts: map[string]string{"windows": "10"}}, private(general), 5},
		{"a form with rows", 5, general, older, bot.Message{Text: "0xC004C003", Addressed: true, Facts: map[string]string{}}, private(general), 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t)
			inbox := new(kept)
			s.run(inbox)
			i := s.interaction(test.kind, test.channel, test.data, nil)
			s.push("INTERACTION_CREATE", i)
			s.push("INTERACTION_CREATE", i) // and again
			if c := s.callbackOf(i); c["type"] != test.answer || (c["data"] != nil) != (test.channel != dm) {
				t.Errorf("answered %v", c)
			}
			in := inbox.next(s, 0)
			if !reflect.DeepEqual(in.Event, bot.Event(test.want)) {
				t.Errorf("got  %#v,\nwant %#v", in.Event, test.want)
			}
			if in.From != test.from || in.Key != "interaction/"+i["id"].(string) || in.Person.ID != kari || in.Person.Locale != "no" || in.ReplyToken == "" {
				t.Errorf("got %+v", in)
			}
			other := s.interaction(2, test.channel, command("slutt"), nil)
			s.push("INTERACTION_CREATE", other)
			s.callbackOf(other)
			if n := len(s.made("/" + i["id"].(string) + "/")); n != 1 || len(inbox.all()) != 2 {
				t.Errorf("answered %d times, kept %d", n, len(inbox.all()))
			}
		})
	}
}

func TestCommandWithoutTextOpensTheForm(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	i := s.interaction(2, general, map[string]any{"type": 1, "name": "aktivering"}, nil)
	s.push("INTERACTION_CREATE", i)
	c := s.callbackOf(i)
	data, _ := c["data"].(map[string]any)
	rows := list(data["components"])
	if c["type"] != 9.0 || data["title"] != "Skjema" || len(rows) != 2 || len(inbox.all()) != 0 {
		t.Fatalf("answered %v", c)
	}
	text, _ := rows[0]["component"].(map[string]any)
	menu, _ := rows[1]["component"].(map[string]any)
	if text["custom_id"] != "problem" || text["required"] != true || menu["custom_id"] != "windows" || menu["required"] != false || len(list(menu["options"])) != 2 {
		t.Errorf("rows %v", rows)
	}
}

func TestAutocomplete(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	i := s.interaction(4, general, map[string]any{"type": 1, "options": []map[string]any{{"name": "problem", "value": "0xC0", "focused": true}}}, nil)
	s.push("INTERACTION_CREATE", i)
	c := s.callbackOf(i)
	data, _ := c["data"].(map[string]any)
	if got := list(data["choices"]); c["type"] != 8.0 || len(got) != 1 || got[0]["value"] != "0xC0" || got[0]["name"] != "0xC0 no 25" {
		t.Errorf("answered %v", c)
	}
	if len(inbox.all()) > 0 {
		t.Error("what is begun is kept")
	}
}

// offer shows a reply with choices and returns the message.
func (s *server) offer(to bot.Address, n int) map[string]any {
	s.t.Helper()
	r := bot.Reply{Blocks: bot.Blocks{bot.Paragraph{Spans: []bot.Span{{Text: "?"}}}}, Turn: 12}
	for i := range n {
		r.Choices = append(r.Choices, bot.Choice{ID: bot.ChoiceID("c:" + string(rune('a'+i))), Label: strings.Repeat("x", 80)})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "human", Label: "Menneske", Standing: true})
	before := len(s.made("/messages"))
	if _, err := s.adapter.Send(s.t.Context(), bot.Outbound{To: to, Person: kari, Reply: r}); err != nil {
		s.t.Fatal(err)
	}
	calls := s.made("/messages")
	if len(calls) == before {
		s.t.Fatal("nothing was shown")
	}
	return calls[len(calls)-1].body
}

func rowOf(body map[string]any, row int) []map[string]any {
	return list(list(body["components"])[row]["components"])
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
	if data, _ := c["data"].(map[string]any); c["type"] != 4.0 || data["flags"] != 64.0 || data["content"] != `ikke \*dine\*` || data["allowed_mentions"] == nil {
		t.Errorf("to somebody else: %v", c)
	}

	i := s.interaction(3, thread, map[string]any{"custom_id": id}, where)
	s.push("INTERACTION_CREATE", i)
	c = s.callbackOf(i)
	in := inbox.next(s, 1)
	if in.Event != bot.Event(bot.ChoicePicked{Choice: "c:b", Turn: 12}) || in.From != at(support, thread) {
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
	if in := inbox.next(s, 0); in.Event != bot.Event(bot.ChoicePicked{Choice: "c:c", Turn: 12}) {
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

// A choice's id fits beside all that a component must tell.
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
		if _, err := s.adapter.Send(t.Context(), bot.Outbound{To: to, Person: longest, Reply: r}); err != nil {
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

func TestPressOfNoComponentOfOurs(t *testing.T) {
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

// What is not kept is not acknowledged: Discord tells the person so.
func TestInteractionThatIsNotKept(t *testing.T) {
	s := newServer(t)
	fails := true
	inbox := &kept{fail: func(bot.Inbound) error {
		if fails {
			fails = false
			return errors.New("the store is away")
		}
		return nil
	}}
	s.run(inbox)
	i := s.interaction(2, general, command("0xC004F213"), nil)
	s.push("INTERACTION_CREATE", i)
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	if n := len(s.made("/callback")); n != 1 || len(inbox.all()) != 1 {
		t.Errorf("answered %d times, kept %d", n, len(inbox.all()))
	}
}

func TestInteractionOfAnotherApplication(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	s.push("INTERACTION_CREATE", s.interaction(2, general, command("en"), map[string]any{"application_id": "123"}))
	i := s.interaction(2, general, command("to"), nil)
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	if len(inbox.all()) != 1 || len(s.made("/callback")) != 1 {
		t.Errorf("kept %v", inbox.all())
	}
}

// The first answer is given again while it can be of use.
func TestFirstAnswerAgain(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusBadGateway} {
		s := newServer(t)
		s.run(new(kept))
		left := 2
		s.failing(func(c call, w http.ResponseWriter) bool {
			if !strings.HasSuffix(c.path, "/callback") || left == 0 {
				return false
			}
			left--
			w.Header().Set("Retry-After", "0.2")
			w.WriteHeader(status)
			return true
		})
		i := s.interaction(2, general, command("0xC004F213"), nil)
		s.push("INTERACTION_CREATE", i)
		s.until("answered", func() bool { return len(s.made("/callback")) == 3 })
	}
}

func TestCommandsAreListedWhenTheyDiffer(t *testing.T) {
	s := newServer(t)
	end := s.run(new(kept))
	s.awaited("PUT /applications/" + self + "/commands")
	looked := func() bool {
		return len(s.made("GET /channels/"+support)) > 0 && len(s.made("GET /channels/"+forum)) > 0
	}
	s.until("channels looked for", looked)
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.calls = nil
	s.mu.Unlock()
	s.failing(func(c call, w http.ResponseWriter) bool {
		if c.String() != "GET /applications/"+self+"/commands" {
			return false
		}
		_, err := w.Write(discord.CommandsAsDiscordKeepsThem(mind{}))
		return err == nil
	})
	end = s.runs(s.another(), new(kept))
	s.until("channels looked for again", looked) // which is done after it
	if calls := s.made("PUT "); len(calls) > 0 {
		t.Errorf("listed anew without need: %v", calls)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
}
