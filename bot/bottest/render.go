package bottest

import (
	"fmt"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/reply"
)

// Labels returns the labels of choices, in order.
func Labels(list []bot.Choice) []string {
	var l []string
	for _, c := range list {
		l = append(l, c.Label)
	}
	return l
}

// Render writes a reply as the text of the golden files: a line for each block or item,
// the choices in brackets last.
func Render(r bot.Reply) string {
	var b strings.Builder
	for _, block := range r.Blocks {
		switch block := block.(type) {
		case content.Heading:
			fmt.Fprintf(&b, "  ## %s\n", spans(block.Spans))
		case content.Paragraph:
			fmt.Fprintf(&b, "  %s\n", spans(block.Spans))
		case content.Note:
			fmt.Fprintf(&b, "  (%s)\n", spans(block.Spans))
		case content.Code:
			fmt.Fprintf(&b, "  | %s\n", block.Text)
		case content.Fields:
			for _, f := range block.Items {
				fmt.Fprintf(&b, "  - %s: %s\n", f.Name, f.Value)
			}
		case content.Steps:
			for i, item := range block.Items {
				fmt.Fprintf(&b, "  %d. %s\n", max(block.Start, 1)+i, spans(item))
			}
		}
	}
	var choices []string
	for _, c := range r.Choices {
		choices = append(choices, "["+c.Label+"]")
	}
	if len(choices) > 0 {
		fmt.Fprintf(&b, "  %s\n", strings.Join(choices, " "))
	}
	return b.String()
}

func spans(list []content.Span) string {
	var b strings.Builder
	for _, s := range list {
		switch s.Kind {
		case content.Mono, content.Command:
			fmt.Fprintf(&b, "`%s`", s.Text)
		case content.Label:
			fmt.Fprintf(&b, "*%s*", s.Text)
		case content.Differs:
			fmt.Fprintf(&b, "‹%s›", s.Text)
		case content.Link:
			fmt.Fprintf(&b, "%s ↗", s.Text)
		default:
			b.WriteString(s.Text)
		}
	}
	return strings.ReplaceAll(b.String(), "``", "")
}

// Text returns the text of blocks without anything between them.
func Text(blocks []content.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block := block.(type) {
		case content.Heading:
			b.WriteString(reply.Plain(block.Spans))
		case content.Paragraph:
			b.WriteString(reply.Plain(block.Spans))
		case content.Note:
			b.WriteString(reply.Plain(block.Spans))
		case content.Code:
			b.WriteString(block.Text)
		case content.Fields:
			for _, f := range block.Items {
				b.WriteString(f.Name + f.Value)
			}
		case content.Steps:
			for _, item := range block.Items {
				b.WriteString(reply.Plain(item))
			}
		}
	}
	return b.String()
}
