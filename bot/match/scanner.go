package match

import (
	"slices"
	"unicode/utf8"

	"aktivering/knowledge"
)

// span is a part of a text.
type span struct{ start, end int }

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

// maxCodes bounds the codes that are returned of one text.
const maxCodes = 64

// wide is how the digits that are as wide as a Chinese character begin.
const wide = "\xEF\xBC"

func wideDigit(text string) bool {
	return len(text) > len(wide) && text[:len(wide)] == wide && text[len(wide)]-0x90 <= 9
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

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
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
