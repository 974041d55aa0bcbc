package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text folds a text: folded letters, no punctuation, one space between words. Thumbs and
// check marks stay, as they are answers.
func Text(s string) string {
	if isFolded(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	var space [16]byte
	gap := false
	for _, r := range s {
		letters := Append(space[:0], r)
		switch {
		case len(letters) == 0:
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r) && !isSign(r):
			gap = true
			continue
		}
		if gap && out.Len() > 0 {
			out.WriteByte(' ')
		}
		gap = false
		out.Write(letters)
	}
	return out.String()
}

// isFolded reports a text of which it is plain that it is folded: small letters of ASCII and
// digits, with one space between words.
func isFolded(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		word := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !word && (c != ' ' || before == ' ') {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// isSign reports a sign that people answer with.
func isSign(r rune) bool { return r == '👍' || r == '👎' || r == '✅' || r == '❌' }

// Append appends the letters that r is compared as to dst: lower case, without accents, and
// as people write it whose keyboard lacks it. It appends nothing for what is part of a word
// and no letter of it: apostrophes, accents of their own, and characters without a width.
// What is no letter is appended as it is.
func Append(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		switch {
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r == '\'' || r == '`':
			return dst
		}
		return append(dst, byte(r))
	}
	switch r {
	case 'å', 'Å':
		return append(dst, 'a')
	case 'ø', 'Ø':
		return append(dst, 'o')
	case '’', '‘', '´':
		return dst
	}
	if !unicode.IsLetter(r) {
		if unicode.IsMark(r) || unicode.Is(unicode.Cf, r) {
			return dst
		}
		return utf8.AppendRune(dst, r)
	}
	r = unicode.ToLower(r)
	if plain := undecomposed(r); plain != "" {
		return append(dst, plain...)
	}
	var encoded [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(encoded[:utf8.EncodeRune(encoded[:], r)]).Decomposition()
	if parts == nil {
		return utf8.AppendRune(dst, r)
	}
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		if unicode.IsLetter(part) {
			dst = Append(dst, part)
		}
	}
	return dst
}

// undecomposed returns how people write a small letter whose keyboard lacks it, where
// Unicode does not say that it is another letter with an accent; empty for all others.
func undecomposed(r rune) string {
	switch r {
	case 'æ', 'ǽ', 'ǣ':
		return "ae"
	case 'ø', 'ǿ':
		return "o"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ł':
		return "l"
	case 'ŋ':
		return "n"
	case 'ŧ':
		return "t"
	}
	return ""
}
