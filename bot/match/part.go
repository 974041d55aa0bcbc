package match

import (
	"slices"
	"strings"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// AtPart is Suggestion.At where no more than a part of a code was written.
const AtPart = -2

// The bounds of parts of codes: how many digits one has, how many words a text has at most in
// which one is looked for, and how many words may stand between "ends" and the end.
const (
	leastPart    = 3
	leastEnd     = 2
	mostPart     = codeDigits - 1
	maxPartWords = 24
	maxPartBytes = 400
	maxBeforeEnd = 3
	// maxParts is how many codes are suggested at most that a part may be of.
	maxParts = 6
	// fewWords is how many words a text has at most in which three digits tell a code, and
	// someWords in which more do, where nothing else speaks for one.
	fewWords  = 3
	someWords = 6
)

// decidePart suggests the documented codes of which a part was written: "F213", "0xC004F2", "the
// code ends in 13". Where too many codes have it, or none, nothing is decided.
func (m *Matcher) decidePart(r *Result, sc *scratch, text string) {
	if len(text) > maxPartBytes || r.Office || slices.ContainsFunc(r.Codes, func(f Found) bool { return f.Certainty != Malformed }) {
		return
	}
	part, ends := m.part(text, &sc.understood)
	if part == "" || r.Decision == Answer && !ends && len(strings.Fields(text)) > fewWords {
		return
	}
	fits := holding(m.kb.Codes(), part, ends)
	fits = slices.DeleteFunc(fits, func(c knowledge.Code) bool { return !sc.in.known(c) })
	if len(fits) == 0 || len(fits) > maxParts {
		return
	}
	r.Decision, r.Confidence, r.Entries = Suggest, probable, nil
	for _, c := range fits {
		id := sc.in.entry(c)
		r.Near = append(r.Near, Suggestion{Code: c, Written: part, At: AtPart, Entry: id})
		if !slices.Contains(r.Entries, id) {
			r.Entries = append(r.Entries, id)
		}
	}
}

// holding returns the codes that begin or end with a part, or, where none does, within which it
// stands; with ends, those that end with it.
func holding(codes []knowledge.Code, part string, ends bool) []knowledge.Code {
	var outer, inner []knowledge.Code
	for _, c := range codes {
		switch digits := c.String()[2:]; {
		case strings.HasSuffix(digits, part), !ends && strings.HasPrefix(digits, part):
			outer = append(outer, c)
		case !ends && strings.Contains(digits, part):
			inner = append(inner, c)
		}
	}
	if len(outer) > 0 {
		return outer
	}
	return inner
}

// part finds what a text writes of a code, in upper case and without 0x; ends tells that it is
// said to be the end. It is empty where there is none, or where it may be something else.
func (m *Matcher) part(text string, u *understood) (part string, ends bool) {
	words, w := strings.Fields(text), m.finder.words
	if w == nil || len(words) > maxPartWords {
		return "", false
	}
	for i := range words {
		words[i] = strings.Trim(words[i], `.,;:!?()[]"'«»“”`)
	}
	if !slices.ContainsFunc(words, func(word string) bool { return partDigits(word) != "" }) {
		return "", false // as in most texts
	}
	if part = m.endOf(words); part != "" && (len(part) >= leastPart && isMixed(part) || errorIn(words, w) >= 0) {
		return part, true
	}
	for i, word := range words {
		digits, prefixed := strings.CutPrefix(partDigits(word), "0X")
		if len(digits) < leastPart || len(digits) > mostPart || i > 0 && beginsAny(words[i-1], w.Other) {
			continue
		}
		errorAt := errorIn(words, w) // most texts have no word that comes here
		decimals, mixed := strings.ContainsAny(digits, decimalDigits), isMixed(digits)
		switch {
		case prefixed, mixed && len(digits) > leastPart && (len(words) <= someWords || errorAt >= 0 || m.anchored(u, 0)),
			mixed && len(words) <= fewWords, decimals && errorAt >= 0 && errorAt < i:
			return digits, false
		}
	}
	return "", false
}

// errorIn returns the place of the first word that says that an error follows; -1 without one.
func errorIn(words []string, w *knowledge.CodeWords) int {
	return slices.IndexFunc(words, func(word string) bool {
		return !beginsAny(word, w.Other) && (containsAny(word, w.Error) || equalAny(word, w.ErrorShort))
	})
}

// decimalDigits are those that are no letters.
const decimalDigits = "0123456789"

// isMixed reports digits of both kinds, which hardly anything has but a code: "F213".
func isMixed(digits string) bool {
	return strings.ContainsAny(digits, decimalDigits) && strings.Trim(digits, decimalDigits) != ""
}

// endOf finds the end of a code that words say follows, or that it was: "slutter på 13", "ends in 13",
// "2F8F på slutten".
func (m *Matcher) endOf(words []string) string {
	at := slices.IndexFunc(words, func(word string) bool { return m.ending.Has(fold.Text(word)) })
	if at < 0 {
		return ""
	}
	after := ""
	for _, word := range words[at+1 : min(at+1+maxBeforeEnd, len(words))] {
		if m.negation.Has(fold.Text(word)) {
			break // what it does not end in
		}
		if digits := partDigits(word); len(digits) >= leastEnd && len(digits) <= mostPart && strings.ContainsAny(digits, decimalDigits) {
			after = digits
			break
		}
	}
	if isMixed(after) {
		return after
	}
	for _, word := range slices.Backward(words[max(0, at-maxBeforeEnd):at]) {
		if digits := partDigits(word); len(digits) >= leastPart && len(digits) <= mostPart && isMixed(digits) && strings.ContainsAny(word, decimalDigits) {
			return digits
		}
	}
	return after
}

// partDigits are the digits of a word that can be a part of a code, in upper case, with 0X if it
// has that; empty of another word.
func partDigits(word string) string {
	for i := range len(word) {
		switch c := word[i] | 0x20; { // in lower case
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', c == 'o', c == 'x':
		default:
			return ""
		}
	}
	upper := strings.ToUpper(word)
	digits, prefixed := strings.CutPrefix(upper, "0X")
	digits = strings.ReplaceAll(digits, "O", "0")
	switch {
	case strings.Trim(digits, hexDigits) != "":
		return ""
	case prefixed:
		return "0X" + digits
	}
	return digits
}
