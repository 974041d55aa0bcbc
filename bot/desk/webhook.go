package desk

import (
	"aktivering/bot"
	"aktivering/bot/notice"
)

// notify tells the other system, if there is one, what happened to the case.
func (t *turn) notify(what notice.Type, change func(*notice.Data)) {
	cs := t.Conversation.Case
	if t.Desk == nil || t.Desk.Notify == "" || cs.Number == 0 {
		return // one without a number has not been told of yet
	}
	data := notice.Data{
		Case: cs.Number, State: string(cs.State), Person: t.Inbound.Person.ID, Name: t.Conversation.Name, Platform: string(t.Inbound.From.Platform), Language: string(t.Conversation.Language),
		Agent: cs.Agent.Shown(), Closing: string(cs.Closing), Note: cs.Note, Rating: cs.Rating,
	}
	for _, c := range t.Situation().Trail {
		data.Codes = append(data.Codes, c.String())
	}
	if change != nil {
		change(&data)
	}
	t.Effects = append(t.Effects, bot.NotifyWebhook{To: bot.Address{Platform: t.Desk.Notify}, Notice: notice.Notice{Type: what, At: t.Inbound.At, Data: data}})
}

// notifyOfMessage tells the other system of what somebody said, or changed or removed.
func (t *turn) notifyOfMessage(what notice.Type, from string, id bot.MessageID, words string, files []bot.File) {
	t.notify(what, func(d *notice.Data) {
		d.From, d.Message, d.Text = from, string(id), words
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
