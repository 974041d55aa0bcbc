package discord

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
	"aktivering/bot/content"
)

// Discord's limits of embeds, in characters.
const (
	maxTitle       = 256
	maxDescription = 4096
	maxEmbeds      = 6000 // all of a message together
	// maxText is the limit of a reply: it fits even if each character has to be escaped.
	maxText = 2800
)

// colour is that of the line beside an embed.
const colour = 0x0078D4

// separate is an invisible character between two marks.
const separate = "\u200b"

// Render returns a reply as embeds. Discord shows its text as it is: nothing in it becomes
// markup, a mention, an invite or a link.
func Render(r bot.Reply) []*discordgo.MessageEmbed {
	for _, looks := range []style{styles, addressesOnly, textOnly} {
		embeds, total := render(r, looks)
		if total <= maxEmbeds || looks == textOnly {
			return embeds
		}
	}
	return nil
}

// style is how much markup a reply has.
type style int

const (
	styles        style = iota // all markup
	addressesOnly              // text, and the addresses of links
	textOnly                   // text only
)

// render returns a reply in a style, and the characters of its embeds.
func render(r bot.Reply, looks style) (embeds []*discordgo.MessageEmbed, total int) {
	var title string
	blocks := r.Blocks
	if len(blocks) > 0 && looks == styles {
		if h, ok := blocks[0].(content.Heading); ok {
			if t := inLine(line(h.Spans, styles, true)); utf8.RuneCountInString(t) <= maxTitle && strings.TrimSpace(t) != "" {
				title, blocks = t, blocks[1:]
			}
		}
	}
	texts := make([]string, 0, len(blocks))
	for _, b := range blocks {
		if t := block(b, looks); strings.TrimSpace(t) != "" {
			texts = append(texts, t)
		}
	}
	if title == "" && len(texts) == 0 {
		return nil, 0
	}
	if looks == styles && slices.ContainsFunc(texts, func(t string) bool { return utf8.RuneCountInString(t) > maxDescription }) {
		return nil, maxEmbeds + 1 // marks cannot be divided
	}
	total = utf8.RuneCountInString(title)
	for i, text := range pages(texts) {
		e := &discordgo.MessageEmbed{Description: text, Color: colour}
		if i == 0 {
			e.Title = title
		}
		embeds = append(embeds, e)
		total += utf8.RuneCountInString(text)
	}
	return embeds, total
}

// pages joins texts, as many as fit in an embed.
func pages(texts []string) []string {
	list := []string{""}
	for _, text := range texts {
		last := &list[len(list)-1]
		switch n := utf8.RuneCountInString(text); {
		case *last == "":
			*last = text
		case utf8.RuneCountInString(*last)+len(betweenBlocks)+n <= maxDescription:
			*last += between(*last) + text
		default:
			list = append(list, text)
		}
	}
	var all []string
	for _, page := range list {
		all = append(all, cut(page, maxDescription)...)
	}
	return all
}

// betweenBlocks separates blocks. A heading is followed by a single line break.
const betweenBlocks = "\n\n"

func between(before string) string {
	if strings.HasPrefix(before[strings.LastIndexByte(before, '\n')+1:], headingMark) {
		return "\n"
	}
	return betweenBlocks
}

const headingMark = "### "

// cut divides a text that is too long, never between a backslash and the mark that it
// keeps from being one.
func cut(text string, maxRunes int) []string {
	var parts []string
	for utf8.RuneCountInString(text) > maxRunes {
		at, n := 0, 0
		for i := range text {
			if n == maxRunes {
				break
			}
			n++
			at = i
		}
		if marks := at - len(strings.TrimRight(text[:at], `\`)); marks%2 == 1 {
			at--
		}
		parts, text = append(parts, text[:at]), text[at:]
	}
	return append(parts, text)
}

func block(b content.Block, looks style) string {
	switch b := b.(type) {
	case content.Heading:
		if looks != styles {
			return line(b.Spans, looks, false)
		}
		return headingMark + inLine(line(b.Spans, styles, true))
	case content.Paragraph:
		return line(b.Spans, looks, false)
	case content.Steps:
		return steps(b, looks)
	case content.Code:
		return fenced(b.Text, looks)
	case content.Fields:
		return fields(b, looks)
	case content.Note:
		if looks != styles {
			return line(b.Spans, looks, false)
		}
		return "-# " + strings.ReplaceAll(line(b.Spans, styles, false), "\n", "\n-# ")
	}
	return ""
}

// steps returns numbered lines. Further lines of a step are indented.
func steps(s content.Steps, looks style) string {
	lines := make([]string, len(s.Items))
	for i, item := range s.Items {
		number := strconv.Itoa(max(s.Start, 1)+i) + ". "
		text := line(item, looks, false)
		if looks != textOnly {
			text = strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", len(number)))
		}
		lines[i] = number + text
	}
	return strings.Join(lines, "\n")
}

func fields(f content.Fields, looks style) string {
	lines := make([]string, len(f.Items))
	for i, item := range f.Items {
		name := content.Span{Text: item.Name + ":", Kind: content.Strong}
		lines[i] = line([]content.Span{name, {Text: " " + item.Value}}, looks, false)
	}
	return strings.Join(lines, "\n")
}

// fenced returns a text in a code block.
func fenced(text string, looks style) string {
	text = clean(text)
	if looks != styles {
		return escape(text)
	}
	// In a code block only its end is markup.
	text = strings.ReplaceAll(text, "``", "`"+separate+"`")
	return "```\n" + strings.ReplaceAll(text, "``", "`"+separate+"`") + "\n```"
}

// line returns spans as one text; bold tells that the text is bold already.
func line(spans []content.Span, looks style, bold bool) string {
	var out strings.Builder
	ended := false // with a mark
	for _, s := range spans {
		if s.Text == "" {
			continue
		}
		text, mark := span(s, looks, bold)
		if mark && ended {
			out.WriteString(separate)
		}
		out.WriteString(text)
		ended = mark
	}
	return out.String()
}

// span returns one span, and whether it begins and ends with marks.
func span(s content.Span, looks style, bold bool) (text string, mark bool) {
	text = escape(s.Text)
	if address, web := webLink(s.URL); looks == addressesOnly && s.Kind == content.Link && web && s.URL != s.Text {
		text += escape(" (" + address + ")") // without room for the marks
	}
	if looks != styles || strings.TrimSpace(s.Text) == "" {
		return text, false
	}
	switch s.Kind {
	case content.Plain:
		return text, false
	case content.Strong, content.Label:
		if bold {
			return text, false
		}
		return "**" + text + "**", true
	case content.Differs:
		return "__**" + text + "**__", true
	case content.Command, content.Mono:
		if strings.ContainsAny(s.Text, "`\n") {
			return text, false
		}
		return "`" + clean(s.Text) + "`", true
	case content.Emphasis: // has no mark beside a space
		inner := strings.TrimSpace(text)
		before, after, _ := strings.Cut(text, inner)
		return before + "*" + inner + "*" + after, before == "" || after == ""
	case content.Struck:
		return "~~" + text + "~~", true
	case content.Link:
		if address, ok := webLink(s.URL); ok {
			return "[" + inLine(text) + "](" + address + ")", true
		}
	}
	return text, false
}
