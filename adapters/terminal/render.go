package terminal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
)

// Render returns a reply as text that ends in a line break. Choices are
// numbered lines.
func Render(r bot.Reply, s Style) string {
	p := &page{style: s, width: s.width()}
	for i, b := range r.Blocks {
		if i > 0 {
			p.gap(r.Blocks[i-1], b)
		}
		p.block(b)
	}
	if len(r.Blocks) > 0 && len(r.Choices) > 0 {
		p.out.WriteByte('\n')
	}
	for i, c := range r.Choices {
		number := "[" + strconv.Itoa(i+1) + "] "
		p.lines(spansOf(c.Label), look{}, "  "+number, "  "+strings.Repeat(" ", len(number)))
	}
	return p.out.String()
}

func spansOf(text string) []content.Span { return []content.Span{{Text: text}} }

// page is a reply that is being written.
type page struct {
	style Style
	width int
	out   strings.Builder
}

// gap writes an empty line, unless the next block belongs to the one before.
func (p *page) gap(before, next content.Block) {
	switch before.(type) {
	case content.Heading:
		return
	case content.Paragraph, content.Note:
		if _, ok := next.(content.Steps); ok {
			return
		}
	case content.Steps:
		if _, ok := next.(content.Note); ok {
			return
		}
	default:
	}
	p.out.WriteByte('\n')
}

func (p *page) block(b content.Block) {
	switch b := b.(type) {
	case content.Heading:
		p.lines(b.Spans, look{sgr: "1"}, "", "")
	case content.Paragraph:
		p.lines(b.Spans, look{}, "", "")
	case content.Note:
		p.lines(b.Spans, look{sgr: "2"}, "", "")
	case content.Steps:
		start := max(b.Start, 1)
		last := len(strconv.Itoa(start + len(b.Items) - 1))
		for i, item := range b.Items {
			number := strconv.Itoa(start + i)
			number = strings.Repeat(" ", last-len(number)) + number + ". "
			p.lines(item, look{}, number, strings.Repeat(" ", len(number)))
		}
	case content.Code:
		// Not wrapped: a line break would be copied along.
		for line := range strings.SplitSeq(b.Text, "\n") {
			p.write("    ", []cell{{text: Visible(line), look: look{sgr: "36"}}})
		}
	case content.Fields:
		for _, f := range b.Items {
			p.lines([]content.Span{{Text: f.Name + ":", Kind: content.Strong}, {Text: " " + f.Value}}, look{}, "", "  ")
		}
	}
}

// lines writes running text, wrapped to the width.
func (p *page) lines(spans []content.Span, base look, first, rest string) {
	indent := first
	for _, line := range wrap(p.cells(spans, base), p.width-len(first)) {
		p.write(indent, line)
		indent = rest
	}
	for _, address := range p.addresses(spans) {
		p.write(rest, cellsOf(address, base))
	}
}

// addresses returns the addresses of the links of a text, for a terminal that shows no
// links. They are written on lines of their own, unwrapped.
func (p *page) addresses(spans []content.Span) []string {
	var list []string
	for _, s := range spans {
		address := safeURL(s.URL)
		if s.Kind == content.Link && address != "" && !p.style.Links && address != s.Text && !slices.Contains(list, address) {
			list = append(list, address)
		}
	}
	return list
}

// cells divides spans into characters with their looks.
func (p *page) cells(spans []content.Span, base look) []cell {
	var cells []cell
	for _, s := range spans {
		l := base.with(s.Kind)
		address := safeURL(s.URL)
		switch {
		case s.Kind == content.Differs && !p.style.Colors:
			cells = append(cells, cellsOf("["+s.Text+"]", l)...)
		case address != "" && p.style.Links:
			l.url = address
			cells = append(cells, cellsOf(s.Text, l)...)
		default:
			cells = append(cells, cellsOf(s.Text, l)...)
		}
	}
	return cells
}

// write writes one line, switching looks where they change.
func (p *page) write(indent string, line []cell) {
	p.out.WriteString(indent)
	now := look{}
	for _, c := range line {
		p.turn(&now, c.look)
		p.out.WriteString(c.text)
	}
	p.turn(&now, look{})
	p.out.WriteByte('\n')
}

func (p *page) turn(now *look, next look) {
	if p.style.Links && now.url != next.url {
		p.out.WriteString("\x1b]8;;" + next.url + "\x1b\\")
	}
	if p.style.Colors && now.sgr != next.sgr {
		p.out.WriteString("\x1b[0")
		if next.sgr != "" {
			p.out.WriteString(";" + next.sgr)
		}
		p.out.WriteByte('m')
	}
	*now = next
}

// look is how a character is shown: the codes of ANSI's "select graphic rendition", and the
// address of its link.
type look struct{ sgr, url string }

func (l look) with(kind content.SpanKind) look {
	add := ""
	switch kind {
	case content.Plain:
	case content.Strong, content.Label:
		add = "1"
	case content.Command, content.Mono:
		add = "36"
	case content.Differs:
		add = "1;4;31"
	case content.Link:
		add = "4"
	case content.Emphasis:
		add = "3"
	case content.Struck:
		add = "9"
	}
	switch {
	case l.sgr == "" || l.sgr == add:
		l.sgr = add
	case add != "":
		l.sgr += ";" + add
	}
	return l
}

// safeURL returns an address that can be opened without harm; "" for any other.
func safeURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	switch u.Scheme {
	case "https", "ms-settings":
		return address
	}
	return ""
}
