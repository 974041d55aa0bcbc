package understand

import (
	"strings"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// forms are the words that tell what kind of clause they stand in, found by one look each.
type forms struct {
	of    map[string]form
	words *knowledge.ClauseWords
	// longest is how many words the longest form has, and longestJoin how many bytes the longest
	// word has that joins two clauses.
	longest, longestJoin int
}

// form is a set of the kinds of words.
type form uint16

// The kinds.
const (
	asks form = 1 << iota
	orders
	wishes
	imagined
	hedges
	planned
	ongoing
	done
	quoted
	others
)

// newForms joins the words of every kind.
func newForms(w *knowledge.ClauseWords) *forms {
	f := &forms{of: make(map[string]form), words: w}
	for _, set := range []struct {
		words knowledge.Words
		kind  form
	}{
		{w.Asks, asks},
		{w.Orders, orders},
		{w.Wishes, wishes},
		{w.Imagined, imagined},
		{w.Hedges, hedges},
		{w.Planned, planned},
		{w.Ongoing, ongoing},
		{w.Done, done},
		{w.Quoted, quoted},
		{w.Others, others},
	} {
		for words := range set.words {
			f.of[words] |= set.kind
			f.longest = max(f.longest, strings.Count(words, " ")+1)
		}
	}
	f.longest = min(f.longest, maxForm)
	for word := range w.Joins {
		f.longestJoin = max(f.longestJoin, len(word))
	}
	return f
}

// at returns the kinds of the forms that begin at a word.
func (f *forms) at(l line, i int) (kinds form) {
	for j := i + 1; j <= min(i+f.longest, l.len()); j++ {
		kinds |= f.of[l.span(i, j)]
	}
	return kinds
}

// in returns the kinds of all forms in a line.
func (f *forms) in(l line) (kinds form) {
	for i := range l.len() {
		kinds |= f.at(l, i)
	}
	return kinds
}

// names reports a text that holds one of some words.
func (f *forms) names(text string, words knowledge.Words) bool {
	l := lineOf(text)
	for i := range l.len() {
		for j := i + 1; j <= min(i+maxForm, l.len()); j++ {
			if words.Has(l.span(i, j)) {
				return true
			}
		}
	}
	return false
}

// joins reports a word that joins two clauses.
func (f *forms) joins(word string) bool {
	if len(word) > utf8Most*f.longestJoin {
		return false
	}
	var letters [utf8Most * maxJoin]byte
	if len(word) > len(letters) {
		return f.words.Joins.Has(fold.Text(word))
	}
	for i := range len(word) {
		if letters[i] = word[i] | 0x20; letters[i] < 'a' || letters[i] > 'z' {
			return f.words.Joins.Has(fold.Text(word))
		}
	}
	return f.words.Joins[string(letters[:len(word)])] // most words are folded so, without a copy
}

// maxJoin is how many letters nearly all words have that join two clauses.
const maxJoin = 16

// utf8Most is by how much folding makes a word shorter at most.
const utf8Most = 4

// line is a text in the form in which words are compared, and where each of its words begins; the
// last number is where one more would begin.
type line struct {
	text   string
	starts []int
}

// lineOf folds a text.
func lineOf(text string) line {
	l := line{text: fold.Text(text)}
	if l.text == "" {
		return l
	}
	l.starts = make([]int, 1, strings.Count(l.text, " ")+2)
	for i := range len(l.text) {
		if l.text[i] == ' ' {
			l.starts = append(l.starts, i+1)
		}
	}
	l.starts = append(l.starts, len(l.text)+1)
	return l
}

// len is how many words there are.
func (l line) len() int { return max(0, len(l.starts)-1) }

// span is the words from i on, up to j.
func (l line) span(i, j int) string {
	if i >= j {
		return ""
	}
	return l.text[l.starts[i] : l.starts[j]-1]
}

// word is one word.
func (l line) word(i int) string { return l.span(i, i+1) }
