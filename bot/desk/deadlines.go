package desk

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/i18n"
)

// wakeDesk sets the timer of the case. The desk's own server minds it: the person
// may be gone.
func (t *turn) wakeDesk(at time.Time) {
	t.C.Case.Timer = t.C.Turn
	t.Effects = append(t.Effects, bot.SetTimer{At: at, Turn: t.C.Turn, By: t.Desk.At})
}

// answerInTime reminds the agent when no answer has come in time.
func (t *turn) answerInTime() {
	t.C.Case.Alerts = 0
	t.wakeDesk(t.Desk.After(t.In.At, t.Desk.Answer, answerWithin))
}

// awaitPerson reminds the person when they leave an answer unanswered.
func (t *turn) awaitPerson() {
	t.C.Case.Alerts = 0
	t.wakeDesk(t.In.At.Add(orElse(t.Desk.Stale, staleAfter)))
}

// caseElapsed does what is due when the timer of the case has run out.
func (t *turn) caseElapsed() {
	matter := t.C.Case
	matter.Timer = 0
	switch {
	case matter.State == bot.CaseQueued:
		t.unclaimed()
	case matter.State == bot.CaseSnoozed:
		matter.State = bot.CaseClaimed
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
		t.note("desk.awake", i18n.Args{"agent": i18n.Text(matter.Agent.Shown())})
		t.answerInTime()
	case matter.LastPersonAt.After(matter.LastAgentAt):
		t.unanswered()
	default:
		t.left()
	}
}

// overdue tells the desk of a case that is not closed in time.
func (t *turn) overdue() {
	t.C.Case.Deadline = 0
	t.call("desk.overdue")
}

// maxCalls is how often the desk is called for a case that nobody takes.
const maxCalls = 3

// unclaimed calls the desk again; the second time the person is told too.
func (t *turn) unclaimed() {
	matter, d := t.C.Case, t.Desk
	if !d.AtWork(t.In.At) {
		t.wakeDesk(d.NextAtWork(t.In.At))
		return
	}
	if !matter.DeskCalled { // they were not at work until now
		t.call("desk.new")
		t.wakeDesk(d.After(t.In.At, d.Claim, claimWithin))
		return
	}
	matter.Alerts++
	switch matter.Alerts {
	case 1:
		t.call("desk.unclaimed")
	case 2:
		t.call("desk.unclaimed.again")
		t.Leads("handoff.still", nil)
		t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	default:
		t.call("desk.unclaimed.again")
	}
	if matter.Alerts < maxCalls {
		t.wakeDesk(d.After(t.In.At, d.Claim, claimWithin))
	}
}

// unanswered reminds the agent of a person who waits for an answer.
func (t *turn) unanswered() {
	matter, d := t.C.Case, t.Desk
	matter.Alerts++
	t.note("desk.unanswered", i18n.Args{"agent": i18n.Text(matter.Agent.Shown()), "name": t.personName()}, t.deskChoice(bot.ActTake))
	if matter.Alerts > 1 {
		t.call("desk.unanswered.again")
	}
	if matter.Alerts < maxCalls {
		t.wakeDesk(d.After(t.In.At, d.Answer, answerWithin))
	}
}

// left reminds a person who has not answered, and closes the case kindly when that
// is of no use.
func (t *turn) left() {
	matter := t.C.Case
	matter.Alerts++
	if matter.Alerts == 1 {
		t.Leads("handoff.stale", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Voice()))})
		t.tell(t.Leading(t.Voice()), nil)
		t.note("desk.stale", i18n.Args{"name": t.personName()})
		t.wakeDesk(t.In.At.Add(orElse(t.Desk.Stale, staleAfter)))
		return
	}
	t.endCase(bot.ClosedNoAnswer, "")
	t.note("desk.stale.closed", i18n.Args{"name": t.personName()})
	t.Leads("handoff.stale.closed", nil)
	t.tell(t.Leading(t.Voice()), nil)
}

// The waits of a desk whose settings name none, and how long a case can be reopened.
const (
	claimWithin  = 15 * time.Minute
	answerWithin = time.Hour
	solveWithin  = 24 * time.Hour
	staleAfter   = 48 * time.Hour
	// reopenWithin is how long after its end a case can be opened again.
	reopenWithin = 72 * time.Hour
)

// orElse returns a wait, or another where none was set.
func orElse(wait, otherwise time.Duration) time.Duration {
	if wait <= 0 {
		return otherwise
	}
	return wait
}
