package discord_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

// openAPI returns Discord's own description of its methods: the file that
// TEST_DISCORD_OPENAPI names.
func openAPI(t *testing.T) *jsonschema.Compiler {
	t.Helper()
	name := os.Getenv("TEST_DISCORD_OPENAPI")
	if name == "" {
		t.Skip("TEST_DISCORD_OPENAPI names no description of Discord's methods")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("discord.json", doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// Everything that the adapter sends is valid by Discord's description.
func TestOpenAPI(t *testing.T) {
	c := openAPI(t)
	valid := func(name, schema string, body any) {
		t.Helper()
		s, err := c.Compile("discord.json#/components/schemas/" + schema)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s is no %s: %v\n%s", name, schema, err, b)
		}
	}
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	replies := adaptertest.Fixtures()
	replies = append(replies, adaptertest.Fixture{Name: "long", Reply: reply.Fit(adaptertest.LongReply(), s.adapter.Limits())[0]})
	for _, f := range replies {
		in := s.begun(inbox)
		outs := []port.Outbound{
			{Key: "k", To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: f.Reply},
			{Key: "k", To: in.From, ReplyToken: in.ReplyToken, Person: kari, Reply: f.Reply},
			{Key: "k", To: in.From, ReplyToken: in.ReplyToken, Person: kari, Reply: f.Reply},
		}
		for _, out := range outs {
			if _, err := s.adapter.Send(t.Context(), out); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.offer(bot.Address{Platform: discord.Platform, Channel: dm}, 7)
	s.refuse("/threads", 403, 50013, 1)
	s.offer(at(support, thread), 3)
	s.offer(at(support, thread), 3)
	for _, i := range []map[string]any{
		s.interaction(2, general, map[string]any{"type": 1}, nil),
		s.interaction(4, general, map[string]any{"options": []map[string]any{{"value": "0x", "focused": true}}}, nil),
	} {
		s.push("INTERACTION_CREATE", i)
		s.callbackOf(i)
	}
	body := s.offer(bot.Address{Platform: discord.Platform, Channel: dm}, 7)
	s.callbackOf(s.press(dm, body, rowOf(body, 0)[0]["custom_id"].(string), "c:c"))
	for holding, schema := range map[string]string{
		"POST /channels/" + dm + "/messages$":      "MessageCreateRequest",
		"POST /channels/" + support + "/messages$": "MessageCreateRequest",
		"/threads$":         "CreateTextThreadWithMessageRequest",
		"PATCH /webhooks/":  "IncomingWebhookUpdateRequestPartial",
		"POST /webhooks/":   "IncomingWebhookRequestPartial",
		"/users/@me/channe": "CreatePrivateChannelRequest",
	} {
		for _, call := range s.made(holding) {
			valid(call.String(), schema, call.body)
		}
	}
	for _, call := range s.made("/callback$") {
		schema := map[float64]string{
			5: "CreateMessageInteractionCallbackRequest", 7: "UpdateMessageInteractionCallbackRequest",
			8: "ApplicationCommandAutocompleteCallbackRequest", 9: "ModalInteractionCallbackRequest",
		}[call.body["type"].(float64)]
		valid(call.String(), schema, call.body)
	}
}
