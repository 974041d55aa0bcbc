package adapterkit_test

import (
	"reflect"
	"testing"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/content"
)

// Each reply differs from the one before it in one thing alone; none is taken for another.
func TestRenderedOnce(t *testing.T) {
	spans := []content.Span{{Text: "a"}}
	replies := []bot.Reply{
		{},
		{Turn: 1},
		{Search: "a"},
		{Form: "a"},
		{Blocks: content.Blocks{content.Heading{Spans: spans}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: spans}}},
		{Blocks: content.Blocks{content.Note{Spans: spans}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "a", Kind: content.Strong}}}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "a", Kind: content.Link, URL: "b"}}}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "a", Kind: content.Link, URL: "c"}}}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "ab"}, {}}}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "a"}, {Text: "b"}}}}},
		{Blocks: content.Blocks{content.Paragraph{Spans: spans}, content.Paragraph{Spans: spans}}},
		{Blocks: content.Blocks{content.Code{Text: "a"}}},
		{Blocks: content.Blocks{content.Steps{Items: [][]content.Span{spans, spans}}}},
		{Blocks: content.Blocks{content.Steps{Items: [][]content.Span{append(spans[:1:1], spans...)}}}},
		{Blocks: content.Blocks{content.Steps{Items: [][]content.Span{spans, spans}, Start: 2}}},
		{Blocks: content.Blocks{content.Fields{Items: []content.Field{{Name: "a", Value: "bc"}}}}},
		{Blocks: content.Blocks{content.Fields{Items: []content.Field{{Name: "ab", Value: "c"}}}}},
		{Choices: []bot.Choice{{ID: "a", Label: "b"}}},
		{Choices: []bot.Choice{{ID: "a", Label: "c"}}},
		{Choices: []bot.Choice{{ID: "b", Label: "b"}}},
		{Choices: []bot.Choice{{ID: "a", Label: "b", Standing: true}}},
		{Choices: []bot.Choice{{ID: "a", Label: "b", Primary: true}}},
		{Choices: []bot.Choice{{ID: "a", Label: "b", Form: "f"}}},
	}
	r := adapterkit.NewRendered()
	rendered := 0
	body := func(of bot.Reply, id string) string {
		b, err := r.Body(of, id, func() ([]byte, error) { rendered++; return []byte{byte(rendered)}, nil })
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var first []string
	for _, of := range replies {
		first = append(first, body(of, ""))
	}
	first = append(first, body(replies[0], "id"))
	if rendered != len(first) {
		t.Errorf("%d replies were rendered, of %d that differ", rendered, len(first))
	}
	var again []string
	for _, of := range replies {
		again = append(again, body(of, ""))
	}
	if again = append(again, body(replies[0], "id")); !reflect.DeepEqual(first, again) {
		t.Errorf("got %q, want %q", again, first)
	}
	withFile := bot.Reply{Files: []bot.File{{Name: "a"}}}
	if before := body(withFile, ""); before == body(withFile, "") {
		t.Error("a reply with a file is kept")
	}
}
