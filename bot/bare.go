package bot

import (
	"strconv"
	"strings"
)

// bare returns a reply as running text alone: no headings, lists, links or
// buttons, which are what a platform may refuse. Choices become numbered lines,
// which Choose reads; addresses are written out.
func bare(r Reply) Reply {
	var blocks []Block
	add := func(lines ...string) {
		blocks = append(blocks, Paragraph{[]Span{{Text: strings.Join(lines, "\n")}}})
	}
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case Heading:
			add(written(b.Spans))
		case Paragraph:
			add(written(b.Spans))
		case Note:
			add(written(b.Spans))
		case Code:
			add(b.Text)
		case Steps:
			lines := make([]string, len(b.Items))
			for i, item := range b.Items {
				lines[i] = strconv.Itoa(first(b)+i) + ". " + written(item)
			}
			add(lines...)
		case Fields:
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
	return Reply{Blocks: blocks, Turn: r.Turn, Private: r.Private}
}

// written returns the text of spans, with the address of each web link after it.
func written(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
		if s.Kind == Link && s.URL != "" && s.URL != s.Text {
			b.WriteString(" (" + s.URL + ")")
		}
	}
	return b.String()
}
