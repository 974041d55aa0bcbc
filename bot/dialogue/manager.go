package dialogue

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Manager makes every decision of a conversation with the bot. It holds nothing that changes
// and is safe for concurrent use.
type Manager struct {
	Knowledge *knowledge.Base
	Matcher   port.Matcher
	// Texts reads what the person does with a message; without it, words alone are read.
	Texts port.Texts
	// Administrators are the places where those ask who look after the PCs of others: who says
	// nothing else there is taken for one.
	Administrators []bot.Address
	// Language is what people are answered in before they have chosen a language, or have written
	// enough to tell one; empty leaves it to what the platform says of them.
	Language knowledge.Lang
	// Places are those where something is different; see [Manager.In].
	Places []Place
	// People tells that there are people who take over.
	People bool
	// Zone is the time zone that people are told times in; nil is UTC.
	Zone *time.Location
	// Keep tells how long things are kept, which people are told.
	Keep port.Retention
}

// ShortAnswers reads short answers in the words of the knowledge.
func (m Manager) ShortAnswers() reply.Reader { return reply.NewReader(m.Knowledge.Language()) }

// languages are those that people are answered in.
func (m Manager) languages() knowledge.Languages { return m.Knowledge.Languages() }

// LocalizerFor speaks the language of a locale; without one, that of the place.
func (m Manager) LocalizerFor(locale string) i18n.Localizer {
	lang := m.languages().OfLocale(locale)
	if lang == "" && m.languages().Known(m.Language) {
		lang = m.Language
	}
	if lang == "" {
		lang = knowledge.DefaultLang
	}
	return i18n.New(m.Knowledge, lang, knowledge.Newest)
}

// Walkthrough returns the way through the article that a situation is in; false where it is
// in none. What it decides, it writes into s.
func (m Manager) Walkthrough(s *bot.Situation) (Walkthrough, bool) {
	a, ok := m.Knowledge.Article(s.Article)
	return Walkthrough{m.Knowledge, a, s}, ok
}
