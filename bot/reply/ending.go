package reply

import (
	"slices"
	"strings"

	"aktivering/bot"
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
func (r Reader) byEnding(offered []bot.Choice, _ string, words []string) (int, bool) {
	at := slices.IndexFunc(words, r.words().Ending.Has)
	if at < 0 || len(words) > maxEndingWords {
		return 0, false
	}
	end := ""
	for i, w := range words[at+1:] {
		if i <= maxBeforeEnd && len(words)-(at+2+i) <= maxAfterEnd && isHex(w) && len(w) <= maxEnd {
			end = w // the last one: "a" may be an article
		}
	}
	if end == "" {
		return 0, false
	}
	return theOnly(offered, func(label string) bool {
		return isCode(label) && strings.HasSuffix(label, end)
	})
}

// minPart is how many digits of a code tell it from others.
const minPart = 3

// byPartOfCode reads a part of the code of one choice: "f213", "C004F2", "den med 213".
func (r Reader) byPartOfCode(offered []bot.Choice, _ string, words []string) (int, bool) {
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
