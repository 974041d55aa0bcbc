package redact

import (
	"strings"
)

// maxContinued bounds the length of a message whose groups can be words and numbers too, in
// bytes: a longer one is about something else as well, and only groups as keys have them are
// taken from it.
const maxContinued = 200

// endings are words that say that the end of a key follows.
const endings = " siste sist slutter sluttar slutten ender endar last final ends ending "

// maxBeside is how many other words may stand in a message that holds little but groups.
const maxBeside = 2

// Seen is what is remembered of a key that comes in several texts: how many of its groups have
// come, and whether a text without any came after them. The zero value is nothing; a whole key
// is forgotten.
type Seen int

// interrupted is added to the number of groups when a text without any came after them.
const interrupted = 10

func (s Seen) groups() int         { return int(s) % interrupted }
func (s Seen) isInterrupted() bool { return s >= interrupted }

// Add returns what is remembered after a text with so many groups.
func (s Seen) Add(groups int) Seen {
	total := s.groups() + groups
	switch {
	case groups == 0 && total > 0:
		return Seen(total + interrupted)
	case total == keyGroups:
		return 0
	case total > keyGroups:
		return Seen(groups % keyGroups)
	}
	return Seen(total)
}

// ContinueKey masks the groups of a key in a text, of a key that may have begun in texts before;
// was is what has been masked in the text already. Two groups that come together are masked even
// where none came before, so that of a key that comes in several texts no more than one
// group is left: its first, where it stands alone. After a text without groups, one more may
// stand where it is said that it is the end of a key: support asks for it. It returns how many
// groups have come with the text.
func ContinueKey(text string, was Secret, seen Seen) (string, int, Secret) {
	return continueKey(text, was, seen, false)
}

// ContinueKeyInName does the same for the name of a file. Most of what stands in a name is
// something else, so that only groups as keys have them are taken from it.
func ContinueKeyInName(name string, was Secret, seen Seen) (string, int, Secret) {
	stem, end := cutExtension(name)
	stem, n, secret := continueKey(stem, was, seen, true)
	return stem + end, n, secret
}

func continueKey(text string, was Secret, seen Seen, isName bool) (string, int, Secret) {
	now := 0
	if was == SecretPart { // here, or in what belongs to the text
		now = groupsMasked(text)
	}
	w := workspaces.Get().(*workspace) //nolint:forcetypeassert // the pool holds nothing else
	defer w.release()
	w.finder = finder{text: text, spans: w.finder.spans[:0]}
	w.scanner = groupScanner{finder: &w.finder, groups: w.scanner.groups[:0]}
	w.scanner.scan()
	p := partReader{finder: &w.finder, groups: w.scanner.groups, seen: seen.groups(), interrupted: seen.isInterrupted()}
	p.look()
	p.long = p.long || isName && (!p.isBare() || seen == 0 && len(p.groups) == 1)
	w.finder.spans = w.finder.spans[:0]
	now += p.read(was == SecretPart)
	if len(w.finder.spans) == 0 {
		return text, now, SecretNone
	}
	text, secret := maskSpans(text, w.finder.spans)
	return text, now, secret
}

// partReader finds the groups of a key in a text that can be a part of one.
type partReader struct {
	*finder
	groups []group
	seen   int
	// interrupted tells that a text without groups came after those seen.
	interrupted bool
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
		case p.seen > 0 && !p.isEnd(g) || before || groups > 1 || together:
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
	if p.interrupted && g.class != classGenuine && !p.isBare() {
		return 0 // something else is spoken of by now
	}
	fits := false
	switch g.class {
	case classGenuine:
		fits = true
	case classOdd:
		fits = !p.long && p.seen > 1 && !p.isOfSentence(g) || p.isMisread(g) && (p.isBare() || p.isBeside(i))
	case classVague:
		fits = p.isAlone() && p.seen > 1 || isPure(g) && (p.isVague(g) || p.isBeside(i))
	case classWord:
		fits = p.isAlone() && p.seen > 1 && !p.isOfSentence(g)
	case classOther, classPiece, classSpoken, classSix:
	}
	if fits {
		return 1
	}
	return 0
}

// isOfSentence reports lower-case letters among other words: "det hjalp ikke".
func (p *partReader) isOfSentence(g group) bool {
	return g.lower && censusOf(g.chars[:]).digits == 0 && !p.isBare()
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

// isEnd reports a group that is said to be the end of a key: "den andre slutter på 9MPGT".
func (p *partReader) isEnd(g group) bool {
	const near = 4
	if !p.interrupted || p.seen > 1 {
		return false
	}
	words := strings.Fields(p.text[:g.start])
	for _, word := range words[max(0, len(words)-near):] {
		if isListed(endings, strings.ToLower(strings.Trim(word, ".,:;!?"))) {
			return true
		}
	}
	return false
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
