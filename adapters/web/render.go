package web

import (
	"html/template"
	"net/url"
	"strings"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/feed"
	"aktivering/bot/form"
)

// lineView is one line as the templates show it.
type lineView struct {
	Texts form.Texts
	// Base is what the paths of the page begin with.
	Base string
	ID   int64
	Key  string
	Own  bool
	// Picked is the line that the visitor picked something of; 0 of any other line.
	Picked int64
	// Gone tells that the line was removed, and Edited that it says something else than before.
	Gone, Edited bool
	// Who wrote it; empty of the visitor and of the bot.
	Who string
	// Moment is the time for programs, and Clock for people.
	Moment, Clock string
	Blocks        []blockView
	Choices       []choiceView
	Files         []fileView
	// Form is the key of what is pressed here.
	Form string
}

// blockView is one block; Kind is one of heading, paragraph, note, steps, code and fields.
type blockView struct {
	Kind   string
	Spans  []spanView
	Items  [][]spanView
	Start  int
	Text   string
	Fields []content.Field
}

// spanView is a run of text; Kind is one of plain, strong, label, command, mono, differs, link.
type spanView struct {
	Kind, Text string
	// URL is one that opens without harm; empty without one.
	URL template.URL
}

type choiceView struct {
	// Value names the choice in what is pressed.
	Value, Label string
	Standing     bool
}

type fileView struct {
	Path, Name string
	Picture    bool
}

// renderer makes lines for one page.
type renderer struct {
	texts form.Texts
	base  string
	zone  *time.Location
	// windows tells that the device opens ms-settings: links.
	windows bool
}

// line returns a line as it is shown. choices tells that its choices can be picked still.
func (r renderer) line(l feed.Line, choices bool) lineView {
	at := l.At.In(r.zone)
	v := lineView{Texts: r.texts, Base: r.base, ID: l.ID, Key: strings.TrimPrefix(l.Key, ownKey), Moment: at.Format(time.RFC3339), Clock: at.Format("15:04")}
	e, ok := entryOf(l)
	v.Own = strings.HasPrefix(l.Key, ownKey)
	if !ok {
		v.Gone = true
		return v
	}
	for _, f := range e.Files {
		v.Files = append(v.Files, fileView{Path: "/files/" + url.PathEscape(f.ID), Name: adapterkit.CleanFileName(f.Name), Picture: isPicture(f.Kind)})
	}
	if v.Picked = e.Picked; e.Reply == nil {
		if e.Text != "" {
			v.Blocks = []blockView{{Kind: "paragraph", Spans: []spanView{{Kind: "plain", Text: clean(e.Text)}}}}
		}
		return v
	}
	reply := *e.Reply
	v.Edited = e.Edited
	if who, rest, signed := reply.Unsigned(); signed {
		v.Who, reply = clean(who), rest
	}
	for _, b := range reply.Blocks {
		v.Blocks = append(v.Blocks, r.block(b))
	}
	if !choices {
		return v
	}
	for _, c := range reply.Choices {
		v.Choices = append(v.Choices, choiceView{Value: valueOf(l.ID, c.ID), Label: clean(c.Label), Standing: c.Standing})
	}
	return v
}

func (r renderer) block(b content.Block) blockView {
	switch b := b.(type) {
	case content.Heading:
		return blockView{Kind: "heading", Spans: r.spans(b.Spans)}
	case content.Paragraph:
		return blockView{Kind: "paragraph", Spans: r.spans(b.Spans)}
	case content.Note:
		return blockView{Kind: "note", Spans: r.spans(b.Spans)}
	case content.Steps:
		v := blockView{Kind: "steps", Start: b.First()}
		for _, item := range b.Items {
			v.Items = append(v.Items, r.spans(item))
		}
		return v
	case content.Code:
		return blockView{Kind: "code", Text: clean(b.Text)}
	case content.Fields:
		v := blockView{Kind: "fields"}
		for _, f := range b.Items {
			v.Fields = append(v.Fields, content.Field{Name: clean(f.Name), Value: clean(f.Value)})
		}
		return v
	}
	return blockView{}
}

// kinds are the names of the kinds of spans in the templates.
var kinds = map[content.SpanKind]string{
	content.Plain: "plain", content.Strong: "strong", content.Label: "label", content.Command: "command",
	content.Mono: "mono", content.Differs: "differs", content.Link: "link",
	content.Emphasis: "emphasis", content.Struck: "struck",
}

func (r renderer) spans(spans []content.Span) []spanView {
	list := make([]spanView, 0, len(spans))
	for _, s := range spans {
		list = append(list, spanView{Kind: kinds[s.Kind], Text: clean(s.Text), URL: r.address(s.URL)})
	}
	return list
}

// address returns an address that opens without harm on the device; empty for any other.
func (r renderer) address(address string) template.URL {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(address, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return ""
	}
	if u.Scheme == "https" && u.Host != "" || u.Scheme == "ms-settings" && r.windows {
		return template.URL(address) //nolint:gosec // one of two schemes, without control characters
	}
	return ""
}

func clean(text string) string { return adapterkit.CleanText(text) }

// shown returns lines in the order of the page. Choices can be picked of the last line that has
// some, unless one of it was picked.
func (r renderer) shown(lines []feed.Line) []lineView {
	open := openChoices(lines)
	views := make([]lineView, len(lines))
	for i, l := range lines {
		views[i] = r.line(l, l.ID == open)
	}
	return views
}

// openChoices returns the id of the last line with choices; 0 where one of them was picked.
func openChoices(lines []feed.Line) (open int64) {
	for _, l := range lines {
		e, ok := entryOf(l)
		switch {
		case !ok:
		case e.Reply != nil && len(e.Reply.Choices) > 0:
			open = l.ID
		case e.Picked != 0 && e.Picked == open:
			open = 0
		}
	}
	return open
}

// choiceOf returns a choice of a line, by its id.
func choiceOf(lines []feed.Line, line int64, id bot.ChoiceID) (c bot.Choice, turn int, ok bool) {
	for _, l := range lines {
		e, readable := entryOf(l)
		if l.ID != line || !readable || e.Reply == nil {
			continue
		}
		for _, c := range e.Reply.Choices {
			if c.ID == id {
				return c, e.Reply.Turn, true
			}
		}
	}
	return c, 0, false
}
