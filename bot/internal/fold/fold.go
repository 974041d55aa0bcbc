// Package fold writes text in the form in which labels and names are compared.
package fold

import (
	"strings"
	"unicode"
)

// Text folds a text: lower case, without accents and punctuation, one space between words.
func Text(s string) string {
	var out strings.Builder
	space := false
	for _, r := range s {
		r = unicode.ToLower(r)
		switch {
		case r == '\'' || r == '’' || unicode.IsMark(r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r) && !isThumb(r):
			space = true
			continue
		}
		if space && out.Len() > 0 {
			out.WriteByte(' ')
		}
		space = false
		if plain, ok := unaccented[r]; ok {
			out.WriteString(plain)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// unaccented is how people type letters that their keyboard lacks.
var unaccented = map[rune]string{
	'æ': "ae", 'ø': "o", 'å': "a", 'ä': "a", 'ö': "o", 'ü': "u", 'á': "a", 'à': "a", 'â': "a", 'ã': "a",
	'é': "e", 'è': "e", 'ê': "e", 'ë': "e", 'í': "i", 'ì': "i", 'î': "i", 'ï': "i", 'ó': "o", 'ò': "o",
	'ô': "o", 'õ': "o", 'ú': "u", 'ù': "u", 'û': "u", 'ñ': "n", 'ç': "c", 'ß': "ss",
}

func isThumb(r rune) bool { return r == '👍' || r == '👎' || r == '✅' || r == '❌' }
