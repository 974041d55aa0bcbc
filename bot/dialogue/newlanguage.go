package dialogue

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// takeLanguage changes the language and says the last reply again in it.
func (t *Turn) takeLanguage(l string) bool {
	if !t.languages().Known(knowledge.Lang(l)) {
		return false
	}
	t.SetLanguage(knowledge.Lang(l), bot.FromChoice)
	t.Decide(outcome.Language)
	t.AddIntro("language", nil)
	t.renderInFull()
	return true
}

// askedLanguage changes to the language that somebody asks for, or tells which there are. It
// returns false where the language of Windows is spoken of.
func (t *Turn) askedLanguage(text string) bool {
	if named := t.namedLanguage(text); named != "" {
		return t.takeLanguage(string(named))
	}
	if strings.Contains(fold.Text(text), "windows") {
		return false
	}
	var choices []bot.Choice
	for _, l := range t.languages().IDs() {
		if l != t.Conversation.Language {
			choices = append(choices, bot.Choice{ID: pick.Of(pick.Language, string(l)), Label: t.languages().Name(l)})
		}
	}
	t.Decide(outcome.Language)
	if t.Situation().Stage == bot.StageNew {
		t.AddIntro("which-language", nil)
		t.queue(t.Intro(t.Localizer()), choices)
		return true
	}
	t.leads = append(t.leads, choices...)
	t.asideAndRepeat("which-language", nil)
	return true
}
