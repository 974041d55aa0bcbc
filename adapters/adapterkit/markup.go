package adapterkit

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/kyokomi/emoji/v2"

	"aktivering/bot/content"
)

// Markup is how a platform's people mark what they write. Neither Slack's nor Discord's is
// CommonMark, so that no reader of that fits: both mark bold and the like by a pair of
// delimiters, and code by backticks.
type Markup struct {
	// Delimiters begin and end a part of a text; one that another one begins with comes later.
	Delimiters []Delimiter
	// Escapes are the characters that a backslash keeps from being marks.
	Escapes string
	// Lines tells that a pair may lie on several lines.
	Lines bool
}

// Delimiter begins and ends a part of a text.
type Delimiter struct {
	Text string
	Kind content.SpanKind
	// Words tells that it marks whole words only.
	Words bool
}

// maxMarked is how long a marked part may be, in bytes, maxDepth how many marks may lie in each
// other, and maxEnds how many delimiters are looked at that may be the end of a part.
const (
	maxMarked = 4000
	maxDepth  = 4
	maxEnds   = 20
)

// Read returns a text without its markup, and how it was written. Names of emoji become the
// emoji, where there is one of the name.
func (m Markup) Read(text string) (string, content.Marks) {
	if !strings.ContainsAny(text, "`:\\") && !slices.ContainsFunc(m.Delimiters, func(d Delimiter) bool { return strings.Contains(text, d.Text) }) {
		return text, nil
	}
	r := markupReader{Markup: m}
	r.read(text, 0)
	return r.out.String(), r.marks[:min(len(r.marks), content.MaxMarks)]
}

type markupReader struct {
	Markup
	out   strings.Builder
	marks content.Marks
	// before is the character before the one that is read.
	before rune
}

func (r *markupReader) write(s string) {
	if s == "" {
		return
	}
	r.out.WriteString(s)
	r.before, _ = utf8.DecodeLastRuneInString(s)
}

// read reads a text that lies in so many marks.
func (r *markupReader) read(s string, depth int) {
	for s != "" {
		n := r.code(s)
		if n == 0 {
			n = r.literal(s)
		}
		if n == 0 && depth < maxDepth {
			n = r.marked(s, depth)
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
			r.write(s[:n])
		}
		s = s[n:]
	}
}

const fence = "```"

// codeLanguage is the first line of a block of code that names its language.
var codeLanguage = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_+#-]{1,20}\n`) }) //nolint:gochecknoglobals // a pattern, compiled once

// code reads code, and returns how many bytes it read.
func (r *markupReader) code(s string) int {
	if s[0] != '`' {
		return 0
	}
	ticks := fence[:min(len(s)-len(strings.TrimLeft(s, "`")), len(fence))]
	end := strings.Index(s[len(ticks):], ticks)
	if end <= 0 || strings.TrimSpace(s[len(ticks):len(ticks)+end]) == "" {
		return 0
	}
	inner, n := s[len(ticks):len(ticks)+end], end+2*len(ticks)
	if ticks != fence {
		if strings.Contains(inner, "\n") {
			return 0
		}
		r.mark(content.Mark{Kind: content.Mono}, func() { r.write(inner) })
		return n
	}
	inner = strings.Trim(codeLanguage().ReplaceAllString(inner, ""), "\n")
	if strings.TrimSpace(inner) == "" {
		return 0
	}
	if r.out.Len() > 0 && r.before != '\n' {
		r.write("\n")
	}
	r.mark(content.Mark{Kind: content.Mono, Block: true}, func() { r.write(inner) })
	if n < len(s) && s[n] != '\n' {
		r.write("\n")
	}
	return n
}

// mark marks what a function writes.
func (r *markupReader) mark(m content.Mark, write func()) {
	i := len(r.marks)
	m.From = r.out.Len()
	r.marks = append(r.marks, m) // before those that lie in it
	write()
	r.marks[i].To = r.out.Len()
}

// addresses are read as they stand, and names may be those of emoji.
var (
	addresses = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^(?i:https?)://[^\\s<>|*`]+") })                //nolint:gochecknoglobals // a pattern, compiled once
	names     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^:[a-z0-9_+-]{1,50}:(?::skin-tone-[2-6]:)?`) }) //nolint:gochecknoglobals // a pattern, compiled once
)

// literal reads what is no mark, whatever stands in it, and returns how many bytes it read.
func (r *markupReader) literal(s string) int {
	switch s[0] {
	case '\\':
		if len(s) > 1 && strings.IndexByte(r.Escapes, s[1]) >= 0 {
			r.write(s[1:2])
			return 2
		}
	case 'h', 'H':
		if address := addresses().FindString(s); address != "" && !isWord(r.before) {
			r.write(address)
			return len(address)
		}
	case ':':
		name := names().FindString(s)
		plain, tone, toned := strings.Cut(strings.TrimSuffix(name, ":"), "::")
		sign := emoji.CodeMap()[strings.TrimSuffix(plain, ":")+":"]
		if sign == "" || isWord(r.before) {
			return 0
		}
		if toned {
			sign += skinTones[tone[len(tone)-1]-'2']
		}
		r.write(sign)
		return len(name)
	}
	return 0
}

// skinTones are the modifiers of the tones that Slack counts from two.
var skinTones = [...]string{"\U0001F3FB", "\U0001F3FC", "\U0001F3FD", "\U0001F3FE", "\U0001F3FF"}

// marked reads a part that delimiters mark, and returns how many bytes it read.
func (r *markupReader) marked(s string, depth int) int {
	for _, d := range r.Delimiters {
		if !strings.HasPrefix(s, d.Text) {
			continue
		}
		end := r.end(s, d)
		if end < 0 {
			continue
		}
		inner := s[len(d.Text):end]
		r.mark(content.Mark{Kind: d.Kind}, func() { r.read(inner, depth+1) })
		return end + len(d.Text)
	}
	return 0
}

// end returns where the delimiter is that ends what one begins; -1 where none does.
func (r *markupReader) end(s string, d Delimiter) int {
	n := len(d.Text)
	first, _ := utf8.DecodeRuneInString(s[n:])
	if len(s) == n || unicode.IsSpace(first) || d.Words && isWord(r.before) {
		return -1
	}
	paragraph := s[:min(len(s), maxMarked)]
	if !r.Lines {
		paragraph, _, _ = strings.Cut(paragraph, "\n")
	}
	paragraph, _, _ = strings.Cut(paragraph, "\n\n")
	for from, tries := n+1, 0; from < len(paragraph) && tries < maxEnds; tries++ {
		i := strings.Index(paragraph[from:], d.Text)
		if i < 0 {
			return -1
		}
		at := from + i
		if run := runOf(s[at:], d.Text[0]); run > n { // another delimiter, or this one at its end
			if longer := s[at : at+run]; r.isDelimiter(longer) {
				from = at + run
				continue
			}
			at += run - n
		}
		inner := s[n:at]
		last, _ := utf8.DecodeLastRuneInString(inner)
		after, _ := utf8.DecodeRuneInString(s[at+n:])
		switch {
		case unicode.IsSpace(last), d.Words && at+n < len(s) && isWord(after), strings.HasSuffix(inner, `\`) && r.Escapes != "":
			from = at + n
		default:
			return at
		}
	}
	return -1
}

func (r *markupReader) isDelimiter(s string) bool {
	return slices.ContainsFunc(r.Delimiters, func(d Delimiter) bool { return d.Text == s })
}

// runOf is how often a text repeats a character at its beginning.
func runOf(s string, c byte) int { return len(s) - len(strings.TrimLeft(s, string(c))) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
