package match

import (
	"math/bits"
	"strings"

	"aktivering/knowledge"
)

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
