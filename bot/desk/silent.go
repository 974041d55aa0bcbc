package desk

import (
	"aktivering/bot"
	"aktivering/bot/event"
)

// quieten has nobody notified of what the bot does by itself while nobody is at work: cards and
// notices at the desk, and what a timer says to anybody. What people write to one another, the
// answer to what an agent has just done, and a reminder that the person asked for are told as
// always. before is the conversation before the turn.
func (t *turn) quieten(e event.Event, before bot.Conversation) {
	if _, agent := e.(event.AgentAction); agent || t.Desk == nil || t.Desk.AtWork(t.Inbound.At) {
		return
	}
	_, due := e.(event.TimerFired)
	due = due && before.Remind.IsZero()
	silent := func(s bot.SendReply) bool { return due || s.ToDesk && s.RelayOf == "" }
	for i, effect := range t.Effects {
		switch effect := effect.(type) {
		case bot.SendReply:
			effect.Reply.Silent = silent(effect)
			t.Effects[i] = effect
		case bot.EditReply:
			effect.Reply.Silent = silent(effect.SendReply)
			t.Effects[i] = effect
		case bot.UpdateCard:
			effect.Silent = true
			t.Effects[i] = effect
		default: // notifies nobody
		}
	}
}
