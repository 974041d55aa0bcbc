package adapterkit

import (
	"strings"
	"unicode"
)

// CleanText replaces what would change how other characters are shown, by U+FFFD: control
// characters but line feeds, marks of the direction of writing, and invalid UTF-8.
func CleanText(text string) string {
	for _, r := range text {
		if !isCommon(r) {
			return cleaned(text)
		}
	}
	return text
}

// isCommon reports what is written most and is never replaced: Latin letters, and the
// dashes and quotation marks that go with them.
func isCommon(r rune) bool {
	return ' ' <= r && r <= '~' || r == '\n' || '\u00a0' <= r && r <= '\u02ff' || '\u2010' <= r && r <= '\u2027'
}

func cleaned(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(text, string(unicode.ReplacementChar)))
}

// CleanFileName returns the name of a file on one line, in which CleanText has replaced
// characters and which no quotation mark ends early in a header.
func CleanFileName(name string) string { return fileNames.Replace(CleanText(name)) }

var fileNames = strings.NewReplacer("\n", " ", `"`, "'")
