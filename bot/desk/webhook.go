package desk

import (
	"aktivering/bot"
)

// tellAbout tells the other system, if there is one, what happened to the case.
func (t *turn) tellAbout(what bot.NoticeType, change func(*bot.NoticeData)) {
	matter := t.C.Case
	if t.Desk == nil || t.Desk.Notify == "" || matter.Number == 0 {
		return // one without a number has not been told of yet
	}
	data := bot.NoticeData{
		Case: matter.Number, State: matter.State, Person: t.In.Person.ID, Name: t.C.Name, Platform: t.In.From.Platform, Language: t.C.Language,
		Agent: matter.Agent.Shown(), Closing: matter.Closing, Note: matter.Note, Rating: matter.Rating,
	}
	for _, c := range t.Situation().Trail {
		data.Codes = append(data.Codes, c.String())
	}
	if change != nil {
		change(&data)
	}
	t.Effects = append(t.Effects, bot.NotifyWebhook{To: bot.Address{Platform: t.Desk.Notify}, Notice: bot.Notice{Type: what, At: t.In.At, Data: data}})
}

// tellMessage tells the other system of what somebody said, or changed or removed.
func (t *turn) tellMessage(what bot.NoticeType, from string, id bot.MessageID, words string, files []bot.File) {
	t.tellAbout(what, func(d *bot.NoticeData) {
		d.From, d.Message, d.Text = from, id, words
		for _, f := range files {
			if f.URL != "" {
				d.Files = append(d.Files, f.URL)
			}
		}
	})
}

// The two sides of a case, in a notice.
const (
	fromPerson = "person"
	fromAgent  = "agent"
)
