package dialogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// How many words, and letters where there is one word only, a text must have to tell a
// language: an interjection tells none.
const (
	fewWords   = 2
	fewLetters = 4
	// someWords are needed to change over to another language.
	someWords = 3
)

// DetectLanguage settles the language of the reply: chosen, else as the person's first words
// are written, else that of the place, else as the platform says, else bokmål. It changes where
// it is asked for, or where two messages in a row are plainly in another.
func (t *Turn) DetectLanguage(e event.Message) { t.detectLanguage(e, t.read(e).Language) }

// detectLanguage is DetectLanguage of a text that is plainly in a language, or in none.
func (t *Turn) detectLanguage(e event.Message, plainly knowledge.Lang) {
	if t.languages().Known(e.Language) {
		t.SetLanguage(e.Language, bot.FromChoice)
	}
	if l := t.wantedLanguage(e.Text); l != "" {
		t.SetLanguage(l, bot.FromChoice)
	}
	t.languageOfLocale()
	c := &t.Conversation
	if c.LanguageFrom == bot.FromChoice {
		return
	}
	words, letters := plainWords(e.Text)
	if words < fewWords && letters < fewLetters {
		return
	}
	if c.LanguageFrom != bot.FromText {
		written := t.Match.Language
		if c.LanguageFrom == bot.FromLocale && t.languages().Akin(written, c.Language) && plainly != written {
			return // it may be in either: "på Elkjøp"
		}
		if t.languages().Known(written) {
			t.SetLanguage(written, bot.FromText)
		}
		return
	}
	switch {
	case !t.languages().Known(plainly), words < someWords:
	case plainly == c.Language:
		c.OtherLanguage = ""
	case plainly == c.OtherLanguage:
		c.OtherLanguage = ""
		t.SetLanguage(plainly, bot.FromText)
	default:
		c.OtherLanguage = plainly
	}
}

// languageOfLocale settles the language before the person has written anything.
func (t *Turn) languageOfLocale() {
	if t.Conversation.LanguageFrom != bot.FromDefault || t.Conversation.Language != "" {
		return // the person has been answered in it
	}
	switch l := t.languages().OfLocale(t.Inbound.Person.Locale); {
	case t.languages().Known(t.Language):
		t.SetLanguage(t.Language, bot.FromLocale)
	case l != "":
		t.SetLanguage(l, bot.FromLocale)
	default:
		t.Conversation.Language = knowledge.DefaultLang
	}
}

// maxBetweenNegation is how many words may stand between a negation and the language that is not
// wanted: "ikke skriv på engelsk".
const maxBetweenNegation = 3

// namedLanguage returns the language that a text names and does not refuse, the last one where
// there are several; empty where it names none, or speaks of the language of Windows.
func (t *Turn) namedLanguage(text string) knowledge.Lang {
	words := strings.Fields(fold.Text(text))
	if slices.Contains(words, "windows") {
		return ""
	}
	answers := t.Knowledge.Language().Answers
	asked, negated := knowledge.Lang(""), 0
	for _, w := range words {
		named := t.languages().CalledBy(w)
		switch {
		case answers.Negation.Has(w):
			negated = maxBetweenNegation + 1
		case named != "" && negated == 0:
			asked = named
		case named != "":
			negated = 0
		}
		negated = max(0, negated-1)
	}
	return asked
}

// wantedLanguage returns the language that the words ask for; empty where they ask for none.
func (t *Turn) wantedLanguage(text string) knowledge.Lang {
	if !t.Match.Has(match.WantsLanguage) || !t.languages().Known(t.Match.Wants) {
		return ""
	}
	named := t.namedLanguage(text)
	if named == "" && !strings.Contains(fold.Text(text), "windows") {
		return t.Match.Wants
	}
	return named
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
