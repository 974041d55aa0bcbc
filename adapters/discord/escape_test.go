package discord_test

import (
	"strings"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot"
)

// A link that a person writes keeps its address.
func TestLinksAreRead(t *testing.T) {
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

// An address is shown also where there is no room for marks.
func TestLinksAreShown(t *testing.T) {
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
