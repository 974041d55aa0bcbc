package desk

import (
	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/form"
)

// maxCanned is how many texts a form offers: no platform's menu holds more.
const maxCanned = 10

// DeskForm returns the form of a choice that is offered at the desk that an address is at;
// false where there is no desk, or no form of that name.
func (m Manager) DeskForm(at bot.Address, name string) (form.Form, bool) {
	d := m.Desks.At(at)
	if d == nil {
		return form.Form{}, false
	}
	v := agentLocalizer(d, m.Knowledge)
	f := form.Form{Submit: v.Label("form.send"), Cancel: v.Label("form.cancel")}
	switch bot.Action(name) {
	case bot.ActAnswer:
		f.Title = v.Label("form.answer")
		f.Inputs = []form.Input{{ID: rowText, Label: v.Label("form.answer.text"), Most: dialogue.MaxFormText}}
		if n := len(d.Canned); n > 0 {
			canned := form.Input{ID: rowCanned, Label: v.Label("form.answer.canned"), Optional: true}
			for _, r := range d.Canned[:min(n, maxCanned)] {
				canned.Choices = append(canned.Choices, bot.Choice{ID: bot.ChoiceID(r.ID), Label: r.Title})
			}
			f.Inputs[0].Optional = true
			f.Inputs = append(f.Inputs, canned)
		}
	case bot.ActClose:
		f.Title = v.Label("form.close")
		why := form.Input{ID: rowWhy, Label: v.Label("form.close.why")}
		for _, c := range Closings() {
			why.Choices = append(why.Choices, bot.Choice{ID: bot.ChoiceID(c), Label: v.Label("closing." + string(c))})
		}
		f.Inputs = []form.Input{why, {ID: rowText, Label: v.Label("form.close.note"), Most: dialogue.MaxFormText, Optional: true}}
	default:
		return f, false
	}
	return f, true
}
