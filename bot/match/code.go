package match

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"aktivering/knowledge"
)

// codeDigits is the number of hexadecimal digits of an error code.
const codeDigits = 8

// Finder finds error codes. The zero Finder knows no words, so that the number alone tells
// what it is.
type Finder struct{ words *knowledge.CodeWords }

// NewFinder returns a finder that knows the words of language data.
func NewFinder(l *knowledge.Language) Finder { return Finder{&l.Codes} }

// Find returns the error codes in a text, in order, in all the forms in which
// people write them: with or without 0x, in either case, with the letter O for
// zero and Cyrillic look-alikes, with suffixes, in decimal, broken by a space, a
// dash or a line. Addresses, hashes, identifiers and numbers of other kinds are
// left out. known tells of documented codes; it decides where a bare number
// could be either. Of a text with very many codes the first and the last ones are
// returned, up to maxCodes. The time is linear in the text, and a text without codes
// costs no allocation.
func (f Finder) Find(text string, known func(knowledge.Code) bool) []Found {
	if known == nil {
		known = func(knowledge.Code) bool { return false }
	}
	found, _ := f.find(text, known, nil)
	return found
}

// span is a part of a text.
type span struct{ start, end int }

// find is Find, and appends to spans where the codes stand, of all that there are.
func (f Finder) find(text string, known func(knowledge.Code) bool, spans []span) ([]Found, []span) {
	if f.words == nil {
		f.words = &knowledge.CodeWords{}
	}
	s := scanner{text: text, words: f.words, known: known, spans: spans}
	for i := 0; i < len(text); {
		// Every code has a digit: all else is skipped.
		if text[i]-'0' > 9 && (text[i] != wide[0] || !wideDigit(text[i:])) {
			i = withoutDigits(text, i+1)
			continue
		}
		if end, ok := s.plainNumber(i); ok {
			i = end
			continue
		}
		w := s.wordAround(i)
		i = max(s.word(w), i+1)
		s.floor = i
	}
	return s.found, s.spans
}

// withoutDigits skips what holds neither an ASCII digit nor the first byte of a
// wide one, eight bytes at a time.
func withoutDigits(text string, i int) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x80 * ones
	)
	for ; len(text)-i >= 8; i += 8 {
		t := text[i : i+8]
		x := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		// A byte is below ten, or zero, where subtracting borrows from its high bit.
		digits, wides := x^'0'*ones, x^uint64(wide[0])*ones
		if at := ((digits-10*ones)&^digits | (wides-ones)&^wides) & highs; at != 0 {
			return i + bits.TrailingZeros64(at)/8
		}
	}
	return i
}

type scanner struct {
	text  string
	words *knowledge.CodeWords
	known func(knowledge.Code) bool
	found []Found
	spans []span
	floor int // nothing before this offset is looked at as a word again
	// begin and end are where the text begins and ends to say something; end is 0
	// until it is asked for.
	begin, end int
}

// wide is how the digits that are as wide as a Chinese character begin.
const wide = "\xEF\xBC"

func wideDigit(text string) bool {
	return len(text) > len(wide) && text[:len(wide)] == wide && text[len(wide)]-0x90 <= 9
}

// plainNumber reports, and skips, a number that stands by itself and that no
// code begins with: years, amounts, versions.
func (s *scanner) plainNumber(i int) (end int, ok bool) {
	if i > 0 && wordByte(s.text[i-1]) || s.text[i] == wide[0] {
		return 0, false
	}
	end = i + 1
	for end < len(s.text) && s.text[end]-'0' <= 9 {
		end++
	}
	if end < len(s.text) && wordByte(s.text[end]) {
		return 0, false
	}
	switch end - i {
	case 1:
		return end, s.text[i] != '0'
	case 2, 3, 5, 6:
		return end, true
	case 4:
		return end, s.text[i] != '8' && s.text[i] != '4'
	}
	return 0, false
}

// wordAround returns the word that holds the byte at i.
func (s *scanner) wordAround(i int) word {
	start := i
	for start > s.floor && i-start < 4*wordRunes {
		r, size := utf8.DecodeLastRuneInString(s.text[s.floor:start])
		if glyph(r) == 0 && !invisible(r) {
			break
		}
		start -= size
	}
	return s.wordAt(start)
}

// wordAt reads the word that starts at an offset; it may be empty.
func (s *scanner) wordAt(start int) word {
	w := word{start: start, end: start}
	for i := start; i < len(s.text); {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		i += size
		if invisible(r) {
			continue
		}
		g := glyph(r)
		if g == 0 {
			break
		}
		if w.n < wordRunes {
			w.ch[w.n] = g
		}
		w.n++
		w.end = i
	}
	return w
}

// word looks for a code in w and returns the offset to go on from.
func (s *scanner) word(w word) int {
	if from, ok := s.prefixed(w); ok {
		return s.digitsAfter(w, from)
	}
	// The prefix itself may be broken: 0 x C004 F213.
	if w.n == 1 && (w.ch[0] == '0' || w.ch[0] == 'O') {
		if next := s.after(w); next.n > 0 && next.ch[0] == 'X' {
			next.start = w.start
			return s.digitsAfter(next, 1)
		}
	}
	if w.n > wordRunes {
		return w.end
	}
	return s.bare(w)
}

// prefixed returns the index in w of the first digit after 0x.
func (s *scanner) prefixed(w word) (int, bool) {
	for i := range min(w.n, wordRunes) - 1 {
		if w.ch[i+1] != 'X' {
			continue
		}
		// The letter O counts only at the front: "boxC0" has no prefix.
		// And behind a digit the zero belongs to that number.
		if w.ch[i] == '0' && (i == 0 || w.ch[i-1] > '9') || (w.ch[i] == 'O' && i == 0) {
			return i + 2, true
		}
	}
	if w.n > codeDigits && w.ch[0] == 'X' {
		if _, sure, ok := digit(w.ch[1]); ok && sure {
			return 1, true
		}
	}
	return 0, false
}

// digitsAfter reads the digits that follow a prefix in w, and in the words after
// it where the code is broken.
func (s *scanner) digitsAfter(w word, from int) int {
	if w.n > wordRunes || s.describesMemory(w.start) {
		return w.end
	}
	n := w.n - from
	if n < codeDigits {
		if f, end, ok := s.joined(w, from); ok {
			s.add(f)
			return end
		}
	}
	digits := w.ch[from:w.n]
	if n == 2*codeDigits && allF(digits[:codeDigits]) {
		digits = digits[codeDigits:] // a code widened to 64 bits
	}
	if f, ok := read(digits); ok {
		f.Start, f.End = w.start, w.end
		if from > 2 {
			f.Start = w.start + strings.IndexAny(s.text[w.start:w.end], "0") // glued to text before it
		}
		s.add(f)
	}
	return w.end
}

// read reads the digits of one word that stands after a prefix.
func read(digits []byte) (Found, bool) {
	digits = withoutSuffix(digits)
	var (
		d            [wordRunes]byte
		unsure, odd  int
		firstOdd     = -1
		n            = len(digits)
		plausibleTop = false
	)
	for i, c := range digits {
		x, sure, ok := digit(c)
		d[i] = x
		switch {
		case !ok:
			odd++
			if firstOdd < 0 {
				firstOdd = i
			}
		case !sure:
			unsure++
		}
	}
	if n >= 4 {
		plausibleTop = plausible(top(d[:4]))
	}
	switch {
	case n == codeDigits && odd == 0:
		return value(d[:codeDigits], unsure > 0), true
	case n > codeDigits && firstOdd >= codeDigits:
		// Glued to the text behind it.
		return value(d[:codeDigits], false), true
	case n == codeDigits && odd == 1 && (plausibleTop || firstOdd < 4),
		(n == codeDigits-1 || n == codeDigits+1) && odd == 0,
		(n >= 5 && n <= 10) && odd == 0 && plausibleTop:
		return Found{Digits: string(d[:n]), Certainty: Malformed}, true
	}
	return Found{}, false
}

func withoutSuffix(digits []byte) []byte {
	for n := len(digits); n > codeDigits && n <= codeDigits+2; n-- {
		switch digits[n-1] {
		case 'L', 'H', 'U':
			digits = digits[:n-1]
		default:
			return digits
		}
	}
	return digits
}

func value(d []byte, unsure bool) Found {
	var v uint32
	for _, c := range d {
		v = v<<4 | nibble(c)
	}
	f := Found{Value: knowledge.Code(v), Digits: string(d)}
	if unsure {
		f.Certainty = Probable
	}
	return f
}

func allF(d []byte) bool {
	for _, c := range d {
		if c != 'F' {
			return false
		}
	}
	return true
}

// joined reads a code that is broken by spaces, dashes or line ends. It is one
// only when the parts make up eight digits together.
func (s *scanner) joined(w word, from int) (Found, int, bool) {
	var d [codeDigits]byte
	n, unsure, shortest, longest := 0, false, codeDigits, 0
	var end int
	for part, at := w, from; ; at = 0 {
		size := part.n - at
		if n+size > codeDigits {
			return Found{}, 0, false
		}
		for _, c := range part.ch[at:part.n] {
			x, sure, ok := digit(c)
			if !ok {
				return Found{}, 0, false
			}
			unsure = unsure || !sure
			d[n] = x
			n++
		}
		if size > 0 {
			shortest, longest = min(shortest, size), max(longest, size)
		}
		end = part.end
		if n == codeDigits {
			break
		}
		part = s.after(part)
		if part.n == 0 || part.n > codeDigits {
			return Found{}, 0, false
		}
	}
	// A lone last character may be a word of its own: "0xC004F21 3 ganger".
	unsure = unsure || (shortest == 1 && longest > 4)
	f := value(d[:], unsure)
	f.Start, f.End = w.start, end
	return f, end, true
}

// after returns the word behind w when only a break that codes have stands
// between them.
func (s *scanner) after(w word) word {
	i, breaks := w.end, 0
	for i < len(s.text) && breaks < 3 {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		switch r {
		case ' ', '-', '\n', '\r', '\t', 0x00A0, '–', '‑', '.':
			breaks++
		default:
			if !invisible(r) {
				return s.wordAt(i)
			}
		}
		i += size
	}
	return s.wordAt(i)
}

// maxCodes bounds the codes that are returned of one text.
const maxCodes = 64

// add keeps a code: the first half of maxCodes as they come, and as many of the last
// ones, each different one once.
func (s *scanner) add(f Found) {
	s.spans = append(s.spans, span{f.Start, f.End})
	if len(s.found) == maxCodes {
		tail := s.found[maxCodes/2:]
		drop := max(slices.IndexFunc(tail, func(have Found) bool { return have.Digits == f.Digits && have.Certainty == f.Certainty }), 0)
		s.found = slices.Delete(s.found, maxCodes/2+drop, maxCodes/2+drop+1)
	}
	s.found = append(s.found, f)
}

func top(d []byte) uint32 {
	var v uint32
	for _, c := range d {
		v = v<<4 | nibble(c)
	}
	return v
}

// plausible tells of the upper halves that the error codes around activation,
// the store and updates have.
func plausible(hi uint32) bool {
	switch hi {
	case 0xC004, 0x4004, 0x8004, 0x803F, 0x8007, 0x8000, 0x8024, 0x800F, 0x8009, 0x87E1, 0x87E0, 0x8010, 0xC0EA, 0xC002,
		0xC000, 0xD000, 0xC190, 0xC003, 0xC005, 0x8020:
		return true
	}
	return false
}
