package match

import (
	"strings"

	"aktivering/knowledge"
)

// hints tell the language of a text by words that not every language has. They
// are compared as they are written, but for case: frå is nynorsk, fra bokmål.
type hints struct {
	words   map[string]uint8
	endings map[string]uint8
}

const (
	hintsNB uint8 = 1 << iota
	hintsNN
	hintsEN
)

func newHints(l *knowledge.Language) hints {
	h := hints{words: make(map[string]uint8), endings: make(map[string]uint8)}
	for lang, bit := range map[knowledge.Lang]uint8{knowledge.Bokmal: hintsNB, knowledge.Nynorsk: hintsNN, knowledge.English: hintsEN} {
		for _, form := range l.Hints[lang] {
			if ending, ok := strings.CutPrefix(form, "-"); ok {
				h.endings[ending] |= bit
			} else {
				h.words[strings.ToLower(form)] |= bit
			}
		}
	}
	return h
}

// The lengths that an ending of hints has, in bytes, and the shortest word that
// is looked at for one.
const (
	shortestEnding = 3
	longestEnding  = 5
	endingFrom     = 7
)

// language weighs the hints of a text; it is empty where they tell nothing.
func (h hints) language(text string, words []token) knowledge.Lang {
	var nb, nn, en int
	norwegian := false
	for _, t := range words {
		w := strings.ToLower(text[t.start:t.end])
		bits := h.words[w]
		for n := longestEnding; bits == 0 && n >= shortestEnding && len(w) >= endingFrom; n-- {
			bits = h.endings[w[len(w)-n:]]
		}
		if bits&hintsNB != 0 {
			nb++
		}
		if bits&hintsNN != 0 {
			nn++
		}
		if bits&hintsEN != 0 {
			en++
		}
		norwegian = norwegian || strings.ContainsAny(w, "æøå")
	}
	switch {
	case nb == 0 && nn == 0 && en == 0:
		if norwegian {
			return knowledge.Bokmal
		}
		return ""
	case en > nb && en > nn && !norwegian:
		return knowledge.English
	case nn > nb:
		return knowledge.Nynorsk
	}
	return knowledge.Bokmal
}
