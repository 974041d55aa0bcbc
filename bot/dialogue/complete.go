package dialogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// maxCompletion bounds a completion, in characters, and maxTyped and maxTypedWords what
// is read of the text that it completes, in bytes and in words.
const (
	maxCompletion = 100
	maxTyped      = 200
	maxTypedWords = 10
)

// Complete returns at most so many problems that a text may be the beginning of,
// the likeliest first, in the language of a locale: codes by how they begin, then
// articles by the words of their titles. Without a text it returns a few to begin
// with. A choice's ID is what to submit in place of the text, and may have more
// characters than one in a reply.
func (m Manager) Complete(typed, locale string, limit int) []bot.Choice {
	v := m.LocalizerFor(locale)
	typed = strings.ToLower(strings.TrimSpace(typed[:min(len(typed), maxTyped)]))
	digits, words := codeDigits(typed), strings.Fields(typed)
	words = words[:min(len(words), maxTypedWords)]
	// How well something fits: by its code, by how the title's words begin, by what
	// stands within them, as in compounds.
	var fits [3][]bot.Choice
	add := func(how int, a *knowledge.Article, c knowledge.Code) {
		if len(fits[how]) < limit {
			fits[how] = append(fits[how], completion(v, a, c))
		}
	}
	for _, a := range m.Knowledge.Articles() {
		if m.Knowledge.IsFallback(a.ID) {
			continue // is about what is written nowhere
		}
		if typed == "" {
			add(startsWith(a), a, leading(a))
			continue
		}
		byCode := false
		for _, c := range a.Codes {
			if digits != "" && strings.HasPrefix(c.String()[2:], digits) && m.Knowledge.ByCode(c)[0] == a {
				byCode = true
				add(0, a, c)
			}
		}
		if byCode {
			continue
		}
		switch title := strings.ToLower(reply.Plain(v.In(a.Title))); {
		case allBegin(title, words):
			add(1, a, leading(a))
		case allWithin(title, words):
			add(2, a, leading(a))
		}
	}
	var all []bot.Choice
	for _, list := range fits {
		all = append(all, list...)
	}
	return all[:min(len(all), limit)]
}

// completion is an article as a completion, under one of its codes; 0 is none.
func completion(v i18n.Localizer, a *knowledge.Article, c knowledge.Code) bot.Choice {
	title := reply.Plain(v.In(a.Title))
	if c == 0 {
		return bot.Choice{ID: bot.ChoiceID(clipped(title)), Label: clipped(title)}
	}
	return bot.Choice{ID: bot.ChoiceID(c.String()), Label: clipped(c.String() + " · " + title)}
}

// startsWith puts articles about a symptom before those about a code.
func startsWith(a *knowledge.Article) int {
	if len(a.Codes) == 0 {
		return 0
	}
	return 1
}

func leading(a *knowledge.Article) knowledge.Code {
	if len(a.Codes) == 0 {
		return 0
	}
	return a.Codes[0]
}

// codeDigits returns the digits that a code is begun with, in upper case; empty
// where the text is no beginning of one.
func codeDigits(typed string) string {
	digits := strings.ToUpper(strings.TrimPrefix(strings.ReplaceAll(typed, " ", ""), "0x"))
	if strings.Trim(digits, "0123456789ABCDEF") != "" {
		return ""
	}
	return digits
}

// allBegin reports that each of the words begins one of the title's.
func allBegin(title string, words []string) bool {
	return all(words, func(w string) bool {
		for word := range strings.FieldsFuncSeq(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if strings.HasPrefix(word, w) {
				return true
			}
		}
		return false
	})
}

func allWithin(title string, words []string) bool {
	return all(words, func(w string) bool { return strings.Contains(title, w) })
}

func all(words []string, fits func(string) bool) bool {
	for _, w := range words {
		if !fits(w) {
			return false
		}
	}
	return len(words) > 0
}

// clipped cuts a text to the length of a completion.
func clipped(text string) string {
	if utf8.RuneCountInString(text) <= maxCompletion {
		return text
	}
	return text[:reply.CutAt(text, maxCompletion-1)] + "…"
}
