package slack

import (
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
	"aktivering/bot/content"
)

// Block Kit's own limits.
const (
	maxHeader = 150   // characters of a header
	maxNote   = 3_000 // characters of a note, with its marks
	maxBlocks = 50    // of a message
)

// otherBlocks is how many blocks a message can have besides those of its reply: the mentions
// of the agents and of one of them, and the choices.
const otherBlocks = 3

// Render returns a reply as blocks, and as the text that notifications and screen readers
// use. Slack shows the text of rich text and plain text as it is: nothing in it becomes a
// mention, markup or a link. id is that of the block of choices, or empty.
func Render(r bot.Reply, id string) (blocks []slackapi.Block, text string) {
	blocks = make([]slackapi.Block, 0, min(len(r.Blocks), maxBlocks)+1)
	lines := make([]string, 0, len(r.Blocks))
	for _, b := range r.Blocks {
		lines = append(lines, words(b))
	}
	if len(r.Blocks) > maxBlocks-otherBlocks {
		blocks = append(blocks, joined(r.Blocks))
	} else {
		for i, b := range r.Blocks {
			blocks = append(blocks, block(b, i == 0))
		}
	}
	if len(r.Choices) > 0 || r.Search != "" || r.Form != "" {
		blocks = append(blocks, actions(r, id))
	}
	return blocks, escape(strings.Join(lines, "\n\n"))
}

func block(b content.Block, first bool) slackapi.Block {
	switch b := b.(type) {
	case content.Heading:
		if title := join(b.Spans); first && strings.TrimSpace(title) != "" && len([]rune(title)) <= maxHeader {
			return slackapi.NewHeaderBlock(slackapi.NewTextBlockObject(slackapi.PlainTextType, title, false, false))
		}
	case content.Note:
		if text := aside(b); len([]rune(text)) <= maxNote {
			return slackapi.NewContextBlock("", slackapi.NewTextBlockObject(slackapi.MarkdownType, text, false, true))
		}
	default:
	}
	return rich(element(b))
}

// element returns a block as rich text.
func element(b content.Block) slackapi.RichTextElement {
	switch b := b.(type) {
	case content.Heading:
		return slackapi.NewRichTextSection(elements(b.Spans, true)...)
	case content.Paragraph:
		return slackapi.NewRichTextSection(elements(b.Spans, false)...)
	case content.Note:
		return slackapi.NewRichTextSection(elements(b.Spans, false)...)
	case content.Steps:
		return steps(b)
	case content.Code:
		return &slackapi.RichTextPreformatted{Type: slackapi.RTEPreformatted, Elements: elements([]content.Span{{Text: b.Text}}, false)}
	case content.Fields:
		var list []slackapi.RichTextSectionElement
		for i, f := range b.Items {
			if i > 0 {
				list = append(list, literal("\n", nil))
			}
			list = append(list, literal(f.Name+": ", &slackapi.RichTextSectionTextStyle{Bold: true}), literal(f.Value, nil))
		}
		return slackapi.NewRichTextSection(list...)
	}
	return slackapi.NewRichTextSection(literal(" ", nil))
}

// joined returns several blocks as one block of rich text, for a message that would have more
// blocks than Slack takes. An empty line separates paragraphs.
func joined(blocks []content.Block) slackapi.Block {
	list := make([]slackapi.RichTextElement, len(blocks))
	for i, b := range blocks {
		list[i] = element(b)
		section, ok := list[i].(*slackapi.RichTextSection)
		if _, heading := b.(content.Heading); ok && !heading && i < len(blocks)-1 {
			section.Elements = append(section.Elements, literal("\n", nil))
		}
	}
	return slackapi.NewRichTextBlock("", list...)
}

// steps returns a numbered list. One that continues an earlier message is written as lines
// with their numbers: in Slack's published types a list begins at one.
func steps(s content.Steps) slackapi.RichTextElement {
	if s.Start > 1 {
		var lines []slackapi.RichTextSectionElement
		for i, item := range s.Items {
			number := strconv.Itoa(s.Start+i) + ". "
			if i > 0 {
				number = "\n" + number
			}
			lines = append(append(lines, literal(number, nil)), elements(item, false)...)
		}
		return slackapi.NewRichTextSection(lines...)
	}
	list := numbered{Type: slackapi.RTEList, Style: slackapi.RTEListOrdered}
	for _, item := range s.Items {
		list.Elements = append(list.Elements, slackapi.NewRichTextSection(elements(item, false)...))
	}
	return list
}

// numbered is slack-go's list without the field "offset", which slack-go always writes.
type numbered struct {
	Type     slackapi.RichTextElementType     `json:"type"`
	Style    slackapi.RichTextListElementType `json:"style"`
	Elements []slackapi.RichTextElement       `json:"elements"`
}

// RichTextElementType makes it one of the elements of rich text.
func (n numbered) RichTextElementType() slackapi.RichTextElementType { return n.Type }

func rich(e slackapi.RichTextElement) slackapi.Block { return slackapi.NewRichTextBlock("", e) }

func literal(text string, style *slackapi.RichTextSectionTextStyle) slackapi.RichTextSectionElement {
	return slackapi.NewRichTextSectionTextElement(clean(text), style)
}

// elements returns spans as rich text.
func elements(spans []content.Span, bold bool) []slackapi.RichTextSectionElement {
	list := make([]slackapi.RichTextSectionElement, 0, max(len(spans), 1))
	for _, s := range spans {
		if s.Text == "" {
			continue
		}
		look := slackapi.RichTextSectionTextStyle{Bold: bold}
		switch s.Kind {
		case content.Strong, content.Label, content.Differs:
			look.Bold = true
		case content.Command, content.Mono:
			look.Code = true
		case content.Emphasis:
			look.Italic = true
		case content.Struck:
			look.Strike = true
		case content.Plain, content.Link:
		}
		web := s.Kind == content.Link && isWeb(s.URL)
		if !web && look == (slackapi.RichTextSectionTextStyle{}) {
			list = append(list, literal(s.Text, nil))
			continue
		}
		style := look
		if web {
			list = append(list, slackapi.NewRichTextSectionLinkElement(s.URL, clean(s.Text), &style))
			continue
		}
		list = append(list, literal(s.Text, &style))
	}
	if len(list) == 0 {
		list = append(list, literal(" ", nil))
	}
	return list
}

// aside returns a note in Slack's markup, with its links as the only markup.
func aside(n content.Note) string {
	var text strings.Builder
	for _, s := range n.Spans {
		if s.Kind == content.Link && isWeb(s.URL) {
			text.WriteString("<" + s.URL + "|" + strings.ReplaceAll(inert(s.Text), "|", "¦") + ">")
			continue
		}
		text.WriteString(inert(s.Text))
	}
	if strings.TrimSpace(text.String()) == "" {
		return " "
	}
	return text.String()
}

// words returns a block as plain text.
func words(b content.Block) string {
	switch b := b.(type) {
	case content.Heading:
		return join(b.Spans)
	case content.Paragraph:
		return join(b.Spans)
	case content.Note:
		return join(b.Spans)
	case content.Code:
		return clean(b.Text)
	case content.Steps:
		lines := make([]string, len(b.Items))
		for i, item := range b.Items {
			lines[i] = strconv.Itoa(max(b.Start, 1)+i) + ". " + join(item)
		}
		return strings.Join(lines, "\n")
	case content.Fields:
		lines := make([]string, len(b.Items))
		for i, f := range b.Items {
			lines[i] = clean(f.Name + ": " + f.Value)
		}
		return strings.Join(lines, "\n")
	}
	return ""
}

func join(spans []content.Span) string {
	if len(spans) == 1 {
		return clean(spans[0].Text)
	}
	var text strings.Builder
	for _, s := range spans {
		text.WriteString(s.Text)
	}
	return clean(text.String())
}
