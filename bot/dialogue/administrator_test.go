package dialogue_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// Where administrators ask, their articles come first, until somebody says otherwise.
func TestAdministratorsPlace(t *testing.T) {
	m := bottest.Manager(t)
	m.Administrators = []bot.Address{{Platform: "p", Channel: "servers"}}
	say := func(c bot.Conversation, channel, text string) bot.Conversation {
		from := bot.Address{Platform: "p", Channel: channel}
		return m.Step(c, event.Inbound{From: from, Event: event.Message{Text: text, Addressed: true}}).Conversation
	}
	for _, c := range []struct{ channel, text, article string }{
		{"servers", "0xC004F074", "kms-nas-ikke"},
		{"help", "0xC004F074", "0x8007232B"},
		{"servers", "0xC004F074, det er bare for meg selv", "0x8007232B"},
	} {
		if got := say(bot.Conversation{}, c.channel, c.text).Now.Article; got != c.article {
			t.Errorf("%s, %q: %s, want %s", c.channel, c.text, got, c.article)
		}
	}
}
