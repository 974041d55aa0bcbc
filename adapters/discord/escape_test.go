package discord_test

import (
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
)

// An address is shown also where there is no room for markup.
func TestAddressesAreShown(t *testing.T) {
	link := func(address string) bot.Block {
		return bot.Note{Spans: []bot.Span{{Text: "bildet", Kind: bot.Link, URL: address}}}
	}
	shown := func(blocks ...bot.Block) string {
		var texts []string
		for _, e := range discord.Render(bot.Reply{Blocks: blocks}) {
			texts = append(texts, e.Title, e.Description)
		}
		return strings.Join(texts, "\n")
	}
	if got := shown(link("https://files.test/a")); !strings.Contains(got, "[bildet](https://files.test/a)") {
		t.Errorf("got %s", got)
	}
	var long []bot.Block
	for range 600 {
		long = append(long, bot.Paragraph{Spans: []bot.Span{{Text: "a", Kind: bot.Strong}, {Text: "b", Kind: bot.Strong}}})
	}
	if got := shown(append(long, link("https://files.test/a"))...); strings.Contains(got, "](") || !strings.Contains(got, `bildet (https\://files.test/a)`) {
		t.Errorf("got …%s", got[max(0, len(got)-200):])
	}
}
