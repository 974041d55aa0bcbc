package slack_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
)

func TestLinksKeepTheirAddress(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for text, want := range map[string]string{
		"se <https://example.com/a?b=1&amp;c=2|kvitteringen>":     "se kvitteringen (https://example.com/a?b=1&c=2)",
		"se <https://example.com/a>":                              "se https://example.com/a",
		"se <http://example.com|example.com>":                     "se example.com",
		"se <https://example.com/|example.com>":                   "se example.com",
		"se <https://evil.example|https://microsoft.com>":         "se https://microsoft.com (https://evil.example)",
		"skriv <mailto:ola@example.com|ola@example.com>":          "skriv ola@example.com",
		"skriv <mailto:ola@example.com|Ola>":                      "skriv Ola (ola@example.com)",
		"ring <tel:+4722222222|22 22 22 22>":                      "ring 22 22 22 22 (+4722222222)",
		"hei <@U9|kari> i <#C9|hjelp>, <!subteam^S1|@it> <!here>": "hei @kari i #hjelp, @it @here",
	} {
		body, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{
			"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1700000002.000100", "text": text,
		}})
		if err != nil {
			t.Fatal(err)
		}
		if code := w.deliver("/slack/events", string(body), "application/json"); code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		if said, ok := inbox.take(t).Event.(event.Message); !ok || said.Text != want {
			t.Errorf("%s: got %q, want %q", text, said.Text, want)
		}
	}
}

func TestEdits(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	message := func(text, user string, edited bool) map[string]any {
		m := map[string]any{"type": "message", "user": user, "ts": "1700000002.000100", "text": text}
		if edited {
			m["edited"] = map[string]string{"user": user, "ts": "1700000009.000000"}
		}
		return m
	}
	tombstone := message("This message was deleted.", "USLACKBOT", false)
	tombstone["subtype"] = "tombstone"
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "D1", Thread: "private"}
	for _, c := range []struct {
		name  string
		event map[string]any
		key   string
		want  event.Event
	}{
		{
			"an edit",
			map[string]any{"subtype": "message_changed", "message": message("0xC004C003", "U1", true), "previous_message": message("0xC004F213", "U1", false)},
			"edit/D1/1700000002.000100/1700000009.000000/1700000010.000200",
			event.MessageEdited{Now: event.Message{Text: "0xC004C003", Message: "1700000002.000100", Addressed: true, OnlyIfAddressed: true}},
		},
		{"the same words", map[string]any{"subtype": "message_changed", "message": message("a", "U1", true), "previous_message": message("a", "U1", false)}, "", nil},
		{"a preview", map[string]any{"subtype": "message_changed", "message": message("a", "U1", false), "previous_message": message("b", "U1", false)}, "", nil},
		{"our own", map[string]any{"subtype": "message_changed", "message": message("a", "UBOT", true), "previous_message": message("b", "UBOT", false)}, "", nil},
		{"nothing", map[string]any{"subtype": "message_changed"}, "", nil},
		{"a removal", map[string]any{"subtype": "message_deleted", "previous_message": message("a", "U1", false)}, "delete/D1/1700000002.000100", event.MessageDeleted{Message: "1700000002.000100"}},
		{"our own removed", map[string]any{"subtype": "message_deleted", "previous_message": message("a", "UBOT", false)}, "", nil},
		{"another edit in the same second", map[string]any{"subtype": "message_changed", "ts": "1700000010.000300", "message": message("0xC004C003", "U1", true), "previous_message": message("0xC004F213", "U1", false)}, "edit/D1/1700000002.000100/1700000009.000000/1700000010.000300", event.MessageEdited{Now: event.Message{Text: "0xC004C003", Message: "1700000002.000100", Addressed: true, OnlyIfAddressed: true}}},
		{"a removal of what others have answered", map[string]any{"subtype": "message_changed", "message": tombstone, "previous_message": message("a", "U1", false)}, "delete/D1/1700000002.000100", event.MessageDeleted{Message: "1700000002.000100"}},
		{"our own, which others have answered", map[string]any{"subtype": "message_changed", "message": tombstone, "previous_message": message("a", "UBOT", false)}, "", nil},
		{"a removal of nobody's", map[string]any{"subtype": "message_deleted", "deleted_ts": "1700000002.000100"}, "delete/D1/1700000002.000100", event.MessageDeleted{Message: "1700000002.000100"}},
		{"a removal of what was removed", map[string]any{"subtype": "message_deleted", "deleted_ts": "1700000002.000100", "previous_message": tombstone}, "delete/D1/1700000002.000100", event.MessageDeleted{Message: "1700000002.000100"}},
		{"a removal of nothing", map[string]any{"subtype": "message_deleted"}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.event["type"], c.event["channel"], c.event["channel_type"], c.event["ts"] = "message", "D1", "im", cmp.Or(c.event["ts"], any("1700000010.000200"))
			person := "U1"
			if was, ok := c.event["previous_message"].(map[string]any); !ok || was["subtype"] != nil {
				person = "" // Slack no longer tells
			}
			b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": c.event})
			if err != nil {
				t.Fatal(err)
			}
			if code := w.deliver("/slack/events", string(b), "application/json"); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			if c.want == nil {
				inbox.none(t, c.name)
				return
			}
			if in := inbox.take(t); in.Key != c.key || in.From != at || in.Person.ID != person || !reflect.DeepEqual(in.Event, c.want) {
				t.Errorf("got %+v", in)
			}
		})
	}
}

func TestMessages(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	cases := []struct {
		name   string
		event  map[string]any
		thread string
		said   *event.Message
	}{
		{"mention", map[string]any{"type": "app_mention", "channel": "C1", "text": "<@UBOT> 0xC004F213"}, "1700000002.000100", &event.Message{Text: "0xC004F213", Addressed: true}},
		{"mention as a message", map[string]any{"type": "message", "channel": "C1", "text": "hei <@UBOT>: 0xC004F213"}, "1700000002.000100", &event.Message{Text: "hei : 0xC004F213", Addressed: true}},
		{"direct message", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei"}, "private", &event.Message{Text: "hei", Addressed: true}},
		{"direct message in a thread", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "thread_ts": "1700000000.000001"}, "1700000000.000001", &event.Message{Text: "hei", Addressed: true, InThread: true}},
		{"in a thread", map[string]any{"type": "message", "channel": "C1", "text": "nei", "thread_ts": "1700000000.000001"}, "1700000000.000001", &event.Message{Text: "nei", InThread: true}},
		{"support channel", map[string]any{"type": "message", "channel": "CSUPPORT", "text": "får <https://example.com|0xC004F213>"}, "1700000002.000100", &event.Message{Text: "får 0xC004F213 (https://example.com)"}},
		{"another channel", map[string]any{"type": "message", "channel": "C1", "text": "0xC004F213"}, "", nil},
		{"ourselves", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "user": "UBOT"}, "", nil},
		{"another bot", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "bot_id": "B1"}, "", nil},
		{"somebody joins", map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "text": "hei", "subtype": "channel_join"}, "", nil},
		{"another event", map[string]any{"type": "reaction_added", "channel": "D1"}, "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ev := map[string]any{"user": "U1", "ts": "1700000002.000100"}
			maps.Copy(ev, c.event)
			b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": ev})
			if err != nil {
				t.Fatal(err)
			}
			if code := w.deliver("/slack/events", string(b), "application/json"); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			if c.said == nil {
				inbox.none(t, c.name)
				return
			}
			in := inbox.take(t)
			want := bot.Address{Platform: "slack", Space: "T1", Channel: fmt.Sprint(c.event["channel"]), Thread: c.thread}
			if got, ok := in.Event.(event.Message); !ok || got.Text != c.said.Text || got.Addressed != c.said.Addressed || got.InThread != c.said.InThread || got.OnlyIfAddressed != (c.name != "support channel") || in.From != want {
				t.Errorf("got %+v, want %+v at %+v", in, c.said, want)
			}
			direct, known := want.Channel == "D1", c.said.Addressed || want.Channel == "CSUPPORT"
			if (in.Audience == event.AudienceDirect) != direct || in.Audience == event.AudienceEphemeral || known && in.Person.Name == "" {
				t.Errorf("audience %q, person %+v", in.Audience, in.Person)
			}
			if in.Key != "message/"+want.Channel+"/1700000002.000100/U1" || in.At.Unix() != 1700000002 {
				t.Errorf("key %q, time %v", in.Key, in.At)
			}
		})
	}
}
