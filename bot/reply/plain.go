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
	add := func(words string) {
		blocks = append(blocks, content.Paragraph{Spans: []content.Span{{Text: words}}})
	}
	for _, b := range r.Blocks {
		add(string(appendWords(nil, b)))
	}
	if len(r.Choices) > 0 {
		lines := make([]string, len(r.Choices))
		for i, c := range r.Choices {
			lines[i] = strconv.Itoa(i+1) + ". " + c.Label
		}
		add(strings.Join(lines, "\n"))
	}
	return bot.Reply{Blocks: blocks, Turn: r.Turn, Private: r.Private, Silent: r.Silent}
}

// AppendWords appends what blocks say to b, as PlainText says it, with a line break after each.
func AppendWords(b []byte, blocks []content.Block) []byte {
	for _, block := range blocks {
		b = append(appendWords(b, block), '\n')
	}
	return b
}

func appendWords(b []byte, block content.Block) []byte {
	switch block := block.(type) {
	case content.Heading:
		return appendWithAddresses(b, block.Spans)
	case content.Paragraph:
		return appendWithAddresses(b, block.Spans)
	case content.Note:
		return appendWithAddresses(b, block.Spans)
	case content.Code:
		return append(b, block.Text...)
	case content.Steps:
		for i, item := range block.Items {
			if i > 0 {
				b = append(b, '\n')
			}
			b = append(strconv.AppendInt(b, int64(block.First()+i), 10), ". "...)
			b = appendWithAddresses(b, item)
		}
	case content.Fields:
		for i, f := range block.Items {
			if i > 0 {
				b = append(b, '\n')
			}
			b = append(append(append(b, f.Name...), ": "...), f.Value...)
		}
	}
	return b
}

// WithAddresses returns the text of spans, with the address of each web link after it.
func WithAddresses(spans []content.Span) string { return string(appendWithAddresses(nil, spans)) }

func appendWithAddresses(b []byte, spans []content.Span) []byte {
	for _, s := range spans {
		b = append(b, s.Text...)
		if s.Kind == content.Link && s.URL != "" && s.URL != s.Text {
			b = append(append(append(b, " ("...), s.URL...), ')')
		}
	}
	return b
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
