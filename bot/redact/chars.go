package redact

import (
	"strings"
	"unicode/utf8"
)

func isAllDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func isASCIIAlnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// signsLength is how many bytes at the beginning of s are letters, digits or signs.
func signsLength(s, signs string) int {
	for i := range len(s) {
		if !isASCIIAlnum(s[i]) && strings.IndexByte(signs, s[i]) < 0 {
			return i
		}
	}
	return len(s)
}

// words yields the offsets of the runs of text without white space.
func words(text string) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := -1
		for i := 0; i < len(text); {
			g, size := rune(text[i]), 1
			if g >= utf8.RuneSelf {
				g, size = utf8.DecodeRuneInString(text[i:])
			}
			blank := g == ' ' || g >= '\t' && g <= '\r' || g == '\u00A0' || g == '\u202F' || g == '\u3000' || g == '\u2028' || g == '\u2029'
			switch {
			case blank && start >= 0:
				if !yield(start, i) {
					return
				}
				start = -1
			case !blank && start < 0:
				start = i
			}
			i += size
		}
		if start >= 0 {
			yield(start, len(text))
		}
	}
}

func isOnlyMask(s string) bool { return strings.Trim(s, mask) == "" }
