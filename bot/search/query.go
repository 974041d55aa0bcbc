package search

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/norwegian"

	"aktivering/bot/internal/cut"
)

// The bounds of a query: its length in bytes, and its number of words. What comes after is
// not looked at.
const (
	maxQuery = 500
	maxTerms = 8
)

// minPrefix is how many letters a word must begin with to be found by them.
const minPrefix = 3

// Query is what to look for: cases that have all of the terms.
type Query struct {
	Terms []Term
	// Number is the number of a case, if the query is a number; else 0.
	Number int
}

// Term is a word to look for.
type Term struct {
	// Word is the word as it is written.
	Word string
	// Prefix is what other words begin with that are found too; empty where the word alone
	// is found. Word begins with it.
	Prefix string
}

// Parse reads a query. It has no terms where the text has no words.
func Parse(text string) Query {
	var q Query
	for w := range words(cut.Bytes(text, maxQuery)) {
		term := Term{Word: w.text, Prefix: prefixOf(w)}
		if !slices.Contains(q.Terms, term) {
			q.Terms = append(q.Terms, term)
		}
		if len(q.Terms) == maxTerms {
			break
		}
	}
	if len(q.Terms) == 1 && isNumber(q.Terms[0].Word) && q.Terms[0].Prefix == "" {
		if n, err := strconv.ParseInt(q.Terms[0].Word, 10, 63); err == nil {
			q.Number = int(n)
		}
	}
	return q
}

// prefixOf is what the forms of a word have in common: of its stems in Norwegian and in
// English the shortest, as far as the word itself begins with it.
func prefixOf(w word) string {
	switch {
	case utf8.RuneCountInString(w.text) < minPrefix, isNumber(w.text) && !w.code:
		return ""
	case hasDigit(w.text):
		return w.text
	}
	prefix := w.text
	for _, stem := range []func(*snowballstem.Env) bool{norwegian.Stem, english.Stem} {
		env := snowballstem.NewEnv(w.text)
		stem(env)
		if common := commonPrefix(w.text, env.Current()); utf8.RuneCountInString(common) >= minPrefix && len(common) < len(prefix) {
			prefix = common
		}
	}
	return prefix
}

func commonPrefix(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return cut.Bytes(a, n)
}

// finds reports that a word of a text is found by the term, and whether it is the word as it
// is written.
func (t Term) finds(word string) (found, whole bool) {
	if word == t.Word {
		return true, true
	}
	return t.Prefix != "" && strings.HasPrefix(word, t.Prefix), false
}

// Match reports whether all terms are found among the words of a case, which are sorted, and
// whether each is there as it is written.
func (q Query) Match(sorted []string) (found, whole bool) {
	whole = true
	for _, t := range q.Terms {
		if _, ok := slices.BinarySearch(sorted, t.Word); ok {
			continue
		}
		whole = false
		i, _ := slices.BinarySearch(sorted, t.Prefix)
		if t.Prefix == "" || i == len(sorted) || !strings.HasPrefix(sorted[i], t.Prefix) {
			return false, false
		}
	}
	return len(q.Terms) > 0, whole
}
