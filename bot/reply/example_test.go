package reply_test

import (
	"fmt"
	"log"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// A reply that is too long becomes several messages. The choices stand under the last one;
// on a platform without buttons there is room kept for them as numbered lines.
func ExampleFit() {
	text := func(s string) content.Paragraph { return content.Paragraph{Spans: []content.Span{{Text: s}}} }
	r := bot.Reply{
		Blocks: content.Blocks{text("Open Settings > System > Activation."), text("Choose Change product key.")},
		Choices: []bot.Choice{
			{ID: "y", Label: "It helped"},
			{ID: "n", Label: "It did not help"},
		},
	}
	for i, piece := range reply.Fit(r, port.Limits{TextRunes: 70, Buttons: false}) {
		fmt.Printf("message %d: %s\n", i+1, reply.WordsOf(piece))
		for _, c := range piece.Choices {
			fmt.Println("-", c.Label)
		}
	}
	// Output:
	// message 1: Open Settings > System > Activation.
	// message 2: Choose Change product key.
	// - It helped
	// - It did not help
}

// A typed answer is read as one of the choices that were offered: by number, by place, or by
// its words.
func ExampleReader_Choose() {
	offered := []bot.Choice{
		{ID: "11", Label: "Windows 11"},
		{ID: "10", Label: "Windows 10"},
		{ID: "?", Label: "Vet ikke"},
	}
	words, err := knowledge.LoadLanguage()
	if err != nil {
		log.Fatal(err)
	}
	reader := reply.NewReader(words)
	for _, typed := range []string{"2", "den første", "windows 10", "aner ikke", "0xC004F213"} {
		id, ok := reader.Choose(offered, typed)
		fmt.Printf("%q: %q %v\n", typed, id, ok)
	}
	// Output:
	// "2": "10" true
	// "den første": "11" true
	// "windows 10": "10" true
	// "aner ikke": "?" true
	// "0xC004F213": "" false
}
