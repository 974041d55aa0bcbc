package pages

import (
	"net/url"

	"aktivering/bot/content"
)

// Block is a block of a reply, as templates read it: one of the fields is set.
type Block struct {
	Heading, Paragraph, Note []content.Span
	Code                     string
	Steps                    [][]content.Span
	Start                    int
	Fields                   []content.Field
}

// BlocksOf returns blocks for templates.
func BlocksOf(blocks []content.Block) []Block {
	list := make([]Block, 0, len(blocks))
	for _, b := range blocks {
		switch b := b.(type) {
		case content.Heading:
			list = append(list, Block{Heading: b.Spans})
		case content.Paragraph:
			list = append(list, Block{Paragraph: b.Spans})
		case content.Note:
			list = append(list, Block{Note: b.Spans})
		case content.Code:
			list = append(list, Block{Code: b.Text})
		case content.Steps:
			list = append(list, Block{Steps: b.Items, Start: b.First()})
		case content.Fields:
			list = append(list, Block{Fields: b.Items})
		}
	}
	return list
}

// kind names how a span is meant.
func kind(s content.Span) string {
	switch s.Kind {
	case content.Strong, content.Differs:
		return "strong"
	case content.Emphasis:
		return "em"
	case content.Struck:
		return "struck"
	case content.Label:
		return "label"
	case content.Command, content.Mono:
		return "code"
	case content.Link:
		if u, err := url.Parse(s.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			return "link"
		}
		return "text"
	case content.Plain:
		return "text"
	}
	return "text"
}
