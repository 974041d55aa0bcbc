package knowledge

import (
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/fold"
)

// LoadLanguages reads the embedded list of languages.
func LoadLanguages() (Languages, error) {
	l, faults := loadLanguages(embedded)
	if len(faults) > 0 {
		return nil, Faults(faults)
	}
	return l, nil
}

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
