// Package cut shortens texts.
package cut

import (
	"unicode/utf8"
)

// Bytes returns the beginning of a text, of at most so many bytes, between two characters.
func Bytes(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
