package discord_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/event"
)

// at is an address on the server of the tests.
func at(channel, thread string) bot.Address {
	return bot.Address{Platform: discord.Platform, Space: guild, Channel: channel, Thread: thread}
}

func TestMessages(t *testing.T) {
	const thread, post, other = "500000000000000001", "500000000000000002", "500000000000000003"
	mentioned := map[string]any{"mentions": []map[string]any{{"id": self, "username": "helpbot"}}}
	tests := []struct {
		name, channel, text string
		more                map[string]any
		want                *event.Message // nil means no event
		from                func(id string) bot.Address
	}{
		{
			name: "direct", channel: dm, text: "0xC004F213", want: &event.Message{Text: "0xC004F213", Addressed: true, OnlyIfAddressed: true},
			from: func(string) bot.Address { return bot.Address{Platform: discord.Platform, Channel: dm} },
		},
		{
			name: "in a support channel", channel: support, text: "0xC004F213", want: &event.Message{Text: "0xC004F213"},
			from: func(id string) bot.Address { return at(support, id) },
		},
		{
			name: "in a thread of a support channel", channel: thread, text: "nei", want: &event.Message{Text: "nei", InThread: true},
			from: func(string) bot.Address { return at(support, thread) },
		},
		{
			name: "a forum's post", channel: post, text: "hjelp", more: map[string]any{"id": post},
			want: &event.Message{Text: "Feil 0xC004F213\nhjelp", InThread: true},
			from: func(string) bot.Address { return at(forum, post) },
		},
		{
			name: "later in a forum's post", channel: post, text: "ja", want: &event.Message{Text: "ja", InThread: true},
			from: func(string) bot.Address { return at(forum, post) },
		},
		{
			name: "in any thread", channel: other, text: "ja", want: &event.Message{Text: "ja", InThread: true, OnlyIfAddressed: true},
			from: func(string) bot.Address { return at(general, other) },
		},
		{name: "in any channel", channel: general, text: "0xC004F213"},
		{
			name: "a mention", channel: general, text: "<@" + self + "> 0xC004F213", more: mentioned,
			want: &event.Message{Text: "0xC004F213", Addressed: true, OnlyIfAddressed: true},
			from: func(id string) bot.Address { return at(general, id) },
		},
		{
			name: "an answer to the bot", channel: support, text: "takk",
			more: map[string]any{"type": 19, "referenced_message": map[string]any{"author": map[string]any{"id": self}}},
			want: &event.Message{Text: "takk", Addressed: true},
			from: func(id string) bot.Address { return at(support, id) },
		},
		{
			name: "marks", channel: support, text: "<@" + ola + "> <@!7> <#" + general + "> <@&8> <:ok:12> <a:hei:13> <b>",
			more: map[string]any{"mentions": []map[string]any{{"id": ola, "username": "ola", "global_name": "Ola"}}},
			want: &event.Message{Text: "@Ola @ # @ 🆗 :hei: <b>"},
			from: func(id string) bot.Address { return at(support, id) },
		},
		{
			name: "a picture", channel: support, more: map[string]any{"attachments": []map[string]any{{"filename": "a.png", "content_type": "image/png", "url": "https://cdn/a.png"}}},
			want: &event.Message{Files: []bot.File{{Name: "a.png", Kind: "image/png", URL: "https://cdn/a.png", On: "discord", At: "https://cdn/a.png"}}},
			from: func(id string) bot.Address { return at(support, id) },
		},
		{
			name: "passed on", channel: dm, more: map[string]any{"message_snapshots": []map[string]any{{"message": map[string]any{
				"content": "0xC004F213", "attachments": []map[string]any{{"url": "https://cdn/b.png"}},
			}}}},
			want: &event.Message{Text: "0xC004F213", Files: []bot.File{{URL: "https://cdn/b.png", On: "discord", At: "https://cdn/b.png"}}, Addressed: true, OnlyIfAddressed: true},
			from: func(string) bot.Address { return bot.Address{Platform: discord.Platform, Channel: dm} },
		},
		{name: "a bot's", channel: dm, text: "hei", more: map[string]any{"author": map[string]any{"id": "9", "bot": true}}},
		{name: "the bot's own", channel: dm, text: "hei", more: map[string]any{"author": map[string]any{"id": self}}},
		{name: "a webhook's", channel: support, text: "hei", more: map[string]any{"webhook_id": "5"}},
		{name: "somebody joined", channel: support, text: "", more: map[string]any{"type": 7}},
		{name: "nobody's", channel: support, text: "hei", more: map[string]any{"author": nil}},
	}
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	s.push("GUILD_CREATE", map[string]any{
		"id": guild, "channels": []map[string]any{{"id": support, "type": 0}, {"id": general, "type": 0}, {"id": forum, "type": 15}},
		"threads": []map[string]any{{"id": thread, "type": 11, "parent_id": support, "name": "tråd"}},
	})
	s.push("THREAD_CREATE", map[string]any{"id": post, "type": 11, "parent_id": forum, "name": "Feil 0xC004F213"})
	s.push("THREAD_LIST_SYNC", map[string]any{"guild_id": guild, "threads": []map[string]any{{"id": other, "type": 12, "parent_id": general, "name": "tråd"}}})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := len(inbox.all())
			m := s.message(test.channel, test.text, test.more)
			s.push("MESSAGE_CREATE", m)
			if test.want == nil {
				end := s.message(dm, "slutt", nil)
				end["channel_id"] = test.channel // follows it in the same lane
				delete(end, "guild_id")
				s.push("MESSAGE_CREATE", end)
				if in := inbox.next(s, before); in.Key != "message/"+test.channel+"/"+end["id"].(string) {
					t.Errorf("got %+v", in)
				}
				return
			}
			id := m["id"].(string)
			in := inbox.next(s, before)
			want := *test.want
			want.Message = bot.MessageID(id)
			if !reflect.DeepEqual(in.Event, event.Event(want)) {
				t.Errorf("got  %#v,\nwant %#v", in.Event, want)
			}
			if in.From != test.from(id) || in.Key != "message/"+test.channel+"/"+id || in.Person.ID != kari || !strings.HasPrefix(in.Person.Name, "Kari") {
				t.Errorf("got %+v", in)
			}
		})
	}
	if calls := s.made("POST "); len(calls) > 0 {
		t.Errorf("the adapter speaks by itself: %v", calls)
	}
}

// Discord is asked once about an unknown channel.
func TestUnknownChannelIsAskedFor(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	const unknown = "300000000000000077"
	mention := map[string]any{"mentions": []map[string]any{{"id": self}}}
	s.push("MESSAGE_CREATE", s.message(unknown, "en", mention))
	s.push("MESSAGE_CREATE", s.message(unknown, "to", mention))
	inbox.next(s, 1)
	if n := len(s.made("GET /channels/" + unknown)); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestEditsAndDeletions(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	m := s.message(support, "får 0xC004F214", nil)
	s.push("MESSAGE_CREATE", m)
	first := inbox.next(s, 0)

	m["embeds"] = []map[string]any{{"type": "link"}} // Discord added a preview
	s.push("MESSAGE_UPDATE", m)
	m["content"], m["edited_timestamp"] = "får 0xC004F213", "2026-11-24T10:00:00.000000+00:00"
	s.push("MESSAGE_UPDATE", m)
	edit := inbox.next(s, 1)
	edited, ok := edit.Event.(event.MessageEdited)
	if !ok || edited.Now.Text != "får 0xC004F213" || edited.Now.Message != bot.MessageID(m["id"].(string)) {
		t.Errorf("got %+v", edit)
	}
	if edit.From != first.From || edit.Person != first.Person || edit.Key == first.Key || !strings.HasSuffix(edit.Key, "2026-11-24T10:00:00.000000+00:00") {
		t.Errorf("first %+v, then %+v", first, edit)
	}

	s.push("MESSAGE_DELETE", map[string]any{"id": "123", "channel_id": support, "guild_id": guild}) // its writer is not remembered
	if in := inbox.next(s, 2); in.Person.ID != "" || in.From.Thread != "123" || in.Event != event.Event(event.MessageDeleted{Message: "123"}) {
		t.Errorf("got %+v", in)
	}
	s.push("MESSAGE_DELETE", map[string]any{"id": m["id"], "channel_id": support, "guild_id": guild})
	gone := inbox.next(s, 3)
	if e, ok := gone.Event.(event.MessageDeleted); !ok || string(e.Message) != m["id"] || gone.From != first.From || gone.Person.ID != first.Person.ID || gone.Key != "delete/"+support+"/"+string(e.Message) {
		t.Errorf("got %+v", gone)
	}
	s.push("MESSAGE_DELETE_BULK", map[string]any{"ids": []any{m["id"]}, "channel_id": support, "guild_id": guild})
	if again := inbox.next(s, 4); again.Key != gone.Key {
		t.Errorf("got %+v", again)
	}
}

// After a restart the writer of a removed message is not known, but its address is.
func TestDeletionAfterARestart(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	const thread = "300000000000000777"
	s.push("THREAD_CREATE", map[string]any{"id": thread, "type": 11, "parent_id": support})
	for n, from := range []bot.Address{
		{Platform: discord.Platform, Channel: dm},
		{Platform: discord.Platform, Space: guild, Channel: support, Thread: thread},
	} {
		e := map[string]any{"id": "123", "channel_id": from.Channel}
		if from.Thread != "" {
			e["channel_id"], e["guild_id"] = thread, guild
		}
		s.push("MESSAGE_DELETE", e)
		in := inbox.next(s, n)
		if in.From != from || in.Person.ID != "" || in.Event != event.Event(event.MessageDeleted{Message: "123"}) {
			t.Errorf("got %+v", in)
		}
	}
}

// A message that the store does not save at first is not lost: Discord sends it only once.
func TestMessageIsKeptUntilItIsSaved(t *testing.T) {
	s := newServer(t)
	fails := 3
	inbox := &kept{fail: func(event.Inbound) error {
		if fails--; fails >= 0 {
			return errors.New("the store is away")
		}
		return nil
	}}
	s.run(inbox)
	s.push("MESSAGE_CREATE", s.message(dm, "en", nil))
	s.push("MESSAGE_CREATE", s.message(dm, "to", nil))
	for i, want := range []string{"en", "to"} {
		if said, ok := inbox.next(s, i).Event.(event.Message); !ok || said.Text != want {
			t.Errorf("%d is %+v", i, said)
		}
	}
}

// Discord withholds the content of messages where the intent is off. Nobody can send an empty
// message, so that this is noticed.
func TestWithheldContentIsNoticed(t *testing.T) {
	s := newServer(t)
	s.run(new(kept))
	s.push("MESSAGE_CREATE", s.message(support, "", map[string]any{"sticker_items": []map[string]any{{"id": "1"}}}))
	s.push("MESSAGE_CREATE", s.message(support, "", map[string]any{"poll": map[string]any{}}))
	s.push("MESSAGE_CREATE", s.message(support, "hei", nil))
	if err := s.adapter.Ready(); err != nil {
		t.Errorf("a sticker: %v", err)
	}
	s.push("MESSAGE_CREATE", s.message(support, "", nil))
	s.until("noticed", func() bool {
		err := s.adapter.Ready()
		return err != nil && strings.Contains(err.Error(), "Message Content Intent")
	})
	s.push("MESSAGE_CREATE", s.message(support, "hei", nil))
	s.until("ready again", func() bool { return s.adapter.Ready() == nil })
}

// Unreadable events do no harm.
func TestUnreadableEvents(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	for _, kind := range []string{"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE", "GUILD_CREATE", "THREAD_CREATE", "CHANNEL_DELETE", "NEVER_HEARD_OF"} {
		for _, data := range []string{"null", "{}", "[]", `"text"`, `{"id":7}`, `{"id":"1","channel_id":{}}`, `{"id":"1","type":0,"token":"","data":{}}`, `{"id":"1","type":2,"token":"a/b","application_id":"1","channel_id":"2","user":{"id":"3"}}`} {
			s.raw(`{"op":0,"s":5,"t":"` + kind + `","d":` + data + `}`)
		}
	}
	s.push("MESSAGE_CREATE", s.message(dm, "hei", nil))
	s.until("told of the message", func() bool {
		return slices.ContainsFunc(inbox.all(), func(in event.Inbound) bool { return in.From.Channel == dm })
	})
	for _, in := range inbox.all() {
		if _, gone := in.Event.(event.MessageDeleted); !gone && in.From.Channel != dm { // a deletion can be anybody's
			t.Errorf("got %+v", in)
		}
	}
}

func TestLinksKeepTheirAddress(t *testing.T) {
	for text, want := range map[string]string{
		"se [kvitteringen](https://example.com/a?b=1&c=2)":         "se kvitteringen (https://example.com/a?b=1&c=2)",
		"se [kvitteringen](<https://example.com/a>)":               "se kvitteringen (https://example.com/a)",
		`se [kvitteringen](https://example.com/a "tittel")`:        "se kvitteringen (https://example.com/a)",
		"se [boken](https://example.com/a_(b)) og [b](http://c.d)": "se boken (https://example.com/a_(b)) og b (http://c.d)",
		"se <https://example.com/a>":                               "se https://example.com/a",
		"se https://example.com/a":                                 "se https://example.com/a",
		"se [x](ikke) og [https://a.b](https://a.b)":               "se [x](ikke) og https://a.b",
		"[0xC004F213](https://a.b/[x](https://c.d)":                "[0xC004F213](https://a.b/x (https://c.d)",
	} {
		if got := discord.Unmasked(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
