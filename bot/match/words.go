package match

import "slices"

// maxWord is the length in bytes up to which a word is stemmed, taken for a compound
// or for a misspelling. A longer one is understood only where a list has it as it is
// written: no word of the language data has more than 26.
const maxWord = 40

// lookUp reads a word; the reading is not known where no list has it.
func (x *lexicon) lookUp(w string, spent *effort) entry {
	spent.words++
	if e, ok := x.words[w]; ok {
		return e
	}
	if len(w) > maxWord || !x.starts.mayBegin(w) {
		return entry{stem: w, gap: x.gaps[w]}
	}
	stem := stemNorwegian(w)
	spent.reads++
	r, _ := x.readStemmed(w, stem, spent)
	return entry{stem: stem, reading: r, gap: x.gaps[w], begins: x.multi[stem]}
}

// readUnlisted understands a word that readKnown does not.
func (x *lexicon) readUnlisted(w string, spent *effort) reading {
	if len(w) > maxWord || spent.exhausted() {
		return reading{}
	}
	if len(w) < 4 || w[0] >= '0' && w[0] <= '9' {
		return reading{known: w[0] >= '0' && w[0] <= '9'}
	}
	if r, ok := x.readCompound(w, spent); ok {
		return r
	}
	if form, ok := x.typos.correct(w, spent); ok {
		r, _ := x.readKnown(form, spent)
		r.corrected = true
		return r
	}
	return reading{}
}

func (x *lexicon) readKnown(w string, spent *effort) (reading, bool) {
	if x.words != nil {
		if e, ok := x.words[w]; ok {
			return e.reading, true
		}
		if !x.starts.mayBegin(w) {
			return reading{}, false
		}
		spent.reads++
		return x.readStemmed(w, stemNorwegian(w), spent)
	}
	if c, ok := x.exact[w]; ok {
		return reading{concepts: c, known: true, topic: x.topics[w]}, true
	}
	if x.topics[w] {
		return reading{known: true, topic: true}, true
	}
	if x.ignore[w] {
		return reading{known: true}, true
	}
	return x.readStemmed(w, x.stem(w), spent)
}

func (x *lexicon) readStemmed(w, s string, spent *effort) (reading, bool) {
	if c, ok := x.stems[s]; ok {
		return reading{concepts: c, known: true}, true
	}
	spent.reads++
	if e := stemEnglish(w); e != s {
		if c, ok := x.stems[e]; ok {
			return reading{concepts: c, known: true}, true
		}
	}
	if x.topicStems[s] {
		return reading{known: true, topic: true}, true
	}
	return reading{}, false
}

// minPart is the shortest half of a compound.
const minPart = 3

// readCompound reads two words written as one: hovedkortbytte. With an unknown
// first half it is another thing than its second half alone, as a car key is no
// product key.
func (x *lexicon) readCompound(w string, spent *effort) (reading, bool) {
	if len(w) < 2*minPart || len(w) > maxWord {
		return reading{}, false
	}
	foreign := false
	for i := len(w) - 2; i >= minPart; i-- {
		if len(w)-i <= minPart && !x.shortTails[w[i:]] {
			continue
		}
		spent.reads++
		tail, ok := x.readKnown(w[i:], spent)
		if !ok || (len(tail.concepts) == 0 && !tail.topic) {
			continue
		}
		head, ok := x.head(w[:i], spent)
		if !ok {
			foreign = foreign || len(w)-i > 4
			continue
		}
		r := reading{known: true, topic: head.topic || tail.topic}
		r.concepts = append(slices.Clip(tail.concepts), head.concepts...)
		return r, true
	}
	return reading{}, foreign
}

// head reads the first half of a compound, with or without the s or e that
// joins it.
func (x *lexicon) head(w string, spent *effort) (reading, bool) {
	if r, ok := x.headKnown(w, spent); ok {
		return r, true
	}
	if n := len(w) - 1; n >= minPart && (w[n] == 's' || w[n] == 'e') {
		return x.headKnown(w[:n], spent)
	}
	return reading{}, false
}

func (x *lexicon) headKnown(w string, spent *effort) (reading, bool) {
	if c, ok := x.exact[w]; ok {
		return reading{concepts: c, topic: x.topics[w]}, true
	}
	if x.topics[w] {
		return reading{topic: true}, true
	}
	if x.words != nil && !x.starts.mayBegin(w) {
		return reading{}, false
	}
	spent.reads++
	if s := stemNorwegian(w); len(s) >= minPart {
		if c, ok := x.stems[s]; ok {
			return reading{concepts: c}, true
		}
	}
	return reading{}, false
}

// sequenceAt finds the longest form of several words that the words of a text
// begin with, and how many of them it takes. Each word comes with its stem.
func (x *lexicon) sequenceAt(begins *sequences, words, stems []string, gaps []bool) (*sequence, int) {
	if begins == nil {
		return nil, 0
	}
	for i := range begins.forms {
		s := &begins.forms[i]
		have := stems
		if s.verbatim {
			have = words
		}
		if n := wordsTaken(s.words, have, gaps); n > 0 {
			return s, n
		}
	}
	return nil, 0
}

// wordsTaken returns how many words of a text a form takes when it begins with the
// first, 0 when it does not. Little words may stand in between.
func wordsTaken(form, have []string, gaps []bool) int {
	if len(form) > len(have) {
		return 0
	}
	n, gap := 0, 0
	for _, w := range form {
		for n < len(have) && have[n] != w && n > 0 && gap < maxGap && gaps[n] {
			n++
			gap++
		}
		if n == len(have) || have[n] != w {
			return 0
		}
		n++
	}
	return n
}

// maxGap is how many little words may stand within a form.
const maxGap = 2
