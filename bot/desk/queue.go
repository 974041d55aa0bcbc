package desk

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
)

// carded takes in that the desk has been told of the case.
func (t *turn) carded(e bot.CardPosted) bool {
	matter := t.C.Case
	if matter == nil || t.Desk == nil || matter.Card != "" {
		return false
	}
	matter.Number, matter.Thread, matter.Card, matter.DeskDownTold = e.Number, e.Thread, e.Card, false
	t.tellAbout(bot.NoticeOpened, nil)
	matter.Deadline = t.C.Turn
	t.Effects = append(t.Effects, bot.SetTimer{At: t.Desk.After(matter.QueuedAt, t.Desk.Resolve, solveWithin), Turn: t.C.Turn, By: t.Desk.At})
	if matter.State == bot.CaseQueued {
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

// moved tells the person where they are in the queue, if that is news.
func (t *turn) moved(e bot.QueueMoved) bool {
	matter := t.C.Case
	if matter == nil || matter.State != bot.CaseQueued || matter.Position == e.Position || e.Position < 1 {
		return false
	}
	if told := matter.Position; told > 0 && e.Position > soon && 2*e.Position > told {
		return false
	}
	key := "handoff.position"
	switch {
	case matter.Position == 0 && e.Position == 1:
		key = "handoff.first"
	case matter.Position > 0 && e.Position == 1:
		key = "handoff.next"
	case matter.Position > 0:
		key = "handoff.moved"
	}
	matter.Position = e.Position
	t.Leads(key, i18n.Args{"n": i18n.Number(e.Position), "number": i18n.Number(matter.Number)})
	t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	return true
}
