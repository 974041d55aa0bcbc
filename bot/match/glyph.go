package match

// wordRunes is how many characters of a word are looked at; longer words hold
// no code, so only their length matters.
const wordRunes = 48

// word is a run of letters and digits, read as a code would be read.
type word struct {
	start, end int
	n          int // characters, also those beyond wordRunes
	ch         [wordRunes]byte
}

// glyph maps a character to the ASCII capital or digit that it is or looks like,
// 0 for one that no word of a code can have.
func glyph(r rune) byte {
	switch {
	case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
		return byte(r)
	case r >= 'a' && r <= 'z':
		return byte(r - 'a' + 'A')
	}
	if r >= '！' && r <= '～' {
		return glyph(r - '！' + '!') // as wide as a Chinese character
	}
	switch r {
	case '×', 'х', 'Х', 'χ', 'Χ':
		return 'X'
	case 'С', 'с', 'Ϲ':
		return 'C'
	case 'О', 'о', 'Ο', 'ο', 'ø', 'Ø':
		return 'O'
	case 'А', 'а', 'Α':
		return 'A'
	case 'В', 'Β':
		return 'B'
	case 'Е', 'е', 'Ε':
		return 'E'
	}
	return 0
}

// invisible tells of characters that have no width and come along when text is
// copied from web pages.
func invisible(r rune) bool {
	switch r {
	case 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return true
	}
	return false
}

// digit reads a character of a word as a hexadecimal digit. sure is false for
// letters that only look like one; ok is false for anything else. The letter O
// is how people write zero, and counts as sure.
func digit(c byte) (d byte, sure, ok bool) {
	switch {
	case c >= '0' && c <= '9', c >= 'A' && c <= 'F':
		return c, true, true
	case c == 'O':
		return '0', true, true
	case c == 'I', c == 'L':
		return '1', false, true
	case c == 'S':
		return '5', false, true
	}
	return c, false, false
}

// nibble is the value of a hexadecimal digit that digit returned.
func nibble(d byte) uint32 {
	if d >= 'A' {
		return uint32(d-'A') + 10
	}
	return uint32(d - '0')
}
