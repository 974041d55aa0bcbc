package knowledge

import (
	"maps"
	"slices"
	"strings"
)

// Lang is the tag of a language that people are answered in, such as nb.
type Lang string

// The languages that the program comes with. There can be others, see [Languages].
const (
	Bokmal  Lang = "nb"
	Nynorsk Lang = "nn"
	English Lang = "en"
)

// DefaultLang is the language of those who have not chosen one.
const DefaultLang = Bokmal

// LangInfo is what holds for one language.
type LangInfo struct {
	ID Lang
	// Name is what the language calls itself.
	Name string
	// Called are words, folded, that name the language where somebody asks for it.
	Called []string
	// Locales are the language tags of people who read it; "*" is everybody else.
	Locales []string
	// Letters are small letters that tell that a text is in this language, or in one of those
	// that have them too.
	Letters string
	// Group names languages that differ little; empty where there are no others.
	Group string
	// Clock, Day, Moment and Date are layouts of package time: the time of a day, a day of this
	// year, both, and a day of any year.
	Clock, Day, Moment, Date string
	// Draft tells that texts may be missing, so that nobody is answered in it.
	Draft bool
}

// Languages are the languages in the order in which they are offered, drafts too.
type Languages []LangInfo

// IDs returns the languages that people are answered in, in the order in which they are
// offered.
func (l Languages) IDs() []Lang { return l.ids(false) }

// ids returns the tags of the drafts, or of the others.
func (l Languages) ids(draft bool) []Lang {
	var ids []Lang
	for _, info := range l {
		if info.Draft == draft {
			ids = append(ids, info.ID)
		}
	}
	return ids
}

// Known reports a language that people are answered in.
func (l Languages) Known(id Lang) bool {
	return slices.ContainsFunc(l, func(i LangInfo) bool { return i.ID == id && !i.Draft })
}

// Info returns what holds for a language; for one that is not known, what holds for DefaultLang.
func (l Languages) Info(id Lang) LangInfo {
	i := slices.IndexFunc(l, func(i LangInfo) bool { return i.ID == id })
	if i < 0 {
		i = slices.IndexFunc(l, func(i LangInfo) bool { return i.ID == DefaultLang })
	}
	if i < 0 {
		return LangInfo{}
	}
	return l[i]
}

// Name returns what a language calls itself; its tag where it is not known.
func (l Languages) Name(id Lang) string {
	if info := l.Info(id); info.ID == id {
		return info.Name
	}
	return string(id)
}

// Akin reports two languages that differ little, or are the same.
func (l Languages) Akin(a, b Lang) bool {
	x, y := l.Info(a), l.Info(b)
	return a == b || x.Group != "" && x.Group == y.Group
}

// CalledBy returns the language that a folded word names; empty where it names none.
func (l Languages) CalledBy(word string) Lang {
	for _, info := range l {
		if !info.Draft && slices.Contains(info.Called, word) {
			return info.ID
		}
	}
	return ""
}

// OfLocale returns the language of people with a locale such as nb-NO; empty for a locale that
// says nothing.
func (l Languages) OfLocale(locale string) Lang {
	tag := strings.ToLower(locale)
	if i := strings.IndexAny(tag, "-_."); i >= 0 {
		tag = tag[:i]
	}
	switch tag {
	case "", "c", "posix":
		return ""
	}
	for _, tag := range [...]string{tag, anyLocale} {
		for _, info := range l {
			if !info.Draft && slices.Contains(info.Locales, tag) {
				return info.ID
			}
		}
	}
	return DefaultLang
}

// anyLocale stands for all locales that no language names.
const anyLocale = "*"

// MaxLanguages bounds how many languages there can be.
const MaxLanguages = 16

// Text is one text by language.
type Text map[Lang]string

// In returns the text in a language. Where it is in none such, it returns that in DefaultLang, or
// in another language.
func (t Text) In(l Lang) string { return in(t, l) }

// Lines is a list of texts by language: steps in order, or ways of describing a symptom. Steps
// have the same count in each language; symptoms need not.
type Lines map[Lang][]string

// In returns the lines in a language, as [Text.In].
func (l Lines) In(lang Lang) []string { return in(l, lang) }

func in[T any](byLang map[Lang]T, l Lang) T {
	if t, ok := byLang[l]; ok {
		return t
	}
	if t, ok := byLang[DefaultLang]; ok || len(byLang) == 0 {
		return t
	}
	return byLang[slices.Min(slices.Collect(maps.Keys(byLang)))]
}
