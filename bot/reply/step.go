package reply

import (
	"strconv"
	"strings"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// StepOf returns which of so many steps a text is about: "punkt 2", "det andre steget", "the
// last step", counted from 1. It returns false where it names none of them.
func (r Reader) StepOf(text string, steps int) (int, bool) {
	if len(text) > maxTyped {
		return 0, false
	}
	a := r.words()
	words := strings.Fields(fold.Text(text))
	for i, word := range words {
		n := 0
		switch {
		case (a.Step.Has(word) || a.Number.Has(word)) && i+1 < len(words) && number(a.Numerals, words[i+1]) > 0:
			n = number(a.Numerals, words[i+1])
		case a.Step.Has(word) && i > 0 && a.Last.Has(words[i-1]):
			n = steps
		case a.Step.Has(word) && i > 0:
			n = place(a.Ordinals, words[i-1])
		}
		if n >= 1 && n <= steps {
			return n, true
		}
	}
	return 0, false
}

// number reads digits, or a word for a number; 0 is none.
func number(numerals []knowledge.Words, word string) int {
	if n, err := strconv.Atoi(word); err == nil && len(word) <= 2 {
		return n
	}
	return place(numerals, word)
}

// place is the number of the first set that has the word, counted from 1; 0 is none.
func place(sets []knowledge.Words, word string) int {
	for i, forms := range sets {
		if forms.Has(word) {
			return i + 1
		}
	}
	return 0
}
