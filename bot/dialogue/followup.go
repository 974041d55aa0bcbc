package dialogue

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// followUpAfter is how long after "I will try" the bot asks how it went.
const followUpAfter = 24 * time.Hour

// scheduleFollowUp lets the bot ask later how it went, once in a conversation: after a day, or
// after the time that the person has named. Where they have asked to be reminded, that is when.
func (t *Turn) scheduleFollowUp() {
	if t.Conversation.FollowedUp || t.Inbound.At.IsZero() || !t.Conversation.Remind.IsZero() {
		return
	}
	at := t.Inbound.At.Add(followUpAfter)
	if named, ok := t.times().When(t.written(), t.now()); ok && named.After(at) {
		at = named
	}
	t.setTimer(at)
}

// letTry gives the person time to try the remedy, offers to remind them, and repeats the open
// question.
func (t *Turn) letTry() {
	t.scheduleFollowUp()
	t.Decide(outcome.Later)
	if at := t.Conversation.Remind; !at.IsZero() {
		t.AddIntro("no-hurry.reminded", i18n.Args{"when": t.named(at)})
	} else if len(t.reminders()) > 0 {
		t.AddIntro("no-hurry.remind", nil)
	} else {
		t.AddIntro("no-hurry", nil)
	}
	if t.Situation().Stage == bot.StageChecking {
		t.offerBeside(t.reminders())
		return
	}
	t.leads = append(t.leads, t.reminders()...)
	t.RepeatQuestion()
}

// HandleTimer asks how it went. It returns false for a timer that means nothing any
// more: the person has been back since, or an agent has.
func (t *Turn) HandleTimer(e event.TimerFired) bool {
	s := t.Situation()
	reminds := !t.Conversation.Remind.IsZero()
	switch {
	case t.Conversation.Timer == 0 || t.Conversation.Timer != e.Turn, !t.Conversation.Owner.Bot(), t.Conversation.Case.Active():
		return false
	case !t.Following() && (!reminds || s.Stage != bot.StageUsedUp):
		return false
	}
	t.Conversation.Timer, t.Conversation.FollowedUp, t.Conversation.Remind = 0, true, time.Time{}
	t.Decide(outcome.FollowUp)
	w, ok := t.following()
	switch {
	case reminds:
		t.AddIntro("remind.due", nil)
	case ok && w.needs() != knowledge.NeedsNothing:
		t.AddIntro("follow-up.how", nil)
	default:
		t.AddIntro("follow-up", nil)
	}
	if ok {
		// Whatever was asked then, how it went is what matters now.
		s.Stage, s.Question = bot.StageChecking, ""
	}
	t.leads = append(t.leads, t.reminders()...)
	if reminds && ok {
		t.renderInFull() // they may have lost what to do
		return true
	}
	t.RepeatQuestion()
	return true
}
