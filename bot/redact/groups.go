package redact

import (
	"strings"
)

// maxRun is how many characters of a run are kept: two keys, and a little more.
const maxRun = 64

// groupScanner splits a text into groups.
type groupScanner struct {
	*finder
	groups []group

	// The run that is being read.
	open    bool
	spoiled bool // a letter that no key has is part of the word
	start   int
	end     int
	size    int
	chars   [maxRun]byte
	at      [maxRun]int // byte offsets of the characters
	lower   int
	// The stretch of a key's characters at the end of the run.
	strict, strictFrom int
	before, beforeFrom int // the one before it, with one other character between them

	// The gap since the run before.
	blanks, dashes, marks int
	bullets               int // signs in a row that stand for masked characters
	words, masked         bool
	afterMask             bool // a mask and a dash stand right before

	// Characters that stand alone, one after the other: where they begin among the
	// groups.
	spelled int
}

// maxSpelledGap bounds what may stand between two characters that are spelled out.
const maxSpelledGap = 5

func (s *groupScanner) scan() {
	s.spelled = -1
	var before glyph
	for at := 0; at < len(s.text); {
		g := glyphAt(s.text[at:])
		s.work++
		switch g.kind {
		case glyphKey:
			s.char(g, at, before)
		case glyphInvisible:
			if s.open {
				s.end = at + g.size
			}
			at += g.size
			continue
		default:
			s.other(g)
		}
		before = g
		at += g.size
	}
	s.close()
	s.spell()
}

// char takes in a character that a key could have.
func (s *groupScanner) char(g glyph, at int, before glyph) {
	if !s.open {
		s.open, s.start, s.size, s.lower = true, at, 0, 0
		s.strict, s.before = 0, 0
		s.spoiled = before.kind == glyphLetter || s.afterMask
	}
	if s.size < maxRun {
		s.chars[s.size], s.at[s.size] = g.char, at
	}
	s.size++
	s.end = at + g.size
	if g.lower {
		s.lower++
	}
	if isKeyChar(g.char) {
		if s.strict == 0 {
			s.strictFrom = at
		}
		s.strict++
		return
	}
	s.stretch(at)
	s.before, s.beforeFrom, s.strict = s.strict, s.strictFrom, 0
}

// minStretch is how many of a key's characters in a row are a key, whatever stands before
// and after them: one at either end may be misread.
const minStretch = keySize - 1

// stretch masks a key that is part of a longer run, with at most one character misread.
func (s *groupScanner) stretch(end int) {
	from, size := s.strictFrom, s.strict
	if s.before > 0 && s.strict > 0 {
		from, size = s.beforeFrom, s.before+1+s.strict
		if size < keySize {
			size = 0
		}
	}
	if size < minStretch || s.size == size && size%groupSize == 0 && size <= maxRun {
		return
	}
	if c := s.census(from, end); c.spread() {
		s.addPart(from, end, keyGroups)
	}
}

// other takes in a character that no key has.
func (s *groupScanner) other(g glyph) {
	if s.open {
		s.spoiled = s.spoiled || g.kind == glyphLetter
		s.close()
	}
	switch g.kind {
	case glyphBlank:
		s.blanks++
	case glyphDash:
		s.dashes++
	case glyphMask:
		// One by itself begins a line of a list.
		if s.bullets++; s.bullets > 1 {
			s.masked = true
		}
	case glyphLetter:
		s.words = true
	default:
		s.marks++
	}
	s.afterMask = g.kind == glyphDash && s.bullets > 1
	if g.kind != glyphMask {
		s.bullets = 0
	}
}

// close ends the run that is being read.
func (s *groupScanner) close() {
	if !s.open {
		return
	}
	s.open = false
	s.stretch(s.end)
	g := group{start: s.start, end: s.end, size: s.size, gap: s.gapBefore(), lower: s.lower > 0}
	s.blanks, s.dashes, s.marks, s.bullets, s.words, s.masked, s.afterMask = 0, 0, 0, 0, false, false, false
	if g.size > 1 || s.spoiled {
		s.spell()
	} else if s.spelled < 0 || g.gap > gapLoose || s.gapSize(g) > maxSpelledGap {
		s.spell()
		s.spelled = len(s.groups)
	}
	if !s.spoiled && s.chunks(g) {
		return
	}
	copy(g.chars[:], s.chars[:min(s.size, groupSize)])
	if !s.spoiled {
		g.class = classOf(s.chars[:min(s.size, maxRun)], s.text[s.start:s.end])
	}
	s.groups = append(s.groups, g)
}

func (s *groupScanner) gapSize(g group) int {
	if len(s.groups) == 0 {
		return 0
	}
	return g.start - s.groups[len(s.groups)-1].end
}

// gapBefore is what stands between the run and the one before.
func (s *groupScanner) gapBefore() gap {
	size := maxFarGap + 1
	if len(s.groups) > 0 {
		size = s.start - s.groups[len(s.groups)-1].end
	}
	switch {
	case s.masked || size > maxFarGap:
		return gapApart
	case s.words || size > maxLooseGap:
		return gapFar
	case s.dashes > 0 && s.marks == 0 && size <= maxDashGap:
		return gapDash
	default:
		return gapLoose
	}
}

// chunks adds a run of several groups without anything between them, where it looks
// like a key.
func (s *groupScanner) chunks(g group) bool {
	if g.size < 2*groupSize || g.size%groupSize != 0 || g.size > maxRun {
		return false
	}
	c := censusOf(s.chars[:g.size])
	alike := c.beyondHex() >= min(minSpread, g.size/groupSize-1) && (c.foreign == 0 || c.foreign <= g.size/8 && (c.digits > 0 || c.vowels <= g.size/keySize))
	plain := g.size == keySize && (c.digits > 0 || s.lower == 0) && c.letters > 0 && g.gap != gapDash && oddGroups(s.chars[:g.size]) >= 3
	if !alike && !plain || isWrittenCode(s.text[g.start:g.end]) || plain && !alike && s.inAddress() {
		return false
	}
	for from := 0; from < g.size; from += groupSize {
		chunk := group{start: s.at[from], end: g.end, size: groupSize, gap: g.gap, lower: g.lower}
		if from+groupSize < g.size {
			chunk.end = s.at[from+groupSize]
		}
		if from > 0 {
			chunk.gap = gapNone
		}
		copy(chunk.chars[:], s.chars[from:])
		chunk.class = classOf(s.chars[from:from+groupSize], s.text[chunk.start:chunk.end])
		s.groups = append(s.groups, chunk)
	}
	return true
}

// inAddress reports a run that stands within an address or a path, or is joined to
// another one.
func (s *groupScanner) inAddress() bool {
	beside := func(c byte) bool { return strings.IndexByte("/\\-_=?#@", c) >= 0 }
	return s.start > 0 && beside(s.text[s.start-1]) || s.end < len(s.text) && beside(s.text[s.end])
}

// spell ends a row of characters that stand alone, and makes groups of them where they
// spell a key.
func (s *groupScanner) spell() {
	from := s.spelled
	s.spelled = -1
	if from < 0 || len(s.groups)-from < groupSize {
		return
	}
	row := s.groups[from:]
	// A word of one letter beside the key is none of its characters.
	for len(row)%groupSize != 0 && len(row) > 0 && !isKeyChar(s.charOf(row[0])) {
		row, from = row[1:], from+1
	}
	for len(row)%groupSize != 0 && len(row) > 0 && !isKeyChar(s.charOf(row[len(row)-1])) {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return
	}
	start, end := row[0].start, row[len(row)-1].end
	c := s.census(start, end)
	switch {
	case len(row) >= 3*groupSize && c.foreign <= len(row)/8+1 && c.spread() && c.digits > 0:
		s.addPart(start, end, (len(row)+groupSize-1)/groupSize)
	case len(row)%groupSize != 0:
		return
	}
	rest := s.groups[from+len(row):] // words of one letter
	s.groups = s.groups[:from]
	for i := 0; i+groupSize <= len(row); i += groupSize {
		chunk := group{start: row[i].start, end: row[i+groupSize-1].end, size: groupSize, gap: row[i].gap, lower: row[i].lower}
		for j := range chunk.chars {
			chunk.chars[j] = s.charOf(row[i+j])
		}
		switch chunk.class = classOf(chunk.chars[:], ""); {
		case kinds(chunk.chars) < minKinds && censusOf(chunk.chars[:]).digits == 0:
			chunk.class = classWord // the columns of a table
		case chunk.class == classVague:
			chunk.class = classOdd // nobody spells words
		}
		s.groups = append(s.groups, chunk)
	}
	s.groups = append(s.groups, rest...)
}

// charOf is the character of a group that has one.
func (s *groupScanner) charOf(g group) byte { return glyphAt(s.text[g.start:]).char }

// census counts the characters of a stretch of text.
func (f *finder) census(start, end int) tally {
	var t tally
	text := f.text[start:end]
	f.work += len(text)
	for at := 0; at < len(text); {
		g := glyphAt(text[at:])
		if g.kind == glyphKey {
			t.count(g.char)
		}
		at += g.size
	}
	return t
}
