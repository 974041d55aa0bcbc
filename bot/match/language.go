package match

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"aktivering/knowledge"
)

// langSet is a set of languages: a bit for each, by its place among hints.languages.
type langSet uint16

// hints tell the language of a text by words, endings and letters that not every language
// has. They are compared as they are written, but for case: frå is nynorsk, fra bokmål.
type hints struct {
	languages []knowledge.Lang
	words     map[string]langSet
	endings   map[string]langSet
	letters   map[rune]langSet
	// The lengths that an ending has, in bytes.
	shortestEnding, longestEnding int
}

func newHints(l *knowledge.Language) hints {
	h := hints{
		languages: l.Languages.IDs(), words: make(map[string]langSet), endings: make(map[string]langSet), letters: make(map[rune]langSet),
		shortestEnding: minWordWithEnding,
	}
	for i, lang := range h.languages {
		bit := langSet(1) << i
		for _, form := range l.Hints[lang] {
			ending, ok := strings.CutPrefix(form, "-")
			if !ok {
				h.words[strings.ToLower(form)] |= bit
				continue
			}
			h.endings[ending] |= bit
			h.shortestEnding, h.longestEnding = min(h.shortestEnding, len(ending)), max(h.longestEnding, len(ending))
		}
		for _, r := range l.Languages.Info(lang).Letters {
			h.letters[r] |= bit
		}
	}
	return h
}

// minWordWithEnding is the length in bytes from which a word is looked at for an ending.
const minWordWithEnding = 7

// language weighs the hints of a text: of the languages that have all its letters the one that
// most words tell of, the first of equals. It is empty where nothing tells.
func (h *hints) language(text string, words []token) knowledge.Lang {
	var told [knowledge.MaxLanguages]int
	possible, tells := langSet(1)<<len(h.languages)-1, false
	for _, t := range words {
		w := strings.ToLower(text[t.start:t.end])
		set := h.words[w]
		for n := h.longestEnding; set == 0 && n >= h.shortestEnding && len(w) >= minWordWithEnding; n-- {
			set = h.endings[w[len(w)-n:]]
		}
		for ; set != 0; set &= set - 1 {
			told[bits.TrailingZeros16(uint16(set))]++
			tells = true
		}
		for i := 0; i < len(w); i++ {
			if w[i] < utf8.RuneSelf {
				continue
			}
			r, size := utf8.DecodeRuneInString(w[i:])
			i += size - 1
			if has := h.letters[r]; has&possible != 0 {
				possible &= has
				tells = true
			}
		}
	}
	if !tells {
		return ""
	}
	best, count := knowledge.Lang(""), -1
	for i, lang := range h.languages {
		if possible&(1<<i) != 0 && told[i] > count {
			best, count = lang, told[i]
		}
	}
	return best
}
