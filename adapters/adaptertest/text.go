package adaptertest

import (
	"strconv"
	"strings"
	"unicode"

	"aktivering/bot"
	"aktivering/bot/content"
)

// textsOf returns every piece of visible text of a reply's blocks in the order
// it is read, steps with their numbers.
func textsOf(r bot.Reply) []string {
	var texts []string
	add := func(text string) { texts = append(texts, visibleParts(text)...) }
	spans := func(spans []content.Span) {
		for _, s := range spans {
			add(s.Text)
		}
	}
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case content.Heading:
			spans(b.Spans)
		case content.Paragraph:
			spans(b.Spans)
		case content.Note:
			spans(b.Spans)
		case content.Code:
			add(b.Text)
		case content.Fields:
			for _, f := range b.Items {
				add(f.Name)
				add(f.Value)
			}
		case content.Steps:
			for i, item := range b.Items {
				add(strconv.Itoa(max(b.Start, 1) + i))
				spans(item)
			}
		}
	}
	return texts
}

// holds reports whether the texts are shown one after the other; line breaks
// and indents, which a renderer is free to choose, do not count. If not, it
// returns the first that is missing.
func holds(shown string, texts []string) (missing string, ok bool) {
	shown = squash(shown)
	for _, text := range texts {
		text = squash(text)
		at := strings.Index(shown, text)
		if at < 0 {
			return text, false
		}
		shown = shown[at+len(text):]
	}
	return "", true
}

// holdsAll reports as holds does, also where a long text is shown in several parts.
func holdsAll(shown string, texts []string) (missing string, ok bool) {
	shown = strings.Join(strings.Fields(shown), "")
	for _, text := range texts {
		whole := strings.Join(strings.Fields(text), "")
		at := strings.Index(shown, whole)
		if at < 0 {
			return text, false
		}
		shown = shown[at+len(whole):]
	}
	return "", true
}

func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

// visibleParts returns what of a text must be shown as it stands: everything
// between characters that have no look of their own.
func visibleParts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return invisible(r) || r == '\n' })
}

// invisible reports a character that changes how others are shown.
func invisible(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

// everywhere returns replies that hold the text once in each place that a
// renderer treats in its own way.
func everywhere(text string) []bot.Reply {
	var spans []content.Span
	for kind := content.Plain; kind <= content.Struck; kind++ {
		s := content.Span{Text: text, Kind: kind}
		if kind == content.Link {
			s.URL = "https://example.com/"
		}
		spans = append(spans, s)
	}
	replies := []bot.Reply{
		{Blocks: []content.Block{content.Code{Text: text}}},
		{Blocks: []content.Block{content.Fields{Items: []content.Field{{Name: text, Value: text}}}}},
	}
	for _, s := range spans {
		one := []content.Span{s}
		replies = append(replies,
			bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: one}}},
			bot.Reply{Blocks: []content.Block{content.Heading{Spans: one}}},
			bot.Reply{Blocks: []content.Block{content.Note{Spans: one}}},
			bot.Reply{Blocks: []content.Block{content.Steps{Items: [][]content.Span{one}}}},
		)
	}
	return replies
}
