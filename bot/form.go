package bot

import (
	"strings"

	"aktivering/knowledge"
)

// Form asks for a problem in one window, where a platform has such windows.
type Form struct {
	// Open is the label of what opens the window.
	Open                  string
	Title, Submit, Cancel string
	Inputs                []Input
}

// Input is one row of a form: lines of text, or one of several choices.
type Input struct {
	// ID names the row in the answer.
	ID    string
	Label string
	// Hint is an example of what to write.
	Hint string
	// Choices are what to choose from; an input without any is for text.
	Choices []Choice
	// Most is how many characters of text are taken; 0 is no limit.
	Most int
	// Optional tells that the row may be left empty.
	Optional bool
}

// mostCanned is how many texts a form offers: no platform's menu holds more.
const mostCanned = 10

// problem is the id of the row that holds the person's own words.
const problem = "problem"

// mostFormText bounds what is written in a form, in characters.
const mostFormText = 2000

// Form returns the form in the language of a locale, as in Person.
func (m Mind) Form(locale string) Form {
	v := m.voiceOf(locale)
	f := Form{
		Open:  v.label("form.open"),
		Title: v.label("form.title"), Submit: v.label("form.submit"), Cancel: v.label("form.cancel"),
		Inputs: []Input{{ID: problem, Label: v.label("form.problem"), Hint: plain(v.say("form.problem.hint", args{"example": mono(example)})), Most: mostFormText}},
	}
	if fact, ok := m.Knowledge.Fact(knowledge.FactWindows); ok {
		windows := Input{ID: fact.ID, Label: plain(v.in(fact.Question)), Optional: true}
		for _, value := range fact.Values {
			windows.Choices = append(windows.Choices, Choice{ID: ChoiceID(value.ID), Label: plain(v.in(value.Label))})
		}
		f.Inputs = append(f.Inputs, windows)
	}
	return f
}

// DeskForm returns the form of a choice that is offered at the desk; false where
// there is none of that name.
func (m DeskMind) DeskForm(name string) (Form, bool) {
	if m.Desk == nil {
		return Form{}, false
	}
	v := deskVoice(m.Desk, m.Knowledge)
	f := Form{Submit: v.label("form.send"), Cancel: v.label("form.cancel")}
	switch Act(name) {
	case ActAnswer:
		f.Title = v.label("form.answer")
		f.Inputs = []Input{{ID: rowText, Label: v.label("form.answer.text"), Most: mostFormText}}
		if n := len(m.Desk.Canned); n > 0 {
			canned := Input{ID: rowCanned, Label: v.label("form.answer.canned"), Optional: true}
			for _, r := range m.Desk.Canned[:min(n, mostCanned)] {
				canned.Choices = append(canned.Choices, Choice{ID: ChoiceID(r.ID), Label: r.Title})
			}
			f.Inputs[0].Optional = true
			f.Inputs = append(f.Inputs, canned)
		}
	case ActClose:
		f.Title = v.label("form.close")
		why := Input{ID: rowWhy, Label: v.label("form.close.why")}
		for _, c := range closings() {
			why.Choices = append(why.Choices, Choice{ID: ChoiceID(c), Label: v.label("closing." + string(c))})
		}
		f.Inputs = []Input{why, {ID: rowText, Label: v.label("form.close.note"), Most: mostFormText, Optional: true}}
	default:
		return f, false
	}
	return f, true
}

// Answered is what a person said by a form: the rows by id.
func (Form) Answered(rows map[string]string) Said {
	said := Said{Addressed: true, Told: make(map[string]string)}
	for id, value := range rows {
		switch value = strings.TrimSpace(value); {
		case id == problem:
			said.Text = value
		case value != "":
			said.Told[id] = value
		}
	}
	return said
}

// voiceOf speaks the language of a locale.
func (m Mind) voiceOf(locale string) voice {
	lang := ofLocale(locale)
	if lang == "" {
		lang = knowledge.Bokmal
	}
	return newVoice(m.Knowledge, lang, knowledge.Newest)
}
