package dialogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// How many words a text must have to change the language: more than an
// interjection once the person's own words have settled it, and a good deal more
// between bokmål and nynorsk, which differ little.
const (
	fewWords   = 2
	fewLetters = 4 // where there is one word only
	someWords  = 4
	manyWords  = 10
)

// Hear settles the language of the reply: chosen, else as before, else as the
// text is written, else as the platform says, else bokmål. A very short text
// does not change it.
func (t *Turn) Hear(e bot.Message) {
	if i18n.Known(e.Language) {
		t.Speak(e.Language, bot.FromChoice)
	}
	if t.R.Has(match.WantsLanguage) && i18n.Known(t.R.Wants) {
		t.Speak(t.R.Wants, bot.FromChoice)
	}
	t.hearLocale()
	words, letters := plainWords(e.Text)
	switch t.C.LanguageFrom {
	case bot.FromChoice:
		return
	case bot.FromText:
		if words < someWords || words < manyWords && t.C.Language != knowledge.English && t.R.Language != knowledge.English {
			return
		}
	default:
		if words < fewWords && letters < fewLetters {
			return
		}
	}
	if i18n.Known(t.R.Language) {
		t.Speak(t.R.Language, bot.FromText)
	}
}

// hearLocale settles the language before the person has written anything.
func (t *Turn) hearLocale() {
	if t.C.LanguageFrom != bot.FromDefault || t.C.Language != "" {
		return // the person has been answered in it
	}
	if l := i18n.OfLocale(t.In.Person.Locale); l != "" {
		t.Speak(l, bot.FromLocale)
	} else {
		t.C.Language = knowledge.Bokmal
	}
}

// Speak sets the language of the conversation and how it became known.
func (t *Turn) Speak(l knowledge.Lang, heard bot.LanguageSource) {
	t.C.Language, t.C.LanguageFrom = l, heard
}

// takeLanguage changes the language and says the last reply again in it.
func (t *Turn) takeLanguage(l string) bool {
	if !i18n.Known(knowledge.Lang(l)) {
		return false
	}
	t.Speak(knowledge.Lang(l), bot.FromChoice)
	t.Leads("language", nil)
	t.sayAgain()
	return true
}

// plainWords counts the words that are made of letters only, and their letters:
// codes and numbers belong to no language.
func plainWords(s string) (words, letters int) {
	for w := range strings.FieldsSeq(s) {
		w = strings.TrimFunc(w, unicode.IsPunct)
		if w != "" && !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }) {
			words++
			letters += utf8.RuneCountInString(w)
		}
	}
	return words, letters
}
