package reply

import (
	"slices"
	"strings"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// Where the end of a code is told: so many words a sentence may have, and so many may stand
// before the end and after it, as in "ends in a 1 please".
const (
	maxEndingWords = 12
	maxBeforeEnd   = 2
	maxAfterEnd    = 1
	maxEnd         = 4
)

// byEnding reads how the code of one choice ends: "den som slutter på 13", "it ends in 1".
func (r Reader) byEnding(offered *offer, _ string, words []string) (int, bool) {
	end := r.end(words)
	if end == "" {
		return 0, false
	}
	return theOnly(offered, func(label string) bool {
		return isCode(label) && strings.HasSuffix(label, end)
	})
}

// End is how a text says that a code ends, in lower case: "den slutter på 13"; empty where it says
// nothing of that. What it says that a code does not end in does not count: "8, not 3".
func (r Reader) End(text string) string {
	if len(text) > maxTyped {
		return ""
	}
	words := strings.Fields(fold.Text(text))
	if i := slices.IndexFunc(words, r.words().Negation.Has); i > 0 {
		words = words[:i]
	}
	return r.end(words)
}

// TellsEnd reports a text that tells how something ends.
func (r Reader) TellsEnd(text string) bool {
	return len(text) <= maxTyped && slices.ContainsFunc(strings.Fields(fold.Text(text)), r.words().Ending.Has)
}

func (r Reader) end(words []string) string {
	at := slices.IndexFunc(words, r.words().Ending.Has)
	if at < 0 || len(words) > maxEndingWords {
		return ""
	}
	end := ""
	for i, w := range words[at+1:] {
		if i <= maxBeforeEnd && len(words)-(at+2+i) <= maxAfterEnd && isHex(w) && len(w) <= maxEnd {
			end = w // the last one: "a" may be an article
		}
	}
	return end
}

// byPlaceOfCode reads in a sentence which of several codes is meant: "it's the last one I see now".
func (r Reader) byPlaceOfCode(offered *offer, _ string, words []string) (int, bool) {
	var codes []int
	for i, label := range offered.labels {
		if isCode(label) {
			codes = append(codes, i)
		}
	}
	if len(codes) < 2 || len(words) > maxEndingWords || slices.ContainsFunc(words, r.words().Negation.Has) {
		return 0, false
	}
	found := -1
	for i, w := range words {
		n := slices.IndexFunc(r.words().Ordinals, func(forms knowledge.Words) bool { return forms.Has(w) })
		if r.words().Last.Has(w) {
			n = len(codes) - 1
		}
		if n < 0 || n >= len(codes) || i == 0 || !r.words().AroundPlace.Has(words[i-1]) {
			continue
		}
		if found >= 0 && found != n {
			return 0, false
		}
		found = n
	}
	if found < 0 {
		return 0, false
	}
	return codes[found], true
}

// minPart is how many digits of a code tell it from others.
const minPart = 3

// byPartOfCode reads a part of the code of one choice: "f213", "C004F2", "den med 213".
func (r Reader) byPartOfCode(offered *offer, _ string, words []string) (int, bool) {
	if slices.ContainsFunc(words, r.words().Negation.Has) {
		return 0, false
	}
	for _, w := range words {
		part := strings.TrimPrefix(w, "0x")
		if !isHex(part) || !strings.ContainsAny(part, "0123456789") || len(part) < 2 || len(part) >= 8 || len(part) < minPart && len(words) > 1 {
			continue
		}
		for _, holds := range []func(code, part string) bool{strings.HasSuffix, strings.HasPrefix, strings.Contains} {
			if i, ok := theOnly(offered, func(label string) bool { return isCode(label) && holds(label[len("0x"):], part) }); ok {
				return i, true
			}
			if len(part) < minPart {
				break // two digits tell a code by its end only
			}
		}
	}
	return 0, false
}

// isCode reports a folded label that is an error code.
func isCode(label string) bool {
	digits, ok := strings.CutPrefix(label, "0x")
	return ok && len(digits) == 8 && isHex(digits)
}

// isHex reports a word of hexadecimal digits.
func isHex(w string) bool { return w != "" && strings.Trim(w, "0123456789abcdef") == "" }
