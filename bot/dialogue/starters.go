package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// starters are what can be chosen where nothing is known of the problem yet: the most common
// ones, and the way to a person.
func (t *Turn) starters(v i18n.Localizer) []bot.Choice {
	var choices []bot.Choice
	for _, c := range t.Knowledge.Common(match.Scope{}) {
		choices = append(choices, bot.Choice{ID: pick.Of(pick.Article, c.Article), Label: reply.Plain(v.In(c.Label))})
	}
	return append(choices, t.toPerson(v))
}

// search is what stands in a field to search in, beside problems to choose from: the person's own
// may be none of them.
func (t *Turn) search(choices []bot.Choice) string {
	for _, c := range choices {
		if kind, _ := c.ID.Kind(); kind == pick.Article {
			return t.Localizer().Label("choice.search")
		}
	}
	return ""
}

// form is the label of what opens a form, beside what can be chosen to begin with.
func (t *Turn) form(choices []bot.Choice) string {
	if !t.toStart() || t.search(choices) == "" {
		return ""
	}
	return t.Localizer().Label("choice.form")
}

// toStart reports that nothing particular was asked, so that a few words are more likely a
// description than a part of what can be chosen to begin with.
func (t *Turn) toStart() bool {
	s := t.Situation().Stage
	return s == bot.StageNew || s == bot.StageCode || s == bot.StageSolved
}

// promptsForCode reports a prompt that is for the characters of a code, and not for the problem.
func promptsForCode(prompt string) bool {
	return prompt == "prompt.new-code" || prompt == "prompt.half" || prompt == "prompt.letters"
}
