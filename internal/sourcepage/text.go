package sourcepage

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// lineReader collects the lines of a paragraph.
type lineReader struct {
	builder
	lines []string
	// marks takes the marks of Markdown out of a line.
	marks *strings.Replacer
}

// end ends the paragraph.
func (r *lineReader) end() {
	r.block(strings.Join(r.lines, " "))
	r.lines = r.lines[:0]
}

// readMarkdown reads Markdown: headings of both forms, items, rows and paragraphs. What stands
// between fences is a block each line.
func readMarkdown(text string) Page {
	r := lineReader{marks: strings.NewReplacer("**", "", "__", "", "`", "", `\`, "")}
	fence := ""
	for line := range strings.Lines(withoutFrontMatter(text)) {
		line = strings.TrimSpace(line)
		mark := fenceOf(line)
		switch {
		case fence != "" && mark == fence:
			fence = ""
		case fence != "":
			r.block(line)
		case mark != "":
			r.end()
			fence = mark
		case line == "":
			r.end()
		default:
			r.markdown(line)
		}
	}
	r.end()
	return r.page
}

// markdown reads a line that is neither empty nor code.
func (r *lineReader) markdown(line string) {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	switch {
	case level >= 1 && level <= 6 && (len(line) == level || line[level] == ' ' || line[level] == '\t'):
		r.end()
		r.heading(r.plain(strings.TrimRight(line[level:], "# \t")), level)
	case len(r.lines) == 1 && (strings.Trim(line, "=") == "" || strings.Trim(line, "-") == ""):
		level = 1
		if line[0] == '-' {
			level = 2
		}
		r.heading(r.lines[0], level)
		r.lines = r.lines[:0]
	case strings.HasPrefix(line, "|"):
		r.end()
		if strings.Trim(line, "|:- \t") != "" {
			r.block(r.plain(strings.ReplaceAll(strings.Trim(line, "| \t"), "|", " | ")))
		}
	default:
		if rest := item.ReplaceAllString(line, ""); rest != line {
			r.end()
			line = rest
		}
		r.lines = append(r.lines, r.plain(strings.TrimLeft(line, "> \t")))
	}
}

// fenceOf returns what begins or ends a block of code, empty for any other line.
func fenceOf(line string) string {
	for _, mark := range []string{"```", "~~~"} {
		if strings.HasPrefix(line, mark) {
			return mark
		}
	}
	return ""
}

// withoutFrontMatter removes what stands between two lines of dashes at the beginning, such as
// the day of the last change.
func withoutFrontMatter(text string) string {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return text
	}
	if _, after, ok := strings.Cut(rest, "\n---\n"); ok {
		return after
	}
	return text
}

var (
	item = regexp.MustCompile(`^(?:[-*+]|\d{1,3}[.)])[ \t]+`)
	// A link and a picture say their words; where they lead is not read.
	inline = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
)

// plain is a line without the marks of Markdown.
func (r *lineReader) plain(line string) string {
	return r.marks.Replace(inline.ReplaceAllString(line, "$1"))
}

// maxTitle is how long a line is at most that stands alone and is a heading, in characters.
const maxTitle = 120

// readText reads plain text, such as what a browser saves: paragraphs with an empty line
// between. A short one on one line that ends no sentence is a heading.
func readText(text string) Page {
	var r lineReader
	paragraph := func() {
		if len(r.lines) == 1 && isTitle(r.lines[0]) {
			r.heading(r.lines[0], 1)
			r.lines = r.lines[:0]
		}
		r.end()
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch rest := item.ReplaceAllString(strings.TrimPrefix(line, "• "), ""); {
		case line == "":
			paragraph()
		case rest != line:
			paragraph()
			r.lines = append(r.lines, rest, "") // an item is no heading
		default:
			r.lines = append(r.lines, line)
		}
	}
	paragraph()
	return r.page
}

func isTitle(line string) bool {
	return utf8.RuneCountInString(line) <= maxTitle && !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, ":") &&
		!strings.HasSuffix(line, ";") && !strings.HasSuffix(line, ",")
}
