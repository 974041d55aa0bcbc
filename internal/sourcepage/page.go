package sourcepage

import (
	"bytes"
	"path"
	"strings"
	"unicode"
)

// Page is a page that was read: its sections in order.
type Page struct {
	Sections []Section
}

// Section is a heading and what stands under it, up to the next heading.
type Section struct {
	// Heading is empty of what stands before the first heading.
	Heading string
	// Level is that of the heading, 1 to 6; 0 without a heading.
	Level int
	// Blocks are the paragraphs, the items of lists and the rows of tables, each on one line.
	Blocks []string
}

// Read reads a page. Its name tells whether it is HTML or Markdown; where it does not, the
// beginning of the page does. The time is linear in the length of the page.
func Read(name string, data []byte) Page {
	text := strings.ToValidUTF8(string(bytes.TrimPrefix(data, []byte("\ufeff"))), "\uFFFD")
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml", ".aspx":
		return readHTML(text)
	case ".md", ".markdown":
		return readMarkdown(text)
	}
	start := strings.ToLower(strings.TrimSpace(text[:min(len(text), sniffed)]))
	for _, mark := range []string{"<!doctype", "<html", "<head", "<body", "<!--"} {
		if strings.HasPrefix(start, mark) {
			return readHTML(text)
		}
	}
	return readText(text)
}

// sniffed is how much of a page is looked at to tell whether it is HTML, in bytes.
const sniffed = 512

// builder puts a page together.
type builder struct{ page Page }

// heading begins a section.
func (b *builder) heading(text string, level int) {
	if text = oneLine(text); text != "" {
		b.page.Sections = append(b.page.Sections, Section{Heading: text, Level: min(max(level, 1), 6)})
	}
}

// block adds a paragraph, an item or a row.
func (b *builder) block(text string) {
	if text = oneLine(text); text == "" {
		return
	}
	if len(b.page.Sections) == 0 {
		b.page.Sections = append(b.page.Sections, Section{})
	}
	last := &b.page.Sections[len(b.page.Sections)-1]
	last.Blocks = append(last.Blocks, text)
}

// oneLine is a text on one line, without what is not seen: where a page breaks its lines says
// nothing, and pages differ in it from one visit to the next.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
