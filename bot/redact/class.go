package redact

import (
	"bytes"
	"math/bits"
	"strings"
)

// classOf judges a run of characters, folded, that is written as told.
func classOf(chars []byte, written string) class {
	c := censusOf(chars)
	n := len(chars)
	switch {
	case n == 6 && c.digits == n:
		return classSix
	case n != groupSize:
		switch {
		case isSpoken(chars):
			return classSpoken
		case n <= groupSize+1 && (c.vowels == 0 || c.digits > 0) && !isWrittenCode(written):
			return classPiece
		}
		return classOther
	case c.digits == n:
		return classVague
	case bytes.Count(chars, chars[:1]) == n:
		return classVague // the pattern of a key, such as XXXXX
	case isSpoken(chars):
		return classSpoken
	case c.foreign == 0 && !isYWord(chars):
		return classGenuine
	case c.foreign == 0:
		return classVague
	case c.digits >= groupSize-1:
		return classVague // a model's number
	case isOdd(chars) && !isKnown(chars):
		return classOdd
	}
	return classWord
}

// isSpoken reports a separator that is written as a word.
func isSpoken(chars []byte) bool {
	switch string(chars) {
	case "STREK", "BINDESTREK", "TANKESTREK", "UNDERSTREK", "SKRASTREK", "MELLOMROM", "PUNKTUM", "KOMMA", "KOLON",
		"DASH", "HYPHEN", "MINUS", "SPACE", "COMMA", "DOT", "COLON", "SLASH", "UNDERSCORE":
		return true
	}
	return false
}

// minKinds is how many different characters a group has that is spelled out.
const minKinds = 3

// kinds counts the different characters of a group.
func kinds(chars [groupSize]byte) int {
	n := 0
	for i, c := range chars {
		if bytes.IndexByte(chars[:i], c) < 0 {
			n++
		}
	}
	return n
}

// minName is how many letters a name has at least that a number follows, such as that of a
// program and its version.
const minName = 3

// isVariant reports two groups that are the same, or the names of two versions of one
// thing, such as PPC32 and PPC64: the same letters, and another number. Two groups of a key
// are that once in millions; that some of their characters are alike says nothing.
func isVariant(a, b [groupSize]byte) bool {
	letters := 0
	for letters < groupSize && a[letters] == b[letters] && a[letters] > '9' {
		letters++
	}
	if a == b || letters < minName {
		return a == b
	}
	for i := letters; i < groupSize; i++ {
		if a[i] > '9' || b[i] > '9' {
			return false
		}
	}
	return true
}

// isYWord reports an ordinary word of a key's letters, which have no vowel but Y.
func isYWord(chars []byte) bool {
	switch string(chars) {
	case "TRYGG", "TRYGT", "TRYKK", "TRYKT", "FRYKT", "BRYGG", "BRYTT", "KNYTT", "DRYKK", "PRYDD", "PRYDT", "KRYDD", "KRYPT", "BYGGD", "BYGGT", "BYGDT", "RYDDT", "RYKKT",
		"HYPPT", "DYPPT", "KYNDT", "TYNGD", "TYNGT", "TYGGT", "TYNNT", "RYGGD", "DYRKT", "MYRKT", "MYRKR", "CRYPT", "NYMPH", "PYGMY", "MYRRH", "FYRRY", "DYTTY", "TYKKT", "NYTTT", "BYTTT":
		return true
	}
	return false
}

// isKnown reports a word of five characters that looks odd and is ordinary here.
func isKnown(chars []byte) bool {
	switch string(chars) {
	case "WIN10", "WIN11", "WIN12", "WIN81", "HTTPS", "SLMGR", "ANGST", "MBR2G", "USB30", "USB20", "HTML5", "SHA25", "X8664", "UTF16":
		return true
	}
	return false
}

// tally counts the characters of a run.
type tally struct {
	digits, letters, vowels, foreign int
	seen                             uint32 // letters, by their place in the alphabet
}

// count takes in one character, folded.
func (t *tally) count(c byte) {
	switch {
	case c <= '9':
		t.digits++
	default:
		t.letters++
		t.seen |= 1 << (c - 'A')
		if isVowel(c) {
			t.vowels++
		}
	}
	if !isKeyChar(c) {
		t.foreign++
	}
}

// minSpread is how many kinds of letters beyond those of hexadecimal numbers a key has.
const minSpread = 3

func (t *tally) spread() bool { return t.beyondHex() >= minSpread }

// beyondHex counts the kinds of letters that hexadecimal numbers do not have.
func (t *tally) beyondHex() int {
	const letters = 1<<26 - 1<<6
	return bits.OnesCount32(t.seen & letters)
}

func censusOf(chars []byte) tally {
	var t tally
	for _, c := range chars {
		t.count(c)
	}
	return t
}

// What Microsoft's product keys are made of (people misread it, so that other letters and
// digits only make a key less likely), and the vowels, as bits: letters from A, digits
// from 0.
const (
	keyLetters = 1<<('B'-'A') | 1<<('C'-'A') | 1<<('D'-'A') | 1<<('F'-'A') | 1<<('G'-'A') | 1<<('H'-'A') | 1<<('J'-'A') | 1<<('K'-'A') | 1<<('M'-'A') |
		1<<('N'-'A') | 1<<('P'-'A') | 1<<('Q'-'A') | 1<<('R'-'A') | 1<<('T'-'A') | 1<<('V'-'A') | 1<<('W'-'A') | 1<<('X'-'A') | 1<<('Y'-'A')
	keyDigits = 1<<2 | 1<<3 | 1<<4 | 1<<6 | 1<<7 | 1<<8 | 1<<9
	vowels    = 1<<0 | 1<<('E'-'A') | 1<<('I'-'A') | 1<<('O'-'A') | 1<<('U'-'A')
)

// isKeyChar reports a character, folded, that product keys have.
func isKeyChar(c byte) bool {
	if c <= '9' {
		return keyDigits>>(c-'0')&1 == 1
	}
	return keyLetters>>(c-'A')&1 == 1
}

func isVowel(c byte) bool { return c >= 'A' && vowels>>(c-'A')&1 == 1 }

func oddGroups(chars []byte) int {
	n := 0
	for i := 0; i+groupSize <= len(chars); i += groupSize {
		if isOdd(chars[i : i+groupSize]) {
			n++
		}
	}
	return n
}

// openings are the pairs of consonants that words begin with.
const openings = "BL BR BJ DR DV DJ DW FJ FL FN FR GJ GL GN GR GH HJ HV KJ KL KN KR KV MJ NJ PH PJ PL PN PR PS SJ SK SL SM SN SP ST SV SC SH SW SQ TH TJ TR TV TW TS WH WR CH CL CR VR VL RH ZW CZ"

// isOdd reports a group that is hardly a word: it has a digit, or no vowel, or
// begins or runs on with more consonants than words do.
func isOdd(chars []byte) bool {
	vowels, consonants := 0, 0
	for i, c := range chars {
		switch {
		case c <= '9':
			return true
		case isVowel(c) || c == 'Y':
			vowels++
			consonants = 0
		default:
			consonants++
			opening := consonants == i+1
			if opening && i == 1 && !strings.Contains(openings, string(chars[:2])) {
				return true
			}
			if consonants > 3 || opening && consonants > 2 && chars[0] != 'S' && chars[i-1] != 'H' {
				return true
			}
		}
	}
	return vowels == 0
}

// isWrittenCode reports whether s is an error code in its usual form.
func isWrittenCode(s string) bool {
	if len(s) != 10 || s[0] != '0' || s[1]|0x20 != 'x' {
		return false
	}
	for i := 2; i < len(s); i++ {
		if !isHexByte(s[i]) {
			return false
		}
	}
	return true
}

func isHexByte(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f'
}
