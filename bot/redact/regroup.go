package redact

import (
	"math/bits"
	"strings"
)

// People copy a key in groups of any length. Its 25 characters are judged together then,
// and nothing of them stays: without a word that says what they are, only where they can
// hardly be anything else.

// run is a row of characters with nothing between them.
type run struct {
	start, end, size int
	lower            bool
	tally
}

// runRow is a row of runs with little between them.
type runRow struct {
	runs [maxRuns]run
	n    int
}

const (
	// maxRuns is how many runs a row can have: two keys, one character each.
	maxRuns = 2 * keySize
	// maxRunGap is how much may stand between two runs of a row, in bytes.
	maxRunGap = 6
	// A key of which somebody says so may lack characters, or have some too many, and some
	// of them may be misread.
	maxMistyped = 5
	// Without that, only a few of them in groups of the same length.
	maxMiscounted = 2
	// maxToKey is how far a key may be from the word that says what it is, in bytes, and
	// maxKeyWords how many words may stand between them.
	maxToKey    = 48
	maxKeyWords = 6
)

// regrouper looks for keys whose groups have other lengths than five.
type regrouper struct {
	*finder
	strict, told runRow
	// words is how many words may come still before a key of which somebody said so, and
	// said where that was.
	words, said int
}

// findRegrouped finds keys whose groups have other lengths than five.
func (f *finder) findRegrouped(groups []group) {
	r := regrouper{finder: f}
	for i := 0; i < len(groups); {
		first := groups[i]
		next := run{start: first.start, end: first.end, size: first.size, lower: first.lower}
		pure := isPure(first)
		for i++; i < len(groups) && groups[i].gap == gapNone; i++ {
			next.end, next.size = groups[i].end, next.size+groups[i].size
			pure = pure && isPure(groups[i])
		}
		before := first.gap
		if next.start > 0 && (f.text[next.start-1] == '<' || f.text[next.start-1] == '/') {
			before = gapApart // the name of an element, a part of a path
		}
		r.take(next, pure, before, isKeyWord(f.text[next.start:next.end]))
	}
	r.endStrict()
	r.endTold()
}

// isPure reports a group that begins with characters of a key.
func isPure(g group) bool {
	for _, c := range g.chars[:min(g.size, groupSize)] {
		if c == 0 || !isKeyChar(c) {
			return false
		}
	}
	return true
}

// take takes in a run; pure tells that it begins with characters of a key.
func (r *regrouper) take(next run, pure bool, before gap, keyWord bool) {
	r.work++
	if pure || r.words > 0 {
		next.tally = r.census(next.start, next.end)
		pure = pure && next.foreign == 0
	}
	if !r.strict.goesOn(next, before) || !pure {
		r.endStrict()
	}
	if pure {
		r.strict.add(next)
	}
	if r.told.n > 0 && (!r.told.goesOn(next, before) || next.isWord() && (next.lower || before > gapDash)) {
		r.endTold()
	}
	switch {
	case keyWord:
		r.endTold()
		r.words, r.said = maxKeyWords, next.end
	case r.told.n > 0:
		r.told.add(next)
	case r.words > 0 && next.start-r.said > maxToKey:
		r.words = 0
	case r.words > 0 && (next.isWord() || before == gapApart):
		r.words--
	case r.words > 0:
		r.told.add(next)
	}
}

// goesOn reports a run that belongs to the row.
func (row *runRow) goesOn(next run, before gap) bool {
	return row.n > 0 && row.n < maxRuns && before <= gapLoose && next.start-row.runs[row.n-1].end <= maxRunGap
}

func (row *runRow) add(next run) {
	row.runs[row.n] = next
	row.n++
}

// isWord reports a run that is hardly a part of a key.
func (r run) isWord() bool { return r.digits == 0 && (r.vowels > 0 || r.foreign > 1) }

func (r *regrouper) endTold() {
	row := &r.told
	if row.n == 0 {
		return
	}
	n := r.beforeNumber(row.runs[:row.n])
	row.n, r.words = 0, 0
	if n == 0 {
		return
	}
	size, all := sum(row.runs[:n])
	if size < keySize-maxMistyped || size > keySize+maxMistyped || all.foreign > maxMistyped-1 || inFives(row.runs[:n]) || !all.spread() || all.digits < 3 || all.letters < groupSize || r.areVariants(row.runs[:n]) {
		return
	}
	r.addPart(row.runs[0].start, row.runs[n-1].end, keyGroups)
}

const (
	// maxDigits is how many digits in a row a key has at most.
	maxDigits = 7
	// A MAC address is six pairs of hexadecimal digits, with the same sign between them.
	macPairs = 6
)

// beforeNumber returns how many runs stand before a number of another kind that follows a
// key, or the number of a device: an error code, a telephone's, a MAC address, or a long one;
// and before a table of single letters.
func (r *regrouper) beforeNumber(runs []run) int {
	for i, next := range runs {
		number := next.digits == next.size
		telephone := number && next.start > 0 && r.text[next.start-1] == '+' && (next.start == 1 || strings.IndexByte(" \t\n", r.text[next.start-2]) >= 0)
		table := i > 0 && i+1 < len(runs) && runs[i-1].size >= groupSize && next.size == 1 && runs[i+1].size == 1
		said := r.text[next.start:next.end]
		code := isWrittenCode(said[:min(len(said), len("0x00000000"))]) || isCodeLike(said) && strings.Contains(said, "0")
		if code || table || telephone || number && next.size > maxDigits || r.isMAC(runs, i) {
			return i
		}
	}
	return len(runs)
}

// isMAC reports that a MAC address begins with a run.
func (r *regrouper) isMAC(runs []run, from int) bool {
	if len(runs) < from+macPairs {
		return false
	}
	sign := r.text[runs[from].end]
	joined := func(i int) bool { // by the same sign to the run before
		return i > 0 && i < len(runs) && runs[i].start-runs[i-1].end == 1 && r.text[runs[i-1].end] == sign
	}
	for i := from; i < from+macPairs; i++ {
		run := runs[i]
		if run.size != 2 || run.beyondHex() > 0 || i > from && !joined(i) {
			return false
		}
	}
	return (sign == ':' || sign == '-') && !joined(from) && !joined(from+macPairs)
}

func (r *regrouper) endStrict() {
	n := r.strict.n
	r.strict.n = 0
	runs := r.strict.runs[:n]
	if n < 2 || inFives(runs) {
		return
	}
	size, all := sum(runs)
	switch {
	case size < keySize-maxMiscounted, r.areVariants(runs):
	case size == keySize && all.isKey() && all.digits > 2 && n <= keySize/2, size <= keySize+maxMiscounted && isEven(runs) && all.isKey():
		r.addPart(runs[0].start, runs[n-1].end, keyGroups)
	default:
		r.evenWithin(runs)
	}
}

// areVariants reports runs most of which are the names of versions of one thing: they begin
// with the same letters as the one before, and a number follows. Two groups of a key are that
// once in hundreds of thousands.
func (r *regrouper) areVariants(runs []run) bool {
	variants := 0
	for i, next := range runs[1:] {
		a, b := r.text[runs[i].start:runs[i].end], r.text[next.start:next.end]
		letters := 0
		for letters < min(len(a), len(b)) && a[letters] == b[letters] && a[letters] > '9' {
			letters++
		}
		if letters >= minName && letters < min(len(a), len(b)) && a[letters] <= '9' && b[letters] <= '9' {
			variants++
		}
	}
	return variants > 0 && 2*variants >= len(runs)-1
}

// evenWithin finds 25 characters in groups of the same length within a longer row.
func (r *regrouper) evenWithin(runs []run) {
	for from := 0; from < len(runs); from++ {
		size := 0
		for to := from; to < len(runs) && size < keySize; to++ {
			r.work++
			size += runs[to].size
			part := runs[from : to+1]
			if size != keySize || len(part) < 2 || !isEven(part) || inFives(part) {
				continue
			}
			if _, all := sum(part); all.isKey() {
				r.addPart(part[0].start, runs[to].end, keyGroups)
				from = to
			}
			break
		}
	}
}

// sum is how many characters runs have, and which.
func sum(runs []run) (size int, all tally) {
	for _, r := range runs {
		size += r.size
		all.digits, all.letters, all.vowels, all.foreign = all.digits+r.digits, all.letters+r.letters, all.vowels+r.vowels, all.foreign+r.foreign
		all.seen |= r.seen
	}
	return size, all
}

// isKey reports characters that are mixed as those of a key are.
func (t *tally) isKey() bool {
	const digits, letters, seen = 2, 8, 5
	return t.digits >= digits && t.letters >= letters && bits.OnesCount32(t.seen) >= seen && t.spread()
}

// isEven reports runs of the same length but for the last one, which may be shorter.
func isEven(runs []run) bool {
	last := len(runs) - 1
	for _, r := range runs[:last] {
		if r.size != runs[0].size {
			return false
		}
	}
	return runs[last].size <= runs[0].size && runs[0].size > 1
}

// inFives reports runs that are judged by their groups of five.
func inFives(runs []run) bool {
	row := 0
	for _, r := range runs {
		if r.size%groupSize != 0 {
			row = 0
			continue
		}
		if row += r.size / groupSize; row >= keyGroups {
			return true
		}
	}
	return false
}

// isKeyWord reports a word, or the end of one, that says that a key follows. Only a part
// of a word is left before a letter that no key has.
func isKeyWord(word string) bool {
	const longest = 16
	if len(word) < 3 || len(word) > maxLabel {
		return false
	}
	var room [maxLabel + longest]byte
	folded := foldWord(room[:0], word)
	for _, end := range [...]string{"key", "keyen", "kkel", "kkelen", "kkelkode", "nykel", "nykelen", "kode", "koden", "koda", "code", "lisens", "lisensen", "license", "licence", "serial", "serienummer"} {
		if n := len(folded) - len(end); n >= 0 && folded[len(folded)-1] == end[len(end)-1] && string(folded[n:]) == end {
			return true
		}
	}
	return false
}
