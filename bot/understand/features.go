package understand

import (
	"maps"
	"math/bits"
	"slices"
	"strings"

	"aktivering/bot/internal/linear"
	"aktivering/bot/match"
	"aktivering/knowledge/fold"
)

// The bounds of what is read of one text. Of a longer one the beginning and the end are
// read: people say what they want at once, or last.
const (
	maxBytes     = 4 << 10
	maxWords     = 60
	maxTailWords = 20 // words of them at the end
	maxLetters   = 24 // letters of a word
)

// The kinds of features.
const (
	kindWord    = 'w'
	kindPair    = 'p'
	kindSkip    = 's' // two words with one between them
	kindFirst   = 'f'
	kindLast    = 'l'
	kindLength  = 'n'
	kindSign    = 'q'
	kindGroup   = 'g' // letters in a row
	kindBegin   = 'b' // nothing but what was asked
	kindFound   = 'm' // what the matcher found
	kindConcept = 'c' // a concept of the language data, or two
	kindClause  = 'k' // what kind of clause it is
	kindDenied  = 'd' // a word that is denied
)

// maxWith bounds with how many others a concept is read as a pair.
const maxWith = 12

// The groups of letters that are features.
const (
	minGroup = 3
	maxGroup = 5
)

// features are those of one text: telling ones are also read together with what was asked,
// the others by themselves.
type features struct {
	telling []uint32
	other   []uint32
}

// words returns the folded words of a text that are read, and the signs in it.
func words(text string) (list, signs []string) {
	if len(text) > maxBytes {
		head, tail := text[:maxBytes*3/4], text[len(text)-maxBytes/4:]
		text = strings.ToValidUTF8(head, "") + " " + strings.ToValidUTF8(tail, "")
	}
	list = strings.Fields(fold.Text(text))
	if len(list) > maxWords {
		list = slices.Concat(list[:maxWords-maxTailWords], list[len(list)-maxTailWords:])
	}
	for _, s := range []string{"?", "!"} {
		if strings.Contains(text, s) {
			signs = append(signs, s)
		}
	}
	for _, r := range text {
		if r >= 0x1F000 || r >= 0x2600 && r < 0x27C0 { // pictographs and dingbats
			if s := string(r); !slices.Contains(signs, s) && len(signs) < maxTailWords {
				signs = append(signs, s)
			}
		}
	}
	return list, signs
}

// found are what the matcher found in a text, as features.
func found(m match.Result) []uint32 {
	list := []uint32{linear.Feature(kindFound, string(m.Decision))}
	for bit := range uint32(32) {
		if i := match.Intent(1 << bit); m.Has(i) {
			list = append(list, linear.Begin(kindFound).Number(uint32(i)).Sum())
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Facts)) {
		list = append(list, linear.Feature(kindFound, id), linear.Feature(kindFound, id, m.Facts[id]))
	}
	for i, c := range m.Concepts {
		list = append(list, linear.Feature(kindConcept, c))
		for _, d := range m.Concepts[i+1 : min(len(m.Concepts), i+1+maxWith)] {
			list = append(list, linear.Feature(kindConcept, c, d))
		}
	}
	if len(m.Codes) > 0 {
		list = append(list, linear.Feature(kindFound, "code"))
	}
	if m.Office {
		list = append(list, linear.Feature(kindFound, "office"))
	}
	return list
}

// How many features there are at most, so that room is made for them at once: telling ones of a
// word and of a clause, and groups of letters that begin at one.
const (
	perWord      = 3
	perClause    = 4
	letterGroups = 3
)

// featuresOf returns the features of a text, of what kinds of clauses it has, and of what the
// matcher found in it, each once.
func featuresOf(text string, clauses []Clause, beside []uint32) features {
	list, signs := words(text)
	f := features{telling: make([]uint32, 0, len(beside)+perWord*len(list)+perClause*len(clauses)+len(signs))}
	f.telling = append(f.telling, beside...)
	f.other = make([]uint32, 0, len(list)+letterGroups*len(text))
	for i, w := range list {
		w = w[:min(len(w), maxLetters)]
		f.telling = append(f.telling, linear.Feature(kindWord, w))
		if i+1 < len(list) {
			f.telling = append(f.telling, linear.Feature(kindPair, w, list[i+1]))
		}
		if i+2 < len(list) {
			f.other = append(f.other, linear.Feature(kindSkip, w, list[i+2]))
		}
		f.groups(w)
	}
	if len(list) > 0 {
		f.telling = append(f.telling, linear.Feature(kindFirst, list[0]), linear.Feature(kindLast, list[len(list)-1]))
	}
	f.telling = append(f.telling, linear.Begin(kindLength).Number(length(len(list))).Sum())
	for _, s := range signs {
		f.telling = append(f.telling, linear.Feature(kindSign, s))
	}
	f.addClauses(clauses)
	f.telling, f.other = once(f.telling), once(f.other)
	return f
}

// maxDenied is how many words behind a negation are features.
const maxDenied = 4

// addClauses adds what kinds of clauses a text has, and what they deny.
func (f *features) addClauses(clauses []Clause) {
	for i := range clauses {
		c := &clauses[i]
		denies := "tells"
		if c.Denied != "" {
			denies = "denies"
		}
		f.telling = append(f.telling,
			linear.Feature(kindClause, string(c.Mood), string(c.Time), string(c.Speaker), denies),
			linear.Feature(kindClause, string(c.Mood)), linear.Feature(kindClause, string(c.Time)), linear.Feature(kindClause, string(c.Speaker)))
		for j, w := range strings.Fields(c.Denied) {
			if j < maxDenied {
				f.other = append(f.other, linear.Feature(kindDenied, w[:min(len(w), maxLetters)]))
			}
		}
	}
}

// length tells short texts apart; long ones are alike.
func length(n int) uint32 {
	switch {
	case n <= 6:
		return uint32(n)
	case n <= 10:
		return 7
	case n <= 20:
		return 8
	}
	return 9
}

// groups adds the groups of letters of a word, whose ends count as letters.
func (f *features) groups(w string) {
	at := func(i int) byte {
		switch i {
		case -1:
			return '^'
		case len(w):
			return '$'
		}
		return w[i]
	}
	for i := -1; i+minGroup <= len(w)+1; i++ {
		h := linear.Begin(kindGroup)
		for n := 1; n <= maxGroup && i+n <= len(w)+1; n++ {
			if h = h.Byte(at(i + n - 1)); n >= minGroup {
				f.other = append(f.other, h.Add("").Sum())
			}
		}
	}
}

// beside returns the features of a text with what was asked beside it.
func (f *features) beside(asked string) []uint32 {
	return once(slices.Concat(f.telling, f.other, f.besideAsked(asked)))
}

// fewFeatures is up to how many features are told apart without memory of its own: those of nearly
// all texts.
const fewFeatures = 512

// once drops what a list holds twice. What was seen stands in a table with room for twice as many:
// to sort the list would take longer than all that is read of it.
func once(list []uint32) []uint32 {
	var few [2 * fewFeatures]uint32
	seen := few[:]
	if len(list) > fewFeatures {
		seen = make([]uint32, 2<<bits.Len(uint(len(list))))
	}
	kept, zero := list[:0], false
	for _, f := range list {
		if f == 0 { // stands for an empty place
			if !zero {
				kept, zero = append(kept, f), true
			}
			continue
		}
		at := int(f^f>>16) & (len(seen) - 1)
		for seen[at] != 0 && seen[at] != f {
			at = (at + 1) & (len(seen) - 1)
		}
		if seen[at] == 0 {
			seen[at] = f
			kept = append(kept, f)
		}
	}
	return kept
}
