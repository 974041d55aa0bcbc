// Package name makes the names of people safe to show beside those of others, so that no
// person can pass as the bot or as somebody of the desk: neither by a name nor by lines of
// what they write. What is called a role, in every language, belongs here and not in the
// knowledge: a name is checked also where none is loaded, and no data may loosen it.
package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot/internal/cut"
	"aktivering/knowledge/fold"
)

// MaxBytes is the longest name of a person or an agent, in bytes.
const MaxBytes = 80

// Clean returns a name as it can stand in a line beside those of others: on one
// line, without characters that cannot be seen or that change the order of the others,
// of bounded length, and without what would let a person pass as somebody who helps. A
// name that is nothing else is empty.
func Clean(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune(separators, r):
			return ' '
		case !unicode.IsGraphic(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Variation_Selector, r), blank(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(cut.Bytes(name, 8*MaxBytes), ""))
	name = withoutRole(strings.Join(strings.Fields(name), " "))
	for len(name) > MaxBytes {
		name = withoutRole(strings.TrimSpace(cut.Bytes(name, MaxBytes)))
	}
	return name
}

// separators stand between a name and what is said beside it.
const separators = ":：·│"

// blank reports characters that are letters or symbols and look like nothing.
func blank(r rune) bool {
	return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800'
}

// opening and closing brackets, and marks that set a role apart from a name.
const (
	opening = "([{<（［｛＜【〔〈《「『⟨❨❲❴｢⦅⟦⁽₍"
	closing = ")]}>）］｝＞】〕〉》」』⟩❩❳❵｣⦆⟧⁾₎"
	between = "-–—―−|/\\,;~•∙⋅‧›»"
)

// withoutRole takes away what says in a name that its bearer helps here: a part in
// brackets or behind a mark, or the whole name.
func withoutRole(name string) string {
	for {
		name = strings.Trim(name, " "+between+opening)
		begin, end := lastPart(name)
		switch {
		case isRoleAlone(name):
			return ""
		case begin < 0 || !isRole(name[begin:end]):
			return name
		}
		name = strings.TrimSpace(name[:begin]) + name[end:]
	}
}

// lastPart returns where the last part of a name begins and ends that brackets or a
// mark set apart; -1 where there is none.
func lastPart(name string) (begin, end int) {
	if begin = strings.LastIndexAny(name, opening); begin >= 0 {
		if i := strings.IndexAny(name[begin:], closing); i >= 0 {
			_, n := utf8.DecodeRuneInString(name[begin+i:])
			return begin, begin + i + n
		}
		return begin, len(name)
	}
	return strings.LastIndexAny(name, between), len(name)
}

// isRole reports words that tell a role of those who help.
func isRole(words string) bool {
	for w := range strings.FieldsSeq(foldRole(words)) {
		if isRoleAlone(w) || strings.HasPrefix(w, "brukerst") || strings.HasPrefix(w, "brukarst") || strings.HasPrefix(w, "support") {
			return true
		}
	}
	return false
}

// isRoleAlone reports a name that is a role.
func isRoleAlone(name string) bool {
	switch foldRole(name) {
	case "brukerstotte", "brukerstotten", "brukarstotte", "brukarstotta", "user support", "support", "the support", "helpdesk", "help desk", "servicedesk", "service desk",
		"bot", "boten", "botten", "the bot", "aktivering", "agent", "agenten", "notat", "note", "spor", "asking":
		return true
	}
	return false
}

// foldRole makes letters that look alike, or are written alike, the same.
func foldRole(s string) string {
	return fold.Text(strings.Map(func(r rune) rune {
		if i := strings.IndexRune(foreign, r); i >= 0 {
			return rune(latin[utf8.RuneCountInString(foreign[:i])])
		}
		return r
	}, s))
}

// foreign are Cyrillic and Greek letters that look like Latin ones, which stand in latin in
// the same order.
const (
	foreign = "абвеіјкмнорсѕтухАВЕІЈКМНОРСЅТУХαεικνορτυχΑΒΕΙΚΜΝΟΡΤΥΧ"
	latin   = "abbeijkmhopcstuxabeijkmhopcstuxaeiknoptuxabeikmnoptux"
)

// continued begins the lines of a text behind the first, where they stand in a list of
// what several people said. No name holds it.
const continued = "│ "

// Guard returns the words of a person so that none of their lines can be taken for
// what somebody else said.
func Guard(words string) string {
	first, rest, ok := strings.Cut(words, "\n")
	if !ok {
		return words
	}
	for line := range strings.SplitSeq(rest, "\n") {
		if who, _, ok := strings.Cut(line, ":"); ok && speaksAsRole(who) {
			return Indent(words)
		}
	}
	return first + "\n" + rest
}

// speaksAsRole reports what stands before a colon, and has or is a role.
func speaksAsRole(who string) bool {
	begin, end := lastPart(who)
	return isRoleAlone(who) || begin >= 0 && isRole(who[begin:end])
}

// Indent marks all lines of a text but the first as belonging to it, where a list shows
// what several people said.
func Indent(words string) string { return strings.ReplaceAll(words, "\n", "\n"+continued) }
