package dialogue

import (
	"strings"

	"aktivering/bot/form"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// PageTexts returns the phrases whose keys begin with a prefix, by the rest of the key, in the language
// of a locale, as in Person.
func (m Manager) PageTexts(prefix, locale string) form.Texts {
	lang := m.LocalizerFor(locale).Lang
	known := m.Knowledge.Languages()
	languages := make([]form.Language, 0, len(known.IDs()))
	for _, id := range known.IDs() {
		languages = append(languages, form.Language{ID: string(id), Name: known.Name(id), Choice: pick.Of(pick.Language, string(id))})
	}
	phrases := make(map[string]string)
	for _, key := range m.Knowledge.Phrases().Keys() {
		if name, ok := strings.CutPrefix(key, prefix); ok {
			phrases[name] = phrase(m.Knowledge, lang, key)
		}
	}
	return form.NewTexts(string(lang), languages, phrases)
}

func phrase(kb *knowledge.Base, lang knowledge.Lang, key string) string {
	return kb.Phrases().Text(lang, key)
}
