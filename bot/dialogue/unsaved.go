package dialogue

import (
	"cmp"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/form"
	"aktivering/bot/i18n"
	"aktivering/knowledge"
)

// Unsaved returns what is told in the language of a locale, as in Person.
func (m Manager) Unsaved(locale string) form.Unsaved {
	v := m.LocalizerFor(locale)
	return form.Unsaved{Now: v.Label("unsaved.now"), Message: v.Label("unsaved.message")}
}

// NotSaved is what a person is told whose words could not be saved, in a language
// that is known or in bokmål.
func (m Manager) NotSaved(l bot.Lang) bot.Reply {
	return bot.Reply{Blocks: []content.Block{i18n.New(m.Knowledge, cmp.Or(l, knowledge.DefaultLang), "").Paragraph("not-kept", nil)}}
}
