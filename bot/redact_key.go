package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A product key is five groups of five characters. The real ones use 24 letters
// and digits, but people read them off worn labels, so every letter and digit
// counts, and so do letters of other alphabets that look like them.
const (
	groupSize = 5
	keySize   = 25
)

// maskedGroups is what is shown of a key before its last five characters.
const maskedGroups = hidden + "-" + hidden + "-" + hidden + "-" + hidden + "-"

// redactKeys masks product keys but for their last five characters.
func redactKeys(text string) (string, bool) {
	keys := keysIn(text, keyRuns(text))
	if len(keys) == 0 {
		return text, false
	}
	var out strings.Builder
	done := 0
	for _, key := range keys {
		out.WriteString(text[done:key.start])
		out.WriteString(maskedGroups)
		done = key.tail
	}
	out.WriteString(text[done:])
	return out.String(), true
}

// keysIn finds the keys among runs, in order.
func keysIn(text string, runs []run) []masked {
	var keys []masked
	for i := 0; i < len(runs); {
		w, ok := bestWindow(text, runs, i)
		if !ok {
			i++
			continue
		}
		if w.first > i {
			// What the best one was preferred to may still hold another.
			before := slices.Clone(runs[i:w.first])
			before[len(before)-1].gap = apart
			keys = append(keys, keysIn(text, before)...)
		}
		keys = append(keys, w.keys(text, runs)...)
		i = w.last + 1
	}
	return keys
}

// window is a row of runs that could be one key.
type window struct {
	first, last int
	// score ranks windows that share a run; 0 is no key.
	score int
}

// bestWindow returns the likeliest key among the windows that begin at run i or
// share a run with the one that does. Groups beside it that look like part of a
// key are taken along: rather a word too many than a group left standing.
func bestWindow(text string, runs []run, i int) (window, bool) {
	best := windowAt(text, runs, i)
	if best.score == 0 {
		return window{}, false
	}
	for next := i + 1; next <= best.last; next++ {
		w := windowAt(text, runs, next)
		switch {
		case w.score > best.score:
			best = w
		case w.score > 0 && (w.score == best.score || oddRun(text, runs[w.last])):
			best.last = w.last
		}
	}
	for best.first > i && oddRun(text, runs[best.first-1]) {
		best.first--
	}
	return best, true
}

func oddRun(text string, r run) bool {
	var k keyText
	k.add(text[r.start:r.end])
	return isOdd(k.folded)
}

// windowAt judges the runs from first on that add up to a key.
func windowAt(text string, runs []run, first int) window {
	size, dashes, spaces, even := 0, 0, 0, true
	for last := first; last < len(runs); last++ {
		r := runs[last]
		if r.spoiled || r.size > keySize {
			break
		}
		size += r.size
		even = even && r.size%groupSize == 0
		w := window{first: first, last: last}
		groups := last - first + 1
		switch {
		case size == keySize && even:
			w.score = plausible(text, runs[first:last+1], dashes, spaces, standsAlone(runs, first, last))
			return w
		case groups == groupSize && !even && spaces == 0 && standsAlone(runs, first, last):
			w.score = mistyped(text, runs[first:last+1])
			return w
		case size > keySize+groupSize || groups == groupSize:
			return window{}
		}
		switch r.gap {
		case dash:
			dashes++
		case space:
			spaces++
		case apart:
			return window{}
		}
	}
	return window{}
}

// standsAlone reports that no dash joins the window to a run beside it.
func standsAlone(runs []run, first, last int) bool {
	return (first == 0 || runs[first-1].gap != dash) && runs[last].gap != dash
}

// plausible scores 25 characters in groups of five: dashes make a key likely;
// without them the groups must look like no words.
func plausible(text string, runs []run, dashes, spaces int, alone bool) int {
	var k keyText
	broken := false // a run of more than one group
	for _, r := range runs {
		k.add(text[r.start:r.end])
		broken = broken || r.size > groupSize
	}
	odd := k.oddGroups()
	switch {
	case k.digitGroups() > 2 || k.uniform():
		return 0 // a product ID, an order number, or the pattern of a key
	case spaces == 0 && dashes > 0:
		if odd == 0 {
			return 0
		}
		return 20 + odd
	case len(runs) == 1:
		if odd < 3 || !alone || !k.digits && !k.upper() {
			return 0
		}
		return 20 + odd
	case odd < 3 || broken:
		return 0
	case dashes > 0:
		return 10 + odd
	default:
		return odd
	}
}

// mistyped scores five dashed groups of which some lost or gained a character.
func mistyped(text string, runs []run) int {
	full, odd, numbers, letters := 0, 0, 0, false
	for _, r := range runs {
		if r.size < groupSize-1 || r.size > groupSize+1 {
			return 0
		}
		var k keyText
		k.add(text[r.start:r.end])
		if r.size == groupSize {
			full++
		}
		if isOdd(k.folded) {
			odd++
		}
		if allDigits(k.folded) {
			numbers++
		} else {
			letters = true
		}
	}
	if full < 2 || odd < 3 || numbers > 2 || !letters {
		return 0
	}
	return 15
}

// masked is where one key begins and where its last five characters do.
type masked struct{ start, tail int }

// keys returns the keys of a window: one, or several that follow each other.
func (w window) keys(text string, runs []run) []masked {
	n := w.last - w.first + 1
	if n <= groupSize || n%groupSize != 0 {
		return []masked{{runs[w.first].start, tailOf(text, runs[w.last])}}
	}
	var keys []masked
	for i := w.first; i <= w.last; i += groupSize {
		keys = append(keys, masked{runs[i].start, tailOf(text, runs[i+groupSize-1])})
	}
	return keys
}

// tailOf returns where the last five characters of a run begin.
func tailOf(text string, r run) int {
	at := r.end
	for range min(groupSize, r.size) {
		_, size := utf8.DecodeLastRuneInString(text[r.start:at])
		at -= size
	}
	return at
}

// keyText is the characters of a possible key, folded to upper-case ASCII.
type keyText struct {
	folded []byte
	digits bool
	lower  bool
}

func (k *keyText) add(s string) {
	for _, r := range s {
		b, _ := foldKey(r)
		k.folded = append(k.folded, b)
		k.digits = k.digits || b <= '9'
		k.lower = k.lower || unicode.IsLower(r)
	}
}

func (k *keyText) upper() bool { return !k.lower }

func (k *keyText) count(is func([]byte) bool) int {
	n := 0
	for i := 0; i+groupSize <= len(k.folded); i += groupSize {
		if is(k.folded[i : i+groupSize]) {
			n++
		}
	}
	return n
}

func (k *keyText) oddGroups() int   { return k.count(isOdd) }
func (k *keyText) digitGroups() int { return k.count(allDigits) }

// uniform reports a pattern such as XXXXX-XXXXX-….
func (k *keyText) uniform() bool {
	return strings.Count(string(k.folded), string(k.folded[:1])) == len(k.folded)
}

func allDigits(group []byte) bool {
	for _, b := range group {
		if b > '9' {
			return false
		}
	}
	return true
}

// isOdd reports a group that is hardly a word: it has a digit, or no vowel, or
// begins or runs on with more consonants than words do. Real keys have no
// vowels at all.
func isOdd(group []byte) bool {
	vowels, consonants := 0, 0
	for i, b := range group {
		switch {
		case b <= '9':
			return true
		case strings.IndexByte("AEIOUY", b) >= 0:
			vowels++
			consonants = 0
		default:
			consonants++
			opening := consonants == i+1
			if consonants > 3 || opening && consonants > 2 && group[0] != 'S' && group[i-1] != 'H' {
				return true
			}
		}
	}
	return vowels == 0
}
