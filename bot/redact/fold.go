package redact

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// glyphKind tells what a character of a text means to somebody who looks for keys.
type glyphKind int

const (
	glyphKey       glyphKind = iota // a letter or digit that a key could have
	glyphInvisible                  // has no width, or only decorates the one before
	glyphBlank                      // white space
	glyphDash                       // a dash, or what people type for one
	glyphMark                       // any other sign
	glyphLetter                     // a letter that no key has
	glyphMask                       // a masked character
)

// glyph is one character of a text, or an escape that stands for one.
type glyph struct {
	kind  glyphKind
	char  byte // the upper-case ASCII character that it is or looks like
	lower bool
	size  int // in bytes
}

// maxEscape bounds the length of an escape, in bytes.
const maxEscape = 10

// glyphAt reads the character at the beginning of a text that is not empty. Escapes of
// URLs, HTML, JSON and the like are read as what they stand for.
func glyphAt(text string) glyph {
	c := text[0]
	if c < utf8.RuneSelf {
		switch {
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z':
			return glyph{kind: glyphKey, char: c, size: 1}
		case c >= 'a' && c <= 'z':
			return glyph{kind: glyphKey, char: c - 'a' + 'A', lower: true, size: 1}
		case c == ' ' || c >= '\t' && c <= '\r':
			return glyph{kind: glyphBlank, size: 1}
		case c == '-' || c == '_' || c == '~':
			return glyph{kind: glyphDash, size: 1}
		case c == '%' || c == '&' || c == '\\':
			if r, size := unescape(text[:min(len(text), maxEscape)]); size > 0 {
				g := glyphOf(r)
				g.size = size
				return g
			}
		}
		return glyph{kind: glyphMark, size: 1}
	}
	r, size := utf8.DecodeRuneInString(text)
	g := glyphOf(r)
	g.size = size
	return g
}

// unescape reads an escape at the beginning of a text: %2D, &#45; &nbsp; \n \u002d.
// It returns no size where there is none.
func unescape(text string) (r rune, size int) {
	switch text[0] {
	case '%':
		if n, ok := hexValue(text, 1, 2); ok {
			return n, 3
		}
	case '&':
		end := strings.IndexByte(text, ';')
		if end < 2 {
			return 0, 0
		}
		name := text[1:end]
		if number, ok := strings.CutPrefix(name, "#"); ok {
			base := 10
			if strings.HasPrefix(number, "x") || strings.HasPrefix(number, "X") {
				number, base = number[1:], 16
			}
			n, err := strconv.ParseUint(number, base, 20)
			if err != nil {
				return 0, 0
			}
			return rune(n), end + 1
		}
		if name == "shy" {
			return '\u00AD', end + 1
		}
		return '&', end + 1
	case '\\':
		if len(text) < 2 {
			return 0, 0
		}
		switch text[1] {
		case 'n', 'r', 't':
			return ' ', 2
		case 'u':
			if n, ok := hexValue(text, 2, 4); ok {
				return n, 6
			}
		case 'x':
			if n, ok := hexValue(text, 2, 2); ok {
				return n, 4
			}
		}
	}
	return 0, 0
}

// hexValue reads a hexadecimal number of a length at an offset.
func hexValue(text string, at, length int) (rune, bool) {
	if len(text) < at+length {
		return 0, false
	}
	n, err := strconv.ParseUint(text[at:at+length], 16, 20)
	if n >= utf8.RuneSelf {
		n = '·' // a part of a character; none of a key
	}
	return rune(n), err == nil
}

func glyphOf(r rune) glyph {
	switch {
	case r < utf8.RuneSelf:
		if r == '%' || r == '&' || r == '\\' {
			return glyph{kind: glyphMark}
		}
		return glyphAt(string([]byte{byte(r & 0x7F)}))
	case string(r) == mask:
		return glyph{kind: glyphMask}
	}
	if c, lower := lookAlike(r); c != 0 {
		return glyph{kind: glyphKey, char: c, lower: lower}
	}
	switch {
	case isInvisible(r):
		return glyph{kind: glyphInvisible}
	case unicode.IsSpace(r):
		return glyph{kind: glyphBlank}
	case r == '\u2212' || r == '\u2043' || r == '\u00AF' || unicode.Is(unicode.Pd, r):
		return glyph{kind: glyphDash}
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return glyph{kind: glyphLetter}
	}
	return glyph{kind: glyphMark}
}

// isInvisible reports characters without a width, and those that only decorate the
// one before: soft hyphens, joiners, variation selectors, accents of their own.
func isInvisible(r rune) bool {
	return r == '\u034F' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r)
}

// alphabets are ranges of styled letters and digits, as Unicode has them for
// mathematics, enclosures and flags: the first of the range, how many, and what the
// first one looks like. Letters repeat after 26, digits after 10.
var alphabets = [...]struct {
	first rune
	count rune
	like  byte
	step  rune
}{
	{'０', 10, '0', 10},
	{'Ａ', 26, 'A', 26},
	{'ａ', 26, 'a', 26},
	{'\U0001D7CE', 50, '0', 10}, // digits in five styles
	{'\U0001F130', 26, 'A', 26}, // squared
	{'\U0001F150', 26, 'A', 26}, // circled, white on black
	{'\U0001F170', 26, 'A', 26}, // squared, white on black
	{'\U0001F1E6', 26, 'A', 26}, // flags
	{'\u24B6', 26, 'A', 26},     // circled
	{'\u24D0', 26, 'a', 26},
	{'\u2460', 9, '1', 10},
	{'\u2080', 10, '0', 10}, // below the line
}

// lookAlikes are letters of other alphabets, each before the ASCII letter that it
// looks like.
const (
	capitalLookAlikes = "АAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSЗ3ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCҮYԚQԜWԌG"
	smallLookAlikes   = "аAеEкKоOрPсCуYхXіIјJѕSтTмMнHвBοOνVκKρPχXԛQԝWһHɡGⅿMⅽCⅹXⅴV"
)

// lookAlike returns the ASCII capital or digit that a character of another alphabet
// looks like; 0 where it looks like none.
func lookAlike(r rune) (c byte, lower bool) {
	if r >= '\U0001D400' && r <= '\U0001D6A3' { // letters in 13 styles, capitals first
		n := (r - '\U0001D400') % 52
		return 'A' + byte(n%26), n >= 26
	}
	for _, a := range alphabets {
		if r >= a.first && r < a.first+a.count {
			c = a.like + byte((r-a.first)%a.step)
			if c >= 'a' {
				return c - 'a' + 'A', true
			}
			return c, false
		}
	}
	if r < '\u0250' || r > '\u2FFF' {
		return 0, false
	}
	if c = lookAlikeIn(capitalLookAlikes, r); c != 0 {
		return c, false
	}
	return lookAlikeIn(smallLookAlikes, r), true
}

// lookAlikeIn returns the ASCII character that follows r in a list of pairs.
func lookAlikeIn(pairs string, r rune) byte {
	if i := strings.IndexRune(pairs, r); i >= 0 {
		return pairs[i+utf8.RuneLen(r)]
	}
	return 0
}
