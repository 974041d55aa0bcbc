package match

import "aktivering/knowledge"

// hints tell the language of a text by words that only one language has.
type hints map[string]uint8

const (
	hintsNB uint8 = 1 << iota
	hintsNN
	hintsEN
)

func newHints(l *knowledge.Language) hints {
	h := make(hints)
	for lang, bit := range map[knowledge.Lang]uint8{knowledge.Bokmal: hintsNB, knowledge.Nynorsk: hintsNN, knowledge.English: hintsEN} {
		for _, form := range l.Hints[lang] {
			words := split(form)
			if len(words) == 1 {
				h[words[0]] |= bit
			}
		}
	}
	return h
}

// language weighs the hints of a text; it is empty where they tell nothing.
func (h hints) language(words []string) knowledge.Lang {
	var nb, nn, en int
	for _, w := range words {
		bits := h[w]
		if bits&hintsNB != 0 {
			nb++
		}
		if bits&hintsNN != 0 {
			nn++
		}
		if bits&hintsEN != 0 {
			en++
		}
	}
	switch {
	case nb == 0 && nn == 0 && en == 0:
		return ""
	case en > nb && en > nn:
		return knowledge.English
	case nn > nb:
		return knowledge.Nynorsk
	}
	return knowledge.Bokmal
}
