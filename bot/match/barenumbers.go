package match

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/knowledge"
)

// bare looks for a code without a prefix in w. Such a run of characters can be
// many other things, so that what stands around it decides.
func (s *scanner) bare(w word) int {
	if (w.n == 9 || w.n == 10) && allDecimal(w.ch[:w.n]) && s.decimal(w) {
		return w.end
	}
	w = s.withoutWordBefore(w)
	digits := withoutSuffix(w.ch[:w.n])
	letters, decimals, ok := count(digits)
	if !ok || decimals == 0 || len(digits) < 4 {
		return w.end
	}
	near := s.wordsBefore(w.start)
	if len(digits) == 4 {
		return s.halves(w, near)
	}
	if s.partOfIdentifier(w) {
		return w.end
	}
	f, ok := read(digits)
	if !ok || near == speaksOfOther {
		return w.end
	}
	f.Start, f.End = w.start, w.end
	familiar := familiarTop(digits)
	switch {
	case f.Certainty == Malformed:
		ok = len(digits) >= codeDigits-1 && len(digits) <= codeDigits+1 && familiar && (letters > 0 || near == speaksOfError)
	case letters == 0:
		// Eight decimal digits are a phone number as easily as a code.
		ok = near == speaksOfError && familiar || s.known(f.Value) && s.alone(w)
	default:
		ok = familiar && (near == speaksOfError || !s.inHexdump(w))
	}
	if ok {
		s.add(f)
	}
	return w.end
}

func familiarTop(digits []byte) bool {
	var d [4]byte
	for i := range d {
		x, _, ok := digit(digits[i])
		if !ok {
			return false
		}
		d[i] = x
	}
	return plausible(top(d[:]))
}

// withoutWordBefore cuts off the word that a code is glued to: feilkode80004005.
func (s *scanner) withoutWordBefore(w word) word {
	lead := w.n - codeDigits
	if lead > 2 && w.end-w.start == w.n && s.kindOfWord(s.text[w.start:w.start+lead]) == speaksOfError {
		w.start, w.n = w.start+lead, codeDigits
		copy(w.ch[:], w.ch[lead:])
	}
	return w
}

// count counts the letters and the decimals of hexadecimal digits; ok is false
// where a character is none for sure.
func count(digits []byte) (letters, decimals int, ok bool) {
	for _, c := range digits {
		if _, sure, ok := digit(c); !ok || !sure {
			return 0, 0, false
		}
		if c >= '0' && c <= '9' {
			decimals++
		} else {
			letters++
		}
	}
	return letters, decimals, true
}

// halves reads a code in two groups of four. Without a word such as feilkode
// before them it must be a documented one that no number can be.
func (s *scanner) halves(w word, near surroundings) int {
	if !familiarTop(w.ch[:4]) || near == speaksOfOther || s.joinedBefore(w.start) {
		return w.end
	}
	f, end, ok := s.joined(w, 0)
	if !ok || s.after(w).n != 4 || s.joinedBehind(end) {
		return w.end
	}
	if near == speaksOfError || s.known(f.Value) && strings.ContainsAny(f.Digits, "ABCDEF") {
		s.add(f)
		return end
	}
	return w.end
}

// joinedBefore and joinedBehind report whether a dash, a colon or the like joins
// a group of digits to more of them.
func (s *scanner) joinedBefore(start int) bool {
	return start > 0 && strings.IndexByte("-:.#", s.text[start-1]) >= 0
}

func (s *scanner) joinedBehind(end int) bool {
	return end < len(s.text) && strings.IndexByte("-:", s.text[end]) >= 0
}

// decimal reads a code that a program printed as a signed or unsigned number,
// and reports whether it was one.
func (s *scanner) decimal(w word) bool {
	n, err := strconv.ParseInt(s.text[w.start:w.end], 10, 64)
	if err != nil {
		return false // invisible characters inside a number: no program prints that
	}
	negative, start := s.minus(w.start)
	if negative {
		n = -n
	}
	if n < -1<<31 || n >= 1<<32 || (n >= 0 && n < 1<<31) {
		return false
	}
	v := knowledge.Code(uint32(n))
	if !plausible(uint32(v) >> 16) {
		return false
	}
	near := s.wordsBefore(start)
	if near == speaksOfOther || (!negative && near != speaksOfError && !s.known(v)) {
		return false
	}
	s.add(Found{Value: v, Digits: v.String()[2:], Start: start, End: w.end})
	return true
}

// minus reports whether a minus sign that belongs to a number stands before it.
func (s *scanner) minus(start int) (bool, int) {
	r, size := utf8.DecodeLastRuneInString(s.text[:start])
	if r != '-' && r != '−' && r != '–' {
		return false, start
	}
	before, _ := utf8.DecodeLastRuneInString(s.text[:start-size])
	if glyph(before) != 0 {
		return false, start // a dash between two parts of something else
	}
	return true, start - size
}

func allDecimal(ch []byte) bool {
	for _, c := range ch {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// partOfIdentifier reports whether w is joined to its neighbours as in colours,
// GUIDs, serial numbers, and MAC and IPv6 addresses.
func (s *scanner) partOfIdentifier(w word) bool {
	if w.start > 0 && glyph(rune(s.text[w.start-1])) != 0 {
		return false // cut from the word that it is glued to
	}
	before, size := utf8.DecodeLastRuneInString(s.text[:w.start])
	switch before {
	case '#', '@', '&':
		return !strings.HasPrefix(s.text[:w.start], "#") || w.n != codeDigits
	case '-', ':', '.':
		if prev, _ := utf8.DecodeLastRuneInString(s.text[:w.start-size]); prev >= '0' && prev <= '9' {
			return true
		} else if before == '-' && glyph(prev) != 0 {
			return true
		}
	}
	if w.end == len(s.text) {
		return false
	}
	switch after := s.text[w.end]; after {
	case '-', ':':
		next := s.wordAt(w.end + 1)
		if next.n == 0 {
			return after == ':' && strings.HasPrefix(s.text[w.end:], "::")
		}
		for _, c := range next.ch[:min(next.n, wordRunes)] {
			if c >= '0' && c <= '9' {
				return true
			}
		}
	}
	return false
}

// alone reports whether w is all that the text says.
func (s *scanner) alone(w word) bool {
	if s.end == 0 { // once for a text, as it may begin and end with very many spaces
		s.begin = len(s.text) - len(strings.TrimLeftFunc(s.text, unicode.IsSpace))
		s.end = len(strings.TrimRight(s.text, " \t\r\n.!?"))
	}
	return w.start <= s.begin && w.end >= s.end
}

// inHexdump reports whether the word before or behind w is of hexadecimal
// digits too.
func (s *scanner) inHexdump(w word) bool {
	if r, _ := utf8.DecodeRuneInString(s.text[w.end:]); r == ' ' || r == '\t' {
		if hexBytes(s.wordAt(w.end + 1)) {
			return true
		}
	}
	start := w.start
	for start > 0 && (s.text[start-1] == ' ' || s.text[start-1] == '\t' || s.text[start-1] == ':') {
		start--
	}
	if start == w.start || start == 0 {
		return false
	}
	end := start
	for start > 0 && end-start < wordRunes && glyph(rune(s.text[start-1])) != 0 {
		start--
	}
	prev := s.wordAt(start)
	return prev.end == end && hexBytes(prev)
}

func hexBytes(w word) bool {
	if w.n < 2 || w.n%2 != 0 || w.n > wordRunes {
		return false
	}
	decimals := 0
	for _, c := range w.ch[:w.n] {
		if c > 'F' {
			return false
		}
		if c <= '9' {
			decimals++
		}
	}
	return decimals > 0 && (w.n == 2 || w.n == 4 || w.n == 8)
}

// surroundings tells what the words before a number speak of.
type surroundings int

const (
	speaksOfNothing surroundings = iota
	speaksOfError
	speaksOfOther
)

const (
	contextBytes = 60
	contextWords = 4
)

// wordsBefore reads the nearest words before an offset; the nearest that tells
// something wins.
func (s *scanner) wordsBefore(start int) surroundings {
	from := max(0, start-contextBytes)
	end, words := start, 0
	for end > from && words < contextWords {
		for end > from && !wordByte(s.text[end-1]) {
			end--
		}
		begin := end
		for begin > from && wordByte(s.text[begin-1]) {
			begin--
		}
		if begin == end {
			break
		}
		if k := s.kindOfWord(s.text[begin:end]); k != speaksOfNothing {
			return k
		}
		end = begin
		words++
	}
	return speaksOfNothing
}

// describesMemory reports whether the word before an offset says that a number
// is a place in memory.
func (s *scanner) describesMemory(start int) bool {
	from := max(0, start-contextBytes)
	end := start
	for end > from && !wordByte(s.text[end-1]) {
		end--
	}
	begin := end
	for begin > from && wordByte(s.text[begin-1]) {
		begin--
	}
	return containsAny(s.text[begin:end], s.words.Memory)
}

// kindOfWord tells what a word speaks of.
func (s *scanner) kindOfWord(w string) surroundings {
	switch {
	case beginsAny(w, s.words.Other):
		return speaksOfOther
	case containsAny(w, s.words.Error), equalAny(w, s.words.ErrorShort):
		return speaksOfError
	}
	return speaksOfNothing
}

func containsAny(w string, list []string) bool {
	for _, x := range list {
		if containsFold(w, x) {
			return true
		}
	}
	return false
}

func beginsAny(w string, list []string) bool {
	for _, x := range list {
		if len(w) >= len(x) && containsFold(w[:len(x)], x) {
			return true
		}
	}
	return false
}

func equalAny(w string, list []string) bool {
	for _, x := range list {
		if len(w) == len(x) && containsFold(w, x) {
			return true
		}
	}
	return false
}

// containsFold reports whether lower, of small letters, is in s; capitals of ASCII do not
// count.
func containsFold(s, lower string) bool {
	for i := 0; i+len(lower) <= len(s); i++ {
		j := 0
		for j < len(lower) && (s[i+j] == lower[j] || s[i+j] >= 'A' && s[i+j] <= 'Z' && s[i+j]|0x20 == lower[j]) {
			j++
		}
		if j == len(lower) {
			return true
		}
	}
	return false
}
