package sourcepage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlReader reads the tokens of a page. No tree is built, so that what is nested wrongly or
// without end costs nothing.
type htmlReader struct {
	builder
	text strings.Builder
	// level is that of the heading that is open, 0 where none is.
	level int
	// hidden is the element whose content is not read, and depth how often it is open.
	hidden atom.Atom
	depth  int
	row    bool
}

// readHTML reads HTML: the content of <main> alone where there is one, as what stands around it
// is the same on all pages of a site and changes with the site.
func readHTML(text string) Page {
	var r htmlReader
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case html.ErrorToken: // the end, as a string is read without errors
			r.end()
			return r.page
		case html.TextToken:
			if r.depth == 0 {
				r.text.Write(z.Text())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			r.open(atom.Lookup(name))
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); a == atom.Br || a == atom.Hr {
				r.open(a)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if a == atom.Main && r.depth == 0 {
				r.end()
				return r.page
			}
			r.close(a)
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

func (r *htmlReader) open(a atom.Atom) {
	switch {
	case a == atom.Main:
		*r = htmlReader{}
		return
	case a == atom.Body || a == atom.H1: // of a head or a menu that was not closed
		r.hidden, r.depth = 0, 0
	case r.depth > 0:
		if a == r.hidden {
			r.depth++
		}
		return
	case isHidden(a):
		r.end()
		r.hidden, r.depth = a, 1
		return
	}
	switch level := levelOf(a); {
	case level > 0:
		r.end()
		r.level, r.row = level, false
	case a == atom.Tr:
		r.end()
		r.row = true
	case a == atom.Td || a == atom.Th:
		r.cell()
	case a == atom.Br, r.row && isBlock(a):
		r.text.WriteByte(' ')
	case isBlock(a) && r.level == 0:
		r.end()
	case isBlock(a):
		r.text.WriteByte(' ')
	}
}

func (r *htmlReader) close(a atom.Atom) {
	switch {
	case r.depth > 0:
		if a == r.hidden {
			r.depth--
		}
	case levelOf(a) > 0:
		r.end()
	case a == atom.Tr, a == atom.Table:
		r.end()
		r.row = false
	case r.row || r.level > 0:
		r.text.WriteByte(' ')
	case isBlock(a):
		r.end()
	}
}

// cell separates a cell of a row from the one before.
func (r *htmlReader) cell() {
	if strings.TrimSpace(r.text.String()) != "" {
		r.text.WriteString(" | ")
	}
}

// end ends what is open: a heading or a block.
func (r *htmlReader) end() {
	if r.level > 0 {
		r.heading(r.text.String(), r.level)
	} else {
		r.block(r.text.String())
	}
	r.level = 0
	r.text.Reset()
}

// levelOf is the level of a heading, 0 of anything else. What a reader opens has a title too.
func levelOf(a atom.Atom) int {
	switch a { //nolint:exhaustive // all others are no headings
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6, atom.Summary:
		return 6
	}
	return 0
}

// isHidden reports an element whose content is not of the page.
func isHidden(a atom.Atom) bool {
	switch a { //nolint:exhaustive // all others are shown
	case atom.Head, atom.Script, atom.Style, atom.Template, atom.Svg, atom.Noscript, atom.Nav, atom.Footer, atom.Iframe, atom.Select, atom.Textarea:
		return true
	}
	return false
}

// isBlock reports an element that begins a line.
func isBlock(a atom.Atom) bool {
	switch a { //nolint:exhaustive // all others stand in a line
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Pre, atom.Blockquote, atom.Section, atom.Article, atom.Aside,
		atom.Header, atom.Table, atom.Thead, atom.Tbody, atom.Caption, atom.Figure, atom.Figcaption, atom.Details, atom.Hr, atom.Form, atom.Body, atom.Address:
		return true
	}
	return false
}
