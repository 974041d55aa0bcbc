package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold appends a word to dst as words are compared: lower case, without
// accents, with æ, ø and å as people without a Norwegian keyboard write them
// and the two-letter spellings made one, without apostrophes, and with letters
// that are drawn out taken once.
func fold(dst []byte, word string) []byte {
	start := len(dst)
	for _, r := range word {
		c := foldRune(r)
		if c == 0 {
			continue
		}
		n := len(dst)
		switch {
		case c < utf8.RuneSelf:
			if n > start {
				last := dst[n-1]
				if last == 'a' && (c == 'a' || c == 'e') || last == 'o' && c == 'e' {
					continue // aa, ae, oe
				}
				if n > start+1 && last == byte(c) && dst[n-2] == byte(c) && (c < '0' || c > '9') {
					continue // hjeeelp
				}
			}
			dst = append(dst, byte(c))
		default:
			dst = utf8.AppendRune(dst, c)
		}
	}
	return dst
}

// foldRune returns the plain letter for r, 0 for one that is dropped.
func foldRune(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	}
	switch r {
	case '\'', '’', '‘', '`', '´':
		return 0
	case 'æ', 'Æ', 'å', 'Å', 'ä', 'Ä', 'à', 'À', 'á', 'Á', 'â', 'Â', 'ã':
		return 'a'
	case 'ø', 'Ø', 'ö', 'Ö', 'ò', 'Ò', 'ó', 'Ó', 'ô', 'Ô':
		return 'o'
	case 'é', 'É', 'è', 'È', 'ê', 'Ê', 'ë', 'Ë':
		return 'e'
	case 'ü', 'Ü', 'ú', 'ù', 'û':
		return 'u'
	case 'í', 'ì', 'ï', 'î':
		return 'i'
	case 'ñ':
		return 'n'
	case 'ç':
		return 'c'
	}
	if invisible(r) || unicode.Is(unicode.Mn, r) {
		return 0
	}
	return unicode.ToLower(r)
}

// folded returns fold as a string.
func folded(word string) string { return string(fold(nil, word)) }

// token is a word of a text.
type token struct {
	start, end int // bytes of the text
	word       string
	proper     bool // a capital inside a sentence: likely a name
	sentence   int
}

// maxText bounds how much of a text is read for its words, maxTokens how many.
const (
	maxText   = 16 << 10
	maxTokens = 1500
)

// tokens splits a text into words. A word is a run of letters or a run of
// digits; a sentence ends at . ! ? ; … before a space, and at a line end.
// Parts of the text within skip, which is sorted, are left out.
func tokens(dst []token, buf []byte, text string, skip []Found) ([]token, []byte) {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	sentence, first := 0, true
	for i := 0; i < len(text) && len(dst) < maxTokens; {
		if len(skip) > 0 && i >= skip[0].Start {
			i = max(i, skip[0].End)
			skip = skip[1:]
			first = false
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '•' {
			// What is left of a product key when it was masked.
			end := i + strings.IndexFunc(text[i:]+" ", func(r rune) bool { return r != '•' && r != '-' && classOf(r) == other })
			dst = append(dst, token{start: i, end: end, word: maskedKey, sentence: sentence})
			i, first = end, false
			continue
		}
		class := classOf(r)
		if class == other {
			if endsSentence(r, text[i+size:]) {
				if !first {
					sentence++
				}
				first = true
			}
			i += size
			continue
		}
		if end := identifier(text, i); end > i {
			i, first = end, false
			continue
		}
		start, from := i, len(buf)
		for i < len(text) && (len(skip) == 0 || i < skip[0].Start) {
			next, n := utf8.DecodeRuneInString(text[i:])
			c := classOf(next)
			if c != class && (c != joiner || class == number) {
				break
			}
			if c == joiner && !invisible(next) && i > start && !englishEnding(text[i+n:]) {
				i += n // vil'kje, pc'n: two words
				break
			}
			i += n
		}
		buf = fold(buf, text[start:i])
		if class == number && len(buf)-from == 4 && string(buf[from:]) >= "1980" && string(buf[from:]) <= "2021" {
			buf = append(buf[:from], year...)
		}
		if len(buf) == from {
			continue
		}
		dst = append(dst, token{
			start: start, end: i, word: string(buf[from:]), sentence: sentence,
			proper: !first && unicode.IsUpper(r),
		})
		first = false
	}
	return dst, buf
}

// identifier returns the end of an address on the web, or of a product key, a
// GUID or the like, that begins at i; i where none does. Such things hold no words.
func identifier(text string, i int) int {
	if i > 0 && classOf(rune(text[i-1])) != other {
		return i
	}
	if c := text[i] | 0x20; c == 'h' || c == 'w' {
		if rest := text[i:min(len(text), i+8)]; strings.HasPrefix(rest, "http://") || rest == "https://" || strings.HasPrefix(rest, "www.") {
			if n := strings.IndexAny(text[i:], " \n\t<>\""); n >= 0 {
				return i + n
			}
			return len(text)
		}
	}
	dashes, digits, end := 0, 0, i
	for ; end < len(text); end++ {
		switch c := text[end]; {
		case c == '-':
			dashes++
		case c >= '0' && c <= '9':
			digits++
		case c|0x20 < 'a' || c|0x20 > 'z':
			if dashes >= 2 && digits >= 2 && end-i >= shortestIdentifier {
				return end
			}
			return i
		}
	}
	if dashes >= 2 && digits >= 2 && end-i >= shortestIdentifier {
		return end
	}
	return i
}

// shortestIdentifier is the length from which letters, digits and dashes are no
// word.
const shortestIdentifier = 15

// year is the word that a year gone by is read as: a clock that shows it is wrong.
const year = "#year"

// maskedKey is the word that a masked product key is read as.
const maskedKey = "#key"

// englishEnding reports whether the letters behind an apostrophe belong to the
// word before it, as in can't and what's.
func englishEnding(rest string) bool {
	end := 0
	for end < len(rest) && classOf(rune(rest[end])) == letter {
		end++
	}
	switch strings.ToLower(rest[:end]) {
	case "t", "s", "re", "ve", "ll", "d", "m":
		return true
	}
	return false
}

type class int

const (
	other class = iota
	letter
	number
	joiner // belongs to the word that it stands in
)

func classOf(r rune) class {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return letter
	case r >= '0' && r <= '9':
		return number
	case r < utf8.RuneSelf:
		if r == '\'' || r == '`' {
			return joiner
		}
		return other
	case r == '’' || r == '‘' || r == '´' || invisible(r) || unicode.Is(unicode.Mn, r):
		return joiner
	case unicode.IsLetter(r):
		return letter
	}
	return other
}

func endsSentence(r rune, rest string) bool {
	switch r {
	case '\n', '…':
		return true
	case '.', '!', '?', ';':
		return rest == "" || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\r' || rest[0] == '"'
	}
	return false
}
