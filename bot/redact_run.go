package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// run is a stretch of characters that a key could have.
type run struct {
	start, end int // byte offsets
	size       int // in characters
	spoiled    bool
	// gap is what stands between the run and the next one.
	gap gap
}

// gap is what may stand between two groups of one key.
type gap int

const (
	apart gap = iota // nothing that separates groups
	space            // white space only
	dash             // a dash or what people type for one
)

// keyRuns finds the runs of a text and what separates them.
func keyRuns(text string) []run {
	var runs []run
	open := false                    // a run is being read
	sealed := false                  // what follows the run is settled
	spoils := false                  // the character before spoils a run that begins now
	blanks, marks := 0, 0            // in the gap so far
	previous, tight := rune(0), true // tight: no dot or slash beside a blank
	for at, r := range text {
		_, isKey := foldKey(r)
		switch {
		case isKey && open:
			last := &runs[len(runs)-1]
			last.end, last.size = at+utf8.RuneLen(r), last.size+1
		case isKey:
			if len(runs) > 0 && !sealed {
				runs[len(runs)-1].gap = gapOf(blanks, marks, tight)
			}
			runs = append(runs, run{start: at, end: at + utf8.RuneLen(r), size: 1, spoiled: spoils})
			open = true
		default:
			joins := open && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r))
			if open {
				closeRun(text, &runs[len(runs)-1], joins)
				open, blanks, marks, tight, sealed = false, 0, 0, true, false
			}
			if string(r) == mask && len(runs) > 0 && !sealed {
				// A masked key beside the run counts like the key that it was.
				runs[len(runs)-1].gap, sealed = gapOf(blanks, marks, tight), true
			}
			blanks, marks, tight = widen(r, blanks, marks, tight)
			spoils = unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) ||
				isDash(r) && string(previous) == mask
		}
		previous = r
	}
	if open {
		closeRun(text, &runs[len(runs)-1], false)
	}
	return runs
}

func closeRun(text string, r *run, joined bool) {
	r.spoiled = r.spoiled || joined || isWrittenCode(text[r.start:r.end])
}

// maxGap bounds what may stand between two groups.
const maxGap = 4

// widen takes one more character into the gap after a run.
func widen(r rune, blanks, marks int, tight bool) (int, int, bool) {
	switch {
	case unicode.IsSpace(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff':
		return blanks + 1, marks, tight
	case isDash(r):
		return blanks, marks + 1, tight
	case strings.ContainsRune(".,/|·", r):
		return blanks, marks + 1, false
	default:
		return maxGap + 1, marks, tight
	}
}

func gapOf(blanks, marks int, tight bool) gap {
	switch {
	case blanks+marks > maxGap || blanks > 0 && !tight:
		return apart
	case marks > 0:
		return dash
	default:
		return space
	}
}

func isDash(r rune) bool {
	return r == '_' || r == '~' || r == '\u2212' || unicode.Is(unicode.Pd, r)
}

// lookAlikes are letters of other alphabets by the ASCII letter they look like.
var lookAlikes = map[rune]byte{
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I', 'Ј': 'J', 'Ѕ': 'S',
	'а': 'A', 'е': 'E', 'к': 'K', 'о': 'O', 'р': 'P', 'с': 'C', 'у': 'Y', 'х': 'X', 'і': 'I', 'ј': 'J', 'ѕ': 'S', 'т': 'T', 'м': 'M', 'н': 'H', 'в': 'B',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

// foldKey returns the upper-case ASCII character that r is or looks like.
func foldKey(r rune) (byte, bool) {
	if r >= '０' && r <= 'ｚ' {
		r -= '０' - '0'
	}
	switch {
	case r >= utf8.RuneSelf:
		b, ok := lookAlikes[r]
		return b, ok
	case r >= 'a' && r <= 'z':
		r -= 'a' - 'A'
	}
	b := byte(r & 0x7F)
	return b, b >= '0' && b <= '9' || b >= 'A' && b <= 'Z'
}
