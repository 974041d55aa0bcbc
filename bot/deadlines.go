package bot

import "time"

// wakeDesk sets the timer of the case. The desk's own server minds it: the person
// may be gone.
func (t *deskTurn) wakeDesk(at time.Time) {
	t.c.Case.Timer = t.c.Turn
	t.effects = append(t.effects, Wake{At: at, Turn: t.c.Turn, By: t.Desk.At})
}

// answerInTime reminds the agent when no answer has come in time.
func (t *deskTurn) answerInTime() {
	t.c.Case.Alerts = 0
	t.wakeDesk(t.Desk.after(t.in.At, t.Desk.Answer, answerWithin))
}

// awaitPerson reminds the person when they leave an answer unanswered.
func (t *deskTurn) awaitPerson() {
	t.c.Case.Alerts = 0
	t.wakeDesk(t.in.At.Add(orElse(t.Desk.Stale, staleAfter)))
}

// caseElapsed does what is due when the timer of the case has run out.
func (t *deskTurn) caseElapsed() {
	matter := t.c.Case
	matter.Timer = 0
	switch {
	case matter.State == CaseQueued:
		t.unclaimed()
	case matter.State == CaseSnoozed:
		matter.State = CaseClaimed
		t.toDesk(Card{To: t.Desk.At})
		t.note("desk.awake", args{"agent": text(matter.Agent.shown())})
		t.answerInTime()
	case matter.Heard.After(matter.Spoke):
		t.unanswered()
	default:
		t.left()
	}
}

// overdue tells the desk of a case that is not closed in time.
func (t *deskTurn) overdue() {
	t.c.Case.Deadline = 0
	t.call("desk.overdue")
}

// mostCalls is how often the desk is called for a case that nobody takes.
const mostCalls = 3

// unclaimed calls the desk again; the second time the person is told too.
func (t *deskTurn) unclaimed() {
	matter, d := t.c.Case, t.Desk
	if !d.open(t.in.At) {
		t.wakeDesk(d.opens(t.in.At))
		return
	}
	if !matter.Called { // they were not at work until now
		t.call("desk.new")
		t.wakeDesk(d.after(t.in.At, d.Claim, claimWithin))
		return
	}
	matter.Alerts++
	switch matter.Alerts {
	case 1:
		t.call("desk.unclaimed")
	case 2:
		t.call("desk.unclaimed.again")
		t.leads("handoff.still", nil)
		t.tell(t.leading(t.voice()), []Choice{t.voice().toBot()})
	default:
		t.call("desk.unclaimed.again")
	}
	if matter.Alerts < mostCalls {
		t.wakeDesk(d.after(t.in.At, d.Claim, claimWithin))
	}
}

// unanswered reminds the agent of a person who waits for an answer.
func (t *deskTurn) unanswered() {
	matter, d := t.c.Case, t.Desk
	matter.Alerts++
	t.note("desk.unanswered", args{"agent": text(matter.Agent.shown()), "name": t.personName()}, t.deskChoice(ActTake))
	if matter.Alerts > 1 {
		t.call("desk.unanswered.again")
	}
	if matter.Alerts < mostCalls {
		t.wakeDesk(d.after(t.in.At, d.Answer, answerWithin))
	}
}

// left reminds a person who has not answered, and closes the case kindly when that
// is of no use.
func (t *deskTurn) left() {
	matter := t.c.Case
	matter.Alerts++
	if matter.Alerts == 1 {
		t.leads("handoff.stale", args{"agent": text(t.shownAgent(t.voice()))})
		t.tell(t.leading(t.voice()), nil)
		t.note("desk.stale", args{"name": t.personName()})
		t.wakeDesk(t.in.At.Add(orElse(t.Desk.Stale, staleAfter)))
		return
	}
	t.endCase(ClosedNoAnswer, "")
	t.note("desk.stale.closed", args{"name": t.personName()})
	t.leads("handoff.stale.closed", nil)
	t.tell(t.leading(t.voice()), nil)
}
