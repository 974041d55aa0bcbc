package redact

import (
	"strings"
)

// maxContinued bounds the length of a message whose groups can be words and numbers too, in
// bytes: a longer one is about something else as well, and only groups as keys have them are
// taken from it.
const maxContinued = 200

// maxBeside is how many other words may stand in a message that holds little but groups.
const maxBeside = 2

// ContinueKey masks the groups of a key in a text of which so many groups came before; was
// is what has been masked there already. Two groups that come together are masked even
// where none came before, so that of a key that comes in several texts no more than one
// group is left: its first, where it stands alone. It returns how many groups have come with
// them; none where there are no more, or the key is complete.
func ContinueKey(text string, was Secret, seen int) (string, int, Secret) {
	now := 0
	if was == SecretPart {
		now = groupsMasked(text)
	}
	w := workspaces.Get().(*workspace) //nolint:forcetypeassert // the pool holds nothing else
	defer w.release()
	w.finder = finder{text: text, spans: w.finder.spans[:0]}
	w.scanner = groupScanner{finder: &w.finder, groups: w.scanner.groups[:0]}
	w.scanner.scan()
	p := partReader{finder: &w.finder, groups: w.scanner.groups, seen: seen}
	p.look()
	w.finder.spans = w.finder.spans[:0]
	now += p.read(was == SecretPart)
	total := seen + now
	if total >= keyGroups {
		total = now % keyGroups
		if seen+now == keyGroups {
			total = 0
		}
	}
	if now == 0 {
		total = 0
	}
	if len(w.finder.spans) == 0 {
		return text, total, SecretNone
	}
	text, secret := maskSpans(text, w.finder.spans)
	return text, total, secret
}

// partReader finds the groups of a key in a text that can be a part of one.
type partReader struct {
	*finder
	groups []group
	seen   int
	// others is how many runs are no groups, and words how many groups are hardly of a key;
	// long tells of a text that says much.
	others, words int
	long          bool
}

// look tells what stands beside the groups.
func (p *partReader) look() {
	p.long = len(p.text) > maxContinued
	for _, g := range p.groups {
		switch {
		case p.groupsIn(g) == 0:
			p.others++
		case g.size == groupSize && !p.isMisread(g):
			p.words++
		}
	}
}

// read adds the spans of the groups, and returns how many there are; before tells that a part
// of a key has been masked in the text already.
func (p *partReader) read(before bool) int {
	n, last, hidden := 0, -1, false
	for i, g := range p.groups {
		groups := p.fits(i)
		if groups == 0 {
			continue
		}
		n += groups
		together := last >= 0 && p.areTogether(last, i)
		switch {
		case p.seen > 0 || before || groups > 1 || together:
			if together && !hidden {
				p.addPart(p.groups[last].start, p.groups[last].end, 1)
			}
			p.addPart(g.start, g.end, groups)
			hidden = true
		default:
			hidden = false
		}
		last = i
	}
	return n
}

// fits returns how many groups of a key a group or run can be; 0 where it is none.
func (p *partReader) fits(i int) int {
	g := p.groups[i]
	if g.size != groupSize {
		n := p.groupsIn(g)
		if n > 0 && p.seen == 0 && !p.isBare() {
			if c := p.census(g.start, g.end); c.beyondHex() == 0 {
				return 0 // a number
			}
		}
		return n
	}
	fits := false
	switch g.class {
	case classGenuine:
		fits = true
	case classOdd:
		fits = !p.long && p.seen > 1 || p.isMisread(g) && (p.isBare() || p.isBeside(i))
	case classVague:
		fits = p.isAlone() && p.seen > 1 || isPure(g) && (p.isVague(g) || p.isBeside(i))
	case classWord:
		fits = p.isAlone() && p.seen > 1
	case classOther, classPiece, classSpoken, classSix:
	}
	if fits {
		return 1
	}
	return 0
}

// isVague reports digits or a word, of a key's characters, that stand where a group of a key
// is to be expected.
func (p *partReader) isVague(g group) bool {
	number := censusOf(g.chars[:]).digits == groupSize
	switch {
	case p.long:
		return false
	case p.seen > 1 && number:
		return true
	case p.seen > 0 && (number || !g.lower):
		return p.isAlone()
	}
	return p.isBare()
}

// isMisread reports a group that at most one character keeps from being one of a key.
func (p *partReader) isMisread(g group) bool {
	c := censusOf(g.chars[:])
	return c.foreign == 0 || c.foreign == 1 && g.class == classOdd
}

// isBeside reports a group to which a dash, or nothing, joins one as keys have them.
func (p *partReader) isBeside(i int) bool {
	return i > 0 && p.groups[i].gap <= gapDash && p.groups[i-1].class == classGenuine ||
		i+1 < len(p.groups) && p.groups[i+1].gap <= gapDash && p.groups[i+1].class == classGenuine
}

// areTogether reports two groups that have little between them, one of which is as keys have
// them. The names of two versions, or the same group said twice, are together only where a
// dash joins them, or nothing else is said.
func (p *partReader) areTogether(from, to int) bool {
	a, b := p.groups[from], p.groups[to]
	if to-from > maxBetween || b.start-a.end > maxFarGap || a.class != classGenuine && b.class != classGenuine {
		return false
	}
	for i := from + 1; i <= to; i++ {
		if p.groups[i].gap == gapApart {
			return false
		}
	}
	if !isVariant(a.chars, b.chars) {
		return true
	}
	return to-from == 1 && (b.gap <= gapDash && !strings.Contains(p.text[a.end:b.start], "_") || p.isBare())
}

// isAlone reports groups beside which there is nearly nothing else.
func (p *partReader) isAlone() bool { return !p.long && p.others <= maxBeside }

// isBare reports groups beside which there is nothing else.
func (p *partReader) isBare() bool { return !p.long && p.others+p.words == 0 }

// groupsIn is how many groups a run has: of a longer one, where all of it is of a key's
// characters, letters among them.
func (p *partReader) groupsIn(g group) int {
	if g.size == groupSize {
		return 1
	}
	if g.size%groupSize != 0 || g.size > keySize || !isPure(g) {
		return 0
	}
	if c := p.census(g.start, g.end); c.foreign > 0 || c.letters == 0 || c.digits == 0 {
		return 0
	}
	return g.size / groupSize
}

// groupsMasked counts the groups of a key in a text that were masked because its end is
// not known.
func groupsMasked(text string) int {
	n := 0
	for {
		at := strings.Index(text, hidden)
		if at < 0 {
			return n
		}
		text = text[at+len(hidden):]
		row := 1
		for strings.HasPrefix(text, "-"+hidden) {
			text = text[len("-"+hidden):]
			row++
		}
		whole := row == keyGroups-1 && len(text) > 1 && text[0] == '-' && glyphAt(text[1:]).kind == glyphKey
		if !whole {
			n += row
		}
	}
}
