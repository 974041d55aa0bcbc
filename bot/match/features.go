package match

import (
	"slices"

	"aktivering/bot/internal/linear"
)

// The bounds of what the model reads of one text. Of a longer one the beginning and the end
// are read: people say what they want at once, or last.
const (
	maxRead     = 60 // words
	readTail    = 20 // words of them at the end
	maxLetters  = 24 // letters of a word
	maxTogether = 10 // concepts that are read two and two
	maxNegated  = 5  // words behind a negation that it may be about
)

// The kinds of features.
const (
	kindWord    = 'w'
	kindPair    = 'p'
	kindGroup   = 'g' // letters in a row
	kindNegated = 'n' // the stem or a concept of a word behind a negation
	kindConcept = 'c'
	kindBoth    = 'd' // two concepts
	kindTopic   = 't'
)

// The groups of letters that are features.
const (
	minGroup = 3
	maxGroup = 5
)

// features adds the features of the words from begin to end of an understood text to a list, but
// for those that a word with a number for which known, where there is one, returns true has by
// itself where it stands first.
func (x *lexicon) features(u *understood, begin, end int, list []uint32, known func(i int) bool) []uint32 {
	words := u.words[:end]
	for i := begin; i < end; i++ {
		if end-begin > maxRead && i >= begin+maxRead-readTail && i < end-readTail {
			continue
		}
		w := words[i]
		if i+1 < end {
			list = append(list, linear.Feature(kindPair, w, words[i+1]))
		}
		switch {
		case slices.Contains(words[begin:i], w):
			list = append(list, linear.Feature(kindWord, w))
		case known == nil || !known(i):
			list = byItself(list, w)
		}
		if x.negations[w] {
			list = x.negated(u, i, list)
		}
	}
	from := len(list)
	for _, m := range u.mentions {
		if m.concept >= x.ownConcepts || int(m.at) < begin || int(m.at) >= end || len(list) == from+maxTogether {
			continue
		}
		if f := x.hashes[m.concept]; !slices.Contains(list[from:], f) {
			list = append(list, f)
		}
	}
	concepts := list[from:]
	slices.Sort(concepts)
	for i, a := range concepts {
		both := linear.Begin(kindBoth).Number(a)
		for _, b := range concepts[i+1:] {
			list = append(list, both.Number(b).Sum())
		}
	}
	if slices.ContainsFunc(u.sentences, func(s sentence) bool { return s.topics > 0 }) {
		list = append(list, linear.Feature(kindTopic))
	}
	return list
}

// negated adds what the negation at i may be about.
func (x *lexicon) negated(u *understood, i int, list []uint32) []uint32 {
	for j := i + 1; j < len(u.words) && j <= i+maxNegated && u.tokens[j].sentence == u.tokens[i].sentence; j++ {
		list = append(list, linear.Feature(kindNegated, u.stems[j]))
		for _, c := range u.entries[j].reading.concepts {
			if c < x.ownConcepts {
				list = append(list, linear.Begin(kindNegated).Number(x.hashes[c]).Sum())
			}
		}
	}
	return list
}

// byItself adds the features that a word has whatever stands beside it: the word, and its groups of
// letters, whose ends count as letters.
func byItself(list []uint32, w string) []uint32 {
	list = append(list, linear.Feature(kindWord, w))
	w = w[:min(len(w), maxLetters)]
	at := func(i int) byte {
		if i < 0 || i == len(w) {
			return ' '
		}
		return w[i]
	}
	for i := -1; i+minGroup <= len(w)+1; i++ {
		h := linear.Begin(kindGroup)
		for n := 1; n <= maxGroup && i+n <= len(w)+1; n++ {
			if h = h.Byte(at(i + n - 1)); n >= minGroup {
				list = append(list, h.Sum())
			}
		}
	}
	return list
}
