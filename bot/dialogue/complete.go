package dialogue

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
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

// How well a problem fits what was typed, best first.
const (
	codeBegins    = iota // a code begins so
	codeEnds             // or ends so
	titleBegins          // the words begin words of the title
	codeHolds            // they stand within a code
	symptomBegins        // they begin words of a symptom
	titleHolds           // they stand within the title, as in compounds
	symptomHolds         // or within a symptom
	waysToFit
)

// Complete returns at most so many problems that a text may stand for, the likeliest first, in
// the language of a locale: anywhere in a code, in the title or in the symptoms of an article.
// Without a text it returns a few to begin with, as people call them. A choice's ID is what to submit in place of the
// text, and may have more characters than one in a reply.
func (m Manager) Complete(typed, locale string, limit int) []bot.Choice {
	v := m.LocalizerFor(locale)
	typed = strings.ToLower(strings.TrimSpace(typed[:min(len(typed), maxTyped)]))
	digits, words := codeDigits(typed), strings.Fields(typed)
	words = words[:min(len(words), maxTypedWords)]
	var found []fitting
	add := func(f fit, a *knowledge.Article, c knowledge.Code) { found = append(found, fitting{f, a, c}) }
	for _, a := range m.Knowledge.Articles() {
		if m.Knowledge.IsFallback(a.ID) {
			continue // is about what is written nowhere
		}
		if typed == "" {
			add(m.startsWith(a), a, leading(a))
			continue
		}
		byCode := false
		for _, c := range a.Codes {
			if how, ok := fitOfCode(c, digits); ok && m.Knowledge.ByCode(c)[0] == a {
				byCode = true
				add(fit{how: how}, a, c)
			}
		}
		if f := fitOfWords(v, a, words); f.how < waysToFit && !byCode {
			add(f, a, leading(a))
		}
	}
	slices.SortStableFunc(found, func(x, y fitting) int {
		return cmp.Or(cmp.Compare(x.how, y.how), cmp.Compare(m.audience(x.article), m.audience(y.article)), cmp.Compare(y.times, x.times))
	})
	var list []bot.Choice
	for _, f := range found[:min(len(found), limit)] {
		choice := completion(v, f.article, f.code)
		if i := m.common(f.article); typed == "" && i >= 0 {
			choice.Label = clipped(reply.Plain(v.In(m.Knowledge.Common(match.Scope{})[i].Label)))
		}
		list = append(list, choice)
	}
	return list
}

// fit is how well a problem fits what was typed, and how often it does.
type fit struct{ how, times int }

// fitting is a problem that fits.
type fitting struct {
	fit
	article *knowledge.Article
	code    knowledge.Code
}

// minWithin is how many digits within a code tell it, and minEnding how many at its end.
const (
	minWithin = 3
	minEnding = 2
)

// fitOfCode tells how a code fits digits; false where it does not.
func fitOfCode(c knowledge.Code, digits string) (how int, ok bool) {
	switch code := c.String()[2:]; {
	case digits == "":
	case strings.HasPrefix(code, digits):
		return codeBegins, true
	case len(digits) >= minEnding && strings.HasSuffix(code, digits):
		return codeEnds, true
	case len(digits) >= minWithin && strings.Contains(code, digits):
		return codeHolds, true
	}
	return 0, false
}

// fitOfWords tells how the title and the symptoms of an article fit words; waysToFit where none
// does. Symptoms count in every language: people mix them.
func fitOfWords(v i18n.Localizer, a *knowledge.Article, words []string) fit {
	title := strings.ToLower(reply.Plain(v.In(a.Title)))
	if allBegin(title, words) {
		whole := 0
		if strings.Contains(" "+title, " "+strings.Join(words, " ")) {
			whole = 1
		}
		return fit{titleBegins, whole}
	}
	begin, within := 0, 0
	for _, lines := range a.Symptoms {
		for _, line := range lines {
			switch line = strings.ToLower(line); {
			case !allWithin(line, words):
			case allBegin(line, words):
				begin++
			default:
				within++
			}
		}
	}
	switch {
	case begin > 0:
		return fit{symptomBegins, begin}
	case allWithin(title, words):
		return fit{titleHolds, 0}
	case within > 0:
		return fit{symptomHolds, within}
	}
	return fit{how: waysToFit}
}

// completion is an article as a completion, under one of its codes; 0 is none.
func completion(v i18n.Localizer, a *knowledge.Article, c knowledge.Code) bot.Choice {
	title := reply.Plain(v.In(a.Title))
	if c == 0 {
		return bot.Choice{ID: bot.ChoiceID(clipped(title)), Label: clipped(title)}
	}
	return bot.Choice{ID: bot.ChoiceID(c.String()), Label: clipped(c.String() + " · " + title)}
}

// common is the place of an article among the most common problems; -1 where it is none of them.
func (m Manager) common(a *knowledge.Article) int {
	return slices.IndexFunc(m.Knowledge.Common(match.Scope{}), func(c knowledge.CommonProblem) bool { return c.Article == a.ID })
}

// startsWith puts the most common problems first where nothing is typed, and other articles about
// a symptom before those about a code.
func (m Manager) startsWith(a *knowledge.Article) fit {
	switch i := m.common(a); {
	case i >= 0:
		return fit{times: len(m.Knowledge.Common(match.Scope{})) - i}
	case len(a.Codes) == 0:
		return fit{how: 1}
	}
	return fit{how: 2}
}

// audience puts articles for administrators after others.
func (m Manager) audience(a *knowledge.Article) int {
	if m.Knowledge.AudienceOf(a) == knowledge.ForAdministrators {
		return 1
	}
	return 0
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
