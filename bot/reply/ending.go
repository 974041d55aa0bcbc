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
		return len(label) == len("0x00000000") && holdsCode([]string{label}) && strings.HasSuffix(label, end)
	})
}

// isHex reports a word of hexadecimal digits.
func isHex(w string) bool { return w != "" && strings.Trim(w, "0123456789abcdef") == "" }
