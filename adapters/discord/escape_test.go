package discord_test

import (
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/content"
)

// An address is shown also where there is no room for markup.
func TestAddressesAreShown(t *testing.T) {
	link := func(address string) content.Block {
		return content.Note{Spans: []content.Span{{Text: "bildet", Kind: content.Link, URL: address}}}
	}
	shown := func(blocks ...content.Block) string {
		var texts []string
		for _, e := range discord.Render(bot.Reply{Blocks: blocks}) {
			texts = append(texts, e.Title, e.Description)
		}
		return strings.Join(texts, "\n")
	}
	if got := shown(link("https://files.test/a")); !strings.Contains(got, "[bildet](https://files.test/a)") {
		t.Errorf("got %s", got)
	}
	var long []content.Block
	for range 600 {
		long = append(long, content.Paragraph{Spans: []content.Span{{Text: "a", Kind: content.Strong}, {Text: "b", Kind: content.Strong}}})
	}
	if got := shown(append(long, link("https://files.test/a"))...); strings.Contains(got, "](") || !strings.Contains(got, `bildet (https\://files.test/a)`) {
		t.Errorf("got …%s", got[max(0, len(got)-200):])
	}
}
