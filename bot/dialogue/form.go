package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Listed returns the command in the language of a locale, as in Person.
func (m Manager) Listed(locale string) form.Command {
	v := m.LocalizerFor(locale)
	return form.Command{
		Name: v.Label("command.name"), About: v.Label("command.about"),
		Problem: v.Label("command.problem"), ProblemAbout: reply.Plain(v.Say("command.problem.about", m.example())),
		Picture: v.Label("command.picture"), PictureAbout: v.Label("command.picture.about"),
		OnMessage: v.Label("command.message"), Others: v.Label("command.others"),
		OthersOf: reply.Plain(v.Say("command.others.of", i18n.Args{"name": i18n.Text(form.NamePlace)})), Closed: v.Label("command.closed"),
	}
}

// Writing is what is shown behind the bot's name while somebody writes, in the language of a
// locale.
func (m Manager) Writing(locale string) string { return m.LocalizerFor(locale).Label("writing") }

// example is the value of the placeholder for a code that shows how codes look.
func (m Manager) example() i18n.Args {
	return i18n.Args{"example": i18n.Code(m.Knowledge.Example(match.Scope{}))}
}

// MaxFormText bounds what is written in a form, in characters.
const MaxFormText = 2000

// Form returns the form in the language of a locale, as in Person.
func (m Manager) Form(locale string) form.Form {
	v := m.LocalizerFor(locale)
	f := form.Form{
		Open:  v.Label("form.open"),
		Title: v.Label("form.title"), Submit: v.Label("form.submit"), Cancel: v.Label("form.cancel"),
		Inputs: []form.Input{
			{ID: form.Problem, Label: v.Label("form.problem"), Hint: reply.Plain(v.Say("form.problem.hint", m.example())), Most: MaxFormText, Optional: true},
			{ID: form.Found, Label: v.Label("form.search"), Hint: v.Label("form.search.hint"), Search: true, Optional: true},
		},
	}
	if fact, ok := m.Knowledge.Fact(knowledge.FactWindows); ok {
		windows := form.Input{ID: fact.ID, Label: reply.Plain(v.In(fact.Question)), Optional: true}
		for _, value := range fact.Values {
			windows.Choices = append(windows.Choices, bot.Choice{ID: bot.ChoiceID(value.ID), Label: reply.Plain(v.In(value.Label))})
		}
		f.Inputs = append(f.Inputs, windows)
	}
	f.Inputs = append(f.Inputs, form.Input{ID: form.Picture, Label: v.Label("form.picture"), Pictures: form.MaxPictures, Optional: true})
	return f
}
