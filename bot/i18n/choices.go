package i18n

import (
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// QuestionChoices are the answers to a fact's question.
func (v Localizer) QuestionChoices(f *knowledge.Fact) []bot.Choice {
	var choices []bot.Choice
	for _, value := range f.Values {
		choices = append(choices, bot.Choice{
			ID:    pick.Of(pick.Fact, f.ID+"="+value.ID),
			Label: reply.Plain(v.In(value.Label)),
		})
	}
	return append(choices, bot.Choice{ID: pick.Of(pick.Unsure, f.ID), Label: v.Label("choice.unsure")})
}

// Check asks how it went with a remedy, by what it needs beside its steps.
func (v Localizer) Check(needs knowledge.Need) content.Block {
	switch needs {
	case knowledge.NeedsTime:
		return v.Paragraph("check.time", nil)
	case knowledge.NeedsPeople:
		return v.Paragraph("check.people", nil)
	case knowledge.NeedsReading:
		return v.Paragraph("check.reading", nil)
	case knowledge.NeedsAnswer:
		return v.Paragraph("check.answer", nil)
	case knowledge.NeedsNothing:
	}
	return v.Paragraph("check", nil)
}

// CheckChoices are the answers to how it went with a remedy.
func (v Localizer) CheckChoices() []bot.Choice {
	return []bot.Choice{
		{ID: pick.Helped, Label: v.Label("choice.yes")},
		{ID: pick.NotHelped, Label: v.Label("choice.no")},
		{ID: pick.NewCode, Label: v.Label("choice.new-code")},
	}
}

// ToPerson is the way to a person, which stands under everything that is asked.
func (v Localizer) ToPerson() bot.Choice {
	return bot.Choice{ID: pick.Human, Label: v.Label("choice.human"), Standing: true}
}

// ToBot is the way back to the bot.
func (v Localizer) ToBot() bot.Choice {
	return bot.Choice{ID: pick.Bot, Label: v.Label("choice.bot")}
}

// WithRole is a name with the role that its bearer has in the case. The role stands outside
// the name and is always there, so that no name can take its place.
func (v Localizer) WithRole(role, name string) string {
	return reply.Plain(v.Say(role, Args{"name": Text(name)}))
}
