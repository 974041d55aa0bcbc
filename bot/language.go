package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// hear settles the language of the reply: chosen, else as before, else as the
// text is written, else as the platform says, else bokmål. A very short text
// does not change it.
func (t *turn) hear(e Said) {
	if known(e.Language) {
		t.speak(e.Language, HeardChoice)
	}
	if t.r.Has(match.WantsLanguage) && known(t.r.Wants) {
		t.speak(t.r.Wants, HeardChoice)
	}
	t.hearLocale()
	words, letters := plainWords(e.Text)
	switch t.c.Heard {
	case HeardChoice:
		return
	case HeardText:
		if words < someWords || words < manyWords && t.c.Language != knowledge.English && t.r.Language != knowledge.English {
			return
		}
	default:
		if words < fewWords && letters < fewLetters {
			return
		}
	}
	if known(t.r.Language) {
		t.speak(t.r.Language, HeardText)
	}
}

// hearLocale settles the language before the person has written anything.
func (t *turn) hearLocale() {
	if t.c.Heard != HeardNowhere || t.c.Language != "" {
		return // the person has been answered in it
	}
	if l := ofLocale(t.in.Person.Locale); l != "" {
		t.speak(l, HeardLocale)
	} else {
		t.c.Language = knowledge.Bokmal
	}
}

func (t *turn) speak(l knowledge.Lang, heard Heard) {
	t.c.Language, t.c.Heard = l, heard
}

// takeLanguage changes the language and says the last reply again in it.
func (t *turn) takeLanguage(l string) bool {
	if !known(knowledge.Lang(l)) {
		return false
	}
	t.speak(knowledge.Lang(l), HeardChoice)
	t.leads("language", nil)
	t.sayAgain()
	return true
}

func known(l knowledge.Lang) bool {
	return slices.Contains(knowledge.Langs(), l)
}

// ofLocale returns the language for a locale such as nb-NO: Scandinavians read
// bokmål, the rest of the world English.
func ofLocale(locale string) knowledge.Lang {
	tag := strings.ToLower(locale)
	if i := strings.IndexAny(tag, "-_."); i >= 0 {
		tag = tag[:i]
	}
	switch tag {
	case "", "c", "posix":
		return ""
	case "nn":
		return knowledge.Nynorsk
	case "nb", "no", "da", "sv", "se", "sma", "smj", "fo", "is":
		return knowledge.Bokmal
	default:
		return knowledge.English
	}
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
