package match

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// windowsConcept is the concept of the name of Windows.
const windowsConcept = "windows"

// aboutOffice reports a text that names a program of Office, but for one with a code in a clause
// about Windows: "Outlook works, but Windows says 0x80072F8F".
func (m *Matcher) aboutOffice(u *understood, text string) bool {
	for i := range u.tokens {
		if m.isOffice(u, text, i) {
			return !slices.ContainsFunc(u.codes, func(code span) bool { return m.isOfWindows(u, text, code) })
		}
	}
	return false
}

// isOffice reports that the word at i names a program of Office.
func (m *Matcher) isOffice(u *understood, text string, i int) bool {
	t := u.tokens[i]
	needsCapital, ok := m.lexicon.office[t.word]
	if !ok || m.isPlace(u, i) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text[t.start:])
	return !needsCapital || unicode.IsUpper(first)
}

// isOfWindows reports a code in whose clause Windows is named before it and no program of Office is.
// What runs on Windows is not Windows: "Office on Windows says 0xC004F074".
func (m *Matcher) isOfWindows(u *understood, text string, code span) bool {
	behind := slices.IndexFunc(u.tokens, func(t token) bool { return t.start >= code.start })
	if behind < 0 {
		behind = len(u.tokens)
	}
	for i := behind; i < len(u.tokens) && (i == behind || !m.asker.begins(u, text, i)); i++ {
		if m.isOffice(u, text, i) {
			return false
		}
	}
	if behind > 0 && m.asker.joins.Has(u.words[behind-1]) {
		return false
	}
	named := false
	for i := behind - 1; i >= 0; i-- {
		if m.isOffice(u, text, i) {
			return false
		}
		if slices.Contains(m.lexicon.exact[u.words[i]], m.lexicon.ids[windowsConcept]) {
			named = i == 0 || !m.lexicon.links[u.words[i-1]]
		}
		if m.asker.begins(u, text, i) {
			break
		}
	}
	return named
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
