package search

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot/internal/cut"
	"aktivering/knowledge/fold"
)

// Version is that of the words: it changes when a text has other words than before, so that
// a store makes anew what it has kept of older ones.
const Version = 1

// MaxWords is how many different words of a case are kept.
const MaxWords = 4000

// maxWord is the longest word, in bytes; the rest of a longer one is not looked at.
const maxWord = 64

// word is a word of a text.
type word struct {
	// text is the word as it is compared. It is never empty and holds letters and digits
	// alone, of ASCII only a to z and 0 to 9.
	text string
	// start and end are where in the text it is, in bytes.
	start, end int
	// code tells that it was written with 0x.
	code bool
}

// Words returns the different words of some texts, sorted.
func Words(texts ...string) []string {
	var all []string
	for _, text := range texts {
		for w := range words(text) {
			all = append(all, w.text)
			if tail := w.tail(); tail != "" {
				all = append(all, tail)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// words yields the words of a text, in order: a word is a run of letters and digits. An
// apostrophe in it is left out, as are accents and invisible characters.
func words(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		var w word
		var buf []byte
		end := func() bool {
			if len(buf) == 0 {
				return true
			}
			w.text = cut.Bytes(string(buf), maxWord)
			if code, ok := strings.CutPrefix(w.text, "0x"); ok && len(code) > 2 && isHex(code) {
				w.text, w.code = code, true
			}
			buf = buf[:0]
			goOn := yield(w)
			w = word{}
			return goOn
		}
		for i, r := range text {
			before := len(buf)
			if before < 2*maxWord { // two bytes may become one
				buf = appendFolded(buf, r)
			}
			size := utf8.RuneLen(r)
			switch {
			case r == utf8.RuneError, !inWord(r):
				buf = buf[:before]
				if !end() {
					return
				}
				continue
			case before == 0:
				w.start = i
			}
			if !leftOut(r) {
				w.end = i + size
			}
		}
		end()
	}
}

// inWord reports a character that does not end a word.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r) || leftOut(r)
}

// leftOut reports a character that is no part of a word, but does not end it.
func leftOut(r rune) bool { return r == '\'' || r == '’' || unicode.Is(unicode.Cf, r) }

// appendFolded appends the letters and digits that a character is compared as, the two-letter
// spellings of æ, ø and å made one.
func appendFolded(dst []byte, r rune) []byte {
	var letters [32]byte
	for _, c := range string(fold.Append(letters[:0], r)) {
		if c >= utf8.RuneSelf {
			if unicode.IsLetter(c) || unicode.IsNumber(c) {
				dst = utf8.AppendRune(dst, c)
			}
			continue
		}
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			continue
		}
		if n := len(dst); n > 0 && (dst[n-1] == 'a' && (c == 'a' || c == 'e') || dst[n-1] == 'o' && c == 'e') {
			continue // aa, ae, oe
		}
		dst = append(dst, byte(c))
	}
	return dst
}

// codeDigits is how many digits an error code has, and tailDigits how many of them people
// call it by.
const (
	codeDigits = 8
	tailDigits = 4
)

// tail returns the digits that people call an error code by; empty of another word.
func (w word) tail() string {
	if len(w.text) != codeDigits || !isHex(w.text) || !w.code && (isNumber(w.text) || !hasDigit(w.text)) {
		return ""
	}
	return w.text[codeDigits-tailDigits:]
}

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdef") == ""
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
