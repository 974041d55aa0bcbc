package match

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// aboutOffice reports a text that names a program of Office.
func (m *Matcher) aboutOffice(u *understood, text string) bool {
	for i, t := range u.tokens {
		if needsCapital, ok := m.lexicon.office[t.word]; ok && !m.isPlace(u, i) {
			first, _ := utf8.DecodeRuneInString(text[t.start:])
			if !needsCapital || unicode.IsUpper(first) {
				return true
			}
		}
	}
	return false
}

// isPlace reports that the word at i is part of a form that says something else than the name of a
// program, as "the branch office" does, and "the office license" does not.
func (m *Matcher) isPlace(u *understood, i int) bool {
	at := slices.IndexFunc(u.formed, func(f formed) bool { return f.from <= i && i < f.to })
	if at < 0 {
		return false
	}
	next := u.formed[at].to
	return next == len(u.words) || !m.lexicon.isHead(m.lexicon.exact[u.words[next]]) && !m.lexicon.isHead(m.lexicon.stems[u.stems[next]])
}
