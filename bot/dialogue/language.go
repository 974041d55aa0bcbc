package dialogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// How many words a text must have to change the language: more than an
// interjection once the person's own words have settled it, and a good deal more
// between languages that differ little, as bokmål and nynorsk do.
const (
	fewWords   = 2
	fewLetters = 4 // where there is one word only
	someWords  = 4
	manyWords  = 10
)

// DetectLanguage settles the language of the reply: chosen, else as before, else as the
// text is written, else as the platform says, else bokmål. A very short text
// does not change it.
func (t *Turn) DetectLanguage(e bot.Message) {
	if t.languages().Known(e.Language) {
		t.SetLanguage(e.Language, bot.FromChoice)
	}
	if t.Match.Has(match.WantsLanguage) && t.languages().Known(t.Match.Wants) {
		t.SetLanguage(t.Match.Wants, bot.FromChoice)
	}
	t.languageOfLocale()
	words, letters := plainWords(e.Text)
	switch t.Conversation.LanguageFrom {
	case bot.FromChoice:
		return
	case bot.FromText:
		if words < someWords || words < manyWords && t.languages().Akin(t.Conversation.Language, t.Match.Language) {
			return
		}
	default:
		if words < fewWords && letters < fewLetters {
			return
		}
	}
	if t.languages().Known(t.Match.Language) {
		t.SetLanguage(t.Match.Language, bot.FromText)
	}
}

// languages are those that people are answered in.
func (m Manager) languages() knowledge.Languages { return m.Knowledge.Languages() }

// languageOfLocale settles the language before the person has written anything.
func (t *Turn) languageOfLocale() {
	if t.Conversation.LanguageFrom != bot.FromDefault || t.Conversation.Language != "" {
		return // the person has been answered in it
	}
	if l := t.languages().OfLocale(t.Inbound.Person.Locale); l != "" {
		t.SetLanguage(l, bot.FromLocale)
	} else {
		t.Conversation.Language = knowledge.DefaultLang
	}
}

// LocalizerFor speaks the language of a locale.
func (m Manager) LocalizerFor(locale string) i18n.Localizer {
	lang := m.languages().OfLocale(locale)
	if lang == "" {
		lang = knowledge.DefaultLang
	}
	return i18n.New(m.Knowledge, lang, knowledge.Newest)
}

// SetLanguage sets the language of the conversation and how it became known.
func (t *Turn) SetLanguage(l knowledge.Lang, heard bot.LanguageSource) {
	t.Conversation.Language, t.Conversation.LanguageFrom = l, heard
}

// takeLanguage changes the language and says the last reply again in it.
func (t *Turn) takeLanguage(l string) bool {
	if !t.languages().Known(knowledge.Lang(l)) {
		return false
	}
	t.SetLanguage(knowledge.Lang(l), bot.FromChoice)
	t.Decide(outcome.Language)
	t.AddIntro("language", nil)
	t.renderInFull()
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
