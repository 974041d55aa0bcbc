package desk

import (
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/notice"
	"aktivering/bot/outcome"
)

// handleCardPosted takes in that the desk has been told of the case.
func (t *turn) handleCardPosted(e event.CardPosted) bool {
	cs := t.Conversation.Case
	if cs == nil || t.Desk == nil || cs.Card != "" {
		return false
	}
	first := cs.Number == 0 // else it was at the desk before that moved
	cs.Number, cs.Thread, cs.Card, cs.DeskDownTold = e.Number, e.Thread, e.Card, false
	if t.Conversation.Name == "" {
		t.Conversation.Name = name.Clean(t.Inbound.Person.Name)
	}
	t.Decide(outcome.CasePosted)
	if first {
		t.notify(notice.Opened, nil)
	}
	if due := t.Desk.After(cs.QueuedAt, t.Desk.Resolve, solveWithin); first || due.After(t.Inbound.At) {
		cs.Deadline = t.Conversation.Turn
		t.Effects = append(t.Effects, bot.SetTimer{At: due, Turn: t.Conversation.Turn, By: t.Desk.At})
	}
	if cs.State == bot.CaseQueued {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	} else {
		t.toDesk(bot.UpdateCard{To: t.Desk.At}) // it has moved on meanwhile
	}
	return true
}

// soon is how near the front each step is told. Further back it is when half the way
// is done: somebody at the end of a long queue would get a message for each person
// before them.
const soon = 5

// handleQueueMoved tells the person where they are in the queue, if that is news.
func (t *turn) handleQueueMoved(e event.QueueMoved) bool {
	cs := t.Conversation.Case
	if cs == nil || cs.State != bot.CaseQueued || cs.Position == e.Position || e.Position < 1 {
		return false
	}
	if told := cs.Position; told > 0 && e.Position > soon && 2*e.Position > told {
		return false
	}
	key := "handoff.position"
	switch {
	case cs.Position == 0 && e.Position == 1:
		key = "handoff.first"
	case cs.Position > 0 && e.Position == 1:
		key = "handoff.next"
	case cs.Position > 0:
		key = "handoff.moved"
	}
	cs.Position = e.Position
	t.Decide(outcome.CaseMoved)
	t.AddIntro(key, i18n.Args{"n": i18n.Number(e.Position), "number": i18n.Number(cs.Number)})
	if cs.AddUntold {
		cs.AddUntold = false
		t.AddIntro("handoff.add", nil)
	}
	t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
	return true
}
