package webdesk

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/texts"
	"aktivering/internal/webpage"
	"aktivering/knowledge"
)

// languagesOf are the languages that a page can be read in.
func languagesOf(words texts.Words) (list []pages.Language) {
	names := map[string]string{"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
	for _, id := range texts.Languages() {
		list = append(list, pages.Language{ID: id, Name: names[id], Chosen: id == words.Lang})
	}
	return list
}

// languageCookie keeps the language that somebody chose.
const languageCookie = "desk-language"

// wordsOf are the words in the language of a request.
func (d *Desk) wordsOf(r *http.Request) texts.Words {
	if c, err := r.Cookie(languageCookie); err == nil {
		return d.texts.In(c.Value)
	}
	return d.texts.In(webpage.Language(r, texts.Languages()))
}

// percent writes a part of a whole.
func (v *visit) percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return v.words.Say("percent", "n", (100*part+whole/2)/whole)
}

// titleOf is what a desk is called where there are several.
func (v *visit) titleOf(at *bot.Desk) string {
	return cmp.Or(at.Title, at.Name, v.words.Say("desk.rest"))
}

// titled is a name with a capital letter.
func titled(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// localizer speaks the language of the page.
func (d *Desk) localizer(v *visit, kb *knowledge.Base) i18n.Localizer {
	lang := bot.Lang(v.words.Lang)
	if !kb.Languages().Known(lang) {
		lang = knowledge.DefaultLang
	}
	return i18n.New(kb, lang, knowledge.Newest)
}

// age writes how long ago something was.
func (v *visit) age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return v.words.Say("age.now")
	case d < time.Hour:
		return v.words.Say("age.minutes", "n", int(d/time.Minute))
	case d < 48*time.Hour:
		return v.words.Say("age.hours", "n", int(d/time.Hour))
	}
	return v.words.Say("age.days", "n", int(d/(24*time.Hour)))
}
