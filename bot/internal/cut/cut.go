// Package cut shortens texts.
package cut

import (
	"unicode/utf8"
)

// Bytes returns the beginning of a text, of at most so many bytes, between two characters.
func Bytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
