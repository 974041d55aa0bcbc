package knowledge

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/fold"
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

// LoadLanguages reads the embedded list of languages.
func LoadLanguages() (Languages, error) {
	l, faults := loadLanguages(embedded)
	if len(faults) > 0 {
		return nil, Faults(faults)
	}
	return l, nil
}

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

const languagesFile = "language/languages.yaml"

func loadLanguages(fsys fs.FS) (Languages, []Fault) {
	f := readFile(fsys, languagesFile, "knowledge/"+languagesFile)
	if f.root == nil {
		return nil, f.faults
	}
	l := f.languageList()
	return l, f.faults
}

func (f *file) languageList() (l Languages) {
	f.fields(f.root, "the languages", must("languages", func(n *yaml.Node) { l = f.languages(n) }))
	return l
}

func (f *file) languages(n *yaml.Node) Languages {
	var all Languages
	readers := make(map[string]Lang) // by locale
	f.pairs(n, "the languages", func(k, v *yaml.Node) {
		info := f.langInfo(k, v)
		for _, locale := range info.Locales {
			if other, taken := readers[locale]; taken {
				f.fault(k, "the locale %q is of %s too", locale, other)
			}
			readers[locale] = info.ID
		}
		all = append(all, info)
	})
	switch {
	case len(all) > MaxLanguages:
		f.fault(n, "there are %d languages; there can be %d", len(all), MaxLanguages)
	case !all.Known(DefaultLang):
		f.fault(n, "%s must be one of the languages, and no draft", DefaultLang)
	}
	return all
}

func (f *file) langInfo(k, v *yaml.Node) LangInfo {
	info := LangInfo{ID: Lang(f.idKey(k, "the language"))}
	layout := func(key string, into *string) field {
		return must(key, func(n *yaml.Node) { *into = f.str(n, key) })
	}
	f.fields(v, "the language",
		must("name", func(n *yaml.Node) { info.Name = f.str(n, "the name") }).about("What the language calls itself."),
		may("called", func(n *yaml.Node) {
			for _, w := range f.strs(n, "names") {
				info.Called = append(info.Called, fold.Text(w))
			}
		}).about("Words that name the language where somebody asks for it: \"norsk\"."),
		must("locales", func(n *yaml.Node) { info.Locales = f.strs(n, "locales") }).about("The tags of the settings of people who read it; \"*\" is everybody else."),
		may("letters", func(n *yaml.Node) {
			info.Letters = f.str(n, "the letters")
			if info.Letters != strings.ToLower(info.Letters) {
				f.fault(n, "the letters must be small ones")
			}
		}).about("Letters that it has and not every other one, small ones."),
		may("group", func(n *yaml.Node) { info.Group = f.id(n, "the group") }).about("Languages that differ so little that a few words do not change from one to another."),
		layout("clock", &info.Clock), layout("day", &info.Day), layout("moment", &info.Moment), layout("date", &info.Date),
		may("draft", func(n *yaml.Node) { info.Draft = f.flag(n, "draft") }).about("Texts may be missing, so that nobody is answered in it."))
	return info
}

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
