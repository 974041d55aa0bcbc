package reply

import (
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
)

// PlainText returns a reply as running text alone: no headings, lists, links or
// buttons, which are what a platform may refuse. Choices become numbered lines,
// which a Reader reads; addresses are written out.
func PlainText(r bot.Reply) bot.Reply {
	var blocks []content.Block
	add := func(lines ...string) {
		blocks = append(blocks, content.Paragraph{Spans: []content.Span{{Text: strings.Join(lines, "\n")}}})
	}
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case content.Heading:
			add(withAddresses(b.Spans))
		case content.Paragraph:
			add(withAddresses(b.Spans))
		case content.Note:
			add(withAddresses(b.Spans))
		case content.Code:
			add(b.Text)
		case content.Steps:
			lines := make([]string, len(b.Items))
			for i, item := range b.Items {
				lines[i] = strconv.Itoa(b.First()+i) + ". " + withAddresses(item)
			}
			add(lines...)
		case content.Fields:
			lines := make([]string, len(b.Items))
			for i, f := range b.Items {
				lines[i] = f.Name + ": " + f.Value
			}
			add(lines...)
		}
	}
	if len(r.Choices) > 0 {
		lines := make([]string, len(r.Choices))
		for i, c := range r.Choices {
			lines[i] = strconv.Itoa(i+1) + ". " + c.Label
		}
		add(lines...)
	}
	return bot.Reply{Blocks: blocks, Turn: r.Turn, Private: r.Private}
}

// withAddresses returns the text of spans, with the address of each web link after it.
func withAddresses(spans []content.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
		if s.Kind == content.Link && s.URL != "" && s.URL != s.Text {
			b.WriteString(" (" + s.URL + ")")
		}
	}
	return b.String()
}

// Plain is the text of spans.
func Plain(spans []content.Span) string {
	var s strings.Builder
	for _, span := range spans {
		s.WriteString(span.Text)
	}
	return s.String()
}

// maxQuoted is how much of a reply is quoted, in characters.
const maxQuoted = 200

// WordsOf is the beginning of what a reply says.
func WordsOf(r bot.Reply) string {
	var words []string
	r.Choices = nil
	for _, b := range PlainText(r).Blocks {
		if p, ok := b.(content.Paragraph); ok {
			words = append(words, Plain(p.Spans))
		}
	}
	list := []rune(strings.Join(strings.Fields(strings.Join(words, " ")), " "))
	if len(list) > maxQuoted {
		return string(list[:maxQuoted]) + "…"
	}
	return string(list)
}
