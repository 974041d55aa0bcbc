package discord

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

// Others can open a channel or a thread of a server, and nothing private.
func TestLink(t *testing.T) {
	for _, c := range []struct {
		at   bot.Address
		want string
	}{
		{bot.Address{Platform: Platform, Space: "1", Channel: "2", Thread: "3"}, "https://discord.com/channels/1/3"},
		{bot.Address{Platform: Platform, Space: "1", Channel: "2"}, "https://discord.com/channels/1/2"},
		{bot.Address{Platform: Platform, Space: "1", Channel: "2", Thread: private}, ""},
		{bot.Address{Platform: Platform, Channel: "2"}, ""},
		{bot.Address{Platform: "slack", Space: "1", Channel: "2"}, ""},
	} {
		if got := (&Adapter{}).Link(c.at); got != c.want {
			t.Errorf("%+v is at %q, want %q", c.at, got, c.want)
		}
	}
}

// The thread of a case has its number in its name.
func TestThreadName(t *testing.T) {
	out := port.Outbound{Case: 12, Reply: bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "Kari trenger hjelp."}}}}}}
	if got := threadName(out); got != "#12 Kari trenger hjelp." {
		t.Errorf("got %q", got)
	}
	if got := threadName(port.Outbound{Case: 3}); got != "#3 Aktivering" {
		t.Errorf("got %q", got)
	}
	if got := threadName(port.Outbound{Reply: out.Reply}); got != "Kari trenger hjelp." {
		t.Errorf("got %q", got)
	}
}
