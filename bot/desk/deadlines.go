package desk

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
)

// handleTimer does what a timer was set for. It returns false for one that means
// nothing any more.
func (t *turn) handleTimer(e event.TimerFired) bool {
	if c := t.Conversation.Case; c != nil && t.Desk != nil && c.Active() {
		switch {
		case c.Timer != 0 && c.Timer == e.Turn:
			t.followDesk()
			if c.Timer == e.Turn { // else it has followed and waits anew
				t.handleCaseTimer()
			}
			return true
		case c.Deadline != 0 && c.Deadline == e.Turn:
			t.followDesk()
			t.overdue()
			return true
		}
	}
	return t.HandleTimer(e)
}

// handleCaseTimer does what is due when the timer of the case has run out.
func (t *turn) handleCaseTimer() {
	cs := t.Conversation.Case
	cs.Timer = 0
	t.Decide(outcome.CaseReminded)
	switch {
	case cs.State == bot.CaseQueued:
		t.callAgain()
	case cs.State == bot.CaseSnoozed:
		cs.State, cs.Until = bot.CaseClaimed, time.Time{}
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
		t.callAgent("desk.awake", i18n.Args{"agent": i18n.Text(cs.Agent.Shown())})
		t.answerInTime()
	case cs.LastPersonAt.After(cs.LastAgentAt):
		t.remindAgent()
	default:
		t.handleSilentPerson()
	}
}

// overdue tells the desk of a case that is not closed in time.
func (t *turn) overdue() {
	t.Conversation.Case.Deadline = 0
	t.Decide(outcome.CaseReminded)
	t.missed = outcome.PromiseResolve
	t.callDesk("desk.overdue")
}

// maxCalls is how often the desk is called for a case that nobody takes.
const maxCalls = 3

// callAgain calls the desk again; the second time the person is told too.
func (t *turn) callAgain() {
	cs, d := t.Conversation.Case, t.Desk
	if !d.AtWork(t.Inbound.At) {
		t.setCaseTimer(d.NextAtWork(t.Inbound.At))
		return
	}
	if !cs.DeskCalled { // they were not at work until now
		t.callDesk("desk.new")
		t.setCaseTimer(d.After(t.Inbound.At, d.Claim, claimWithin))
		return
	}
	cs.Alerts++
	switch cs.Alerts {
	case 1:
		t.missed = outcome.PromiseClaim
		t.callDesk("desk.unclaimed")
	case 2:
		t.callDesk("desk.unclaimed.again")
		t.AddIntro("handoff.still", nil)
		t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
	default:
		t.callDesk("desk.unclaimed.again")
	}
	if cs.Alerts < maxCalls {
		t.setCaseTimer(d.After(t.Inbound.At, d.Claim, claimWithin))
	}
}

// remindAgent reminds the agent of a person who waits for an answer.
func (t *turn) remindAgent() {
	cs, d := t.Conversation.Case, t.Desk
	if cs.Alerts++; cs.Alerts == 1 {
		t.missed = outcome.PromiseAnswer
	}
	t.callAgent("desk.unanswered", i18n.Args{"agent": i18n.Text(cs.Agent.Shown()), "name": t.personName()}, t.deskChoice(bot.ActTake))
	if cs.Alerts > 1 {
		t.callDesk("desk.unanswered.again")
	}
	if cs.Alerts < maxCalls {
		t.setCaseTimer(d.After(t.Inbound.At, d.Answer, answerWithin))
	}
}

// handleSilentPerson reminds a person who has not answered, and closes the case kindly when that
// is of no use.
func (t *turn) handleSilentPerson() {
	cs := t.Conversation.Case
	cs.Alerts++
	if cs.Alerts == 1 {
		t.AddIntro("handoff.stale", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Localizer()))})
		t.tellPerson(t.Intro(t.Localizer()), nil)
		t.tellAgents("desk.stale", i18n.Args{"name": t.personName()})
		t.setCaseTimer(t.Inbound.At.Add(orElse(t.Desk.Stale, staleAfter)))
		return
	}
	t.endCase(bot.ClosedNoAnswer, "")
	t.tellAgents("desk.stale.closed", i18n.Args{"name": t.personName()})
	t.AddIntro("handoff.stale.closed", nil)
	t.tellPerson(t.Intro(t.Localizer()), nil)
}
