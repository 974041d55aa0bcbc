package bot

// carded takes in that the desk has been told of the case.
func (t *deskTurn) carded(e Carded) bool {
	matter := t.c.Case
	if matter == nil || t.Desk == nil || matter.Card != "" {
		return false
	}
	matter.Number, matter.Thread, matter.Card, matter.Missed = e.Number, e.Thread, e.Card, false
	t.tellAbout(NoticeOpened, nil)
	matter.Deadline = t.c.Turn
	t.effects = append(t.effects, Wake{At: t.Desk.after(matter.Since, t.Desk.Resolve, solveWithin), Turn: t.c.Turn, By: t.Desk.At})
	if matter.State == CaseQueued {
		t.toDesk(Line{To: t.Desk.At})
	} else {
		t.toDesk(Card{To: t.Desk.At}) // it has moved on meanwhile
	}
	return true
}

// soon is how near the front each step is told. Further back it is when half the way
// is done: somebody at the end of a long queue would get a message for each person
// before them.
const soon = 5

// moved tells the person where they are in the queue, if that is news.
func (t *deskTurn) moved(e Moved) bool {
	matter := t.c.Case
	if matter == nil || matter.State != CaseQueued || matter.Position == e.Position || e.Position < 1 {
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
	t.leads(key, args{"n": count(e.Position), "number": count(matter.Number)})
	t.tell(t.leading(t.voice()), []Choice{t.voice().toBot()})
	return true
}
