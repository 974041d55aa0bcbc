package dialogue

import (
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/later"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/understand"
)

// takeReminder does what a choice says about a reminder.
func (t *Turn) takeReminder(id bot.ChoiceID) bool {
	if !t.canRemind() {
		return false
	}
	switch id {
	case pick.RemindInHour:
		t.remind(t.Inbound.At.Add(time.Hour))
	case pick.RemindEvening:
		at := t.clock(0, later.EveningHour)
		if at.Sub(t.now()) < later.Soonest { // the choice has been there for long
			at = t.clock(1, later.EveningHour)
		}
		t.remind(at)
	case pick.RemindTomorrow:
		t.remind(t.clock(1, later.DayHour))
	case pick.RemindNever:
		t.cancelReminder()
	default:
		return false
	}
	return true
}

// handleReminder sets or takes back a reminder where the words ask for it.
func (t *Turn) handleReminder(text string, r understand.Reading) bool {
	if !t.canRemind() || len(t.Match.Codes) > 0 {
		return false
	}
	at, timed := t.times().When(text, t.now())
	switch wish := t.times().WishOf(text); {
	case wish == later.Cancel:
		t.cancelReminder()
	case wish == later.NoWish && (!t.offersReminder() || t.ShortAnswers().Acknowledged(text)):
		return false
	case wish == later.NoWish && r.Act != understand.Doing && r.Act != understand.None && r.Act != "":
		return false // it tells of a time that was
	case wish == later.NoWish:
		if at, timed = t.times().OnlyWhen(text, t.now()); !timed {
			return false
		}
		t.remind(at)
	case timed:
		t.remind(at)
	case wish == later.Remind && (r.Act == understand.Repeat || r.Act == understand.How || r.Act == understand.More):
		return false // of what was said
	default:
		t.AddIntro("remind.when", nil)
		t.Decide(outcome.Later)
		t.offerBeside(t.reminders())
	}
	return true
}

// offersReminder reports that a reminder was offered or set in the latest replies.
func (t *Turn) offersReminder() bool {
	return slices.ContainsFunc(t.Conversation.Offered, func(c bot.Choice) bool {
		kind, _ := c.ID.Kind()
		return kind == pick.Remind
	})
}

// remind sets a reminder in the place of another, and says when it comes.
func (t *Turn) remind(at time.Time) {
	t.Conversation.Remind = at
	t.setTimer(at)
	t.AddIntro("remind.set", i18n.Args{"when": t.named(at)})
	t.Decide(outcome.Later)
	t.offerBeside([]bot.Choice{{ID: pick.RemindNever, Label: t.Localizer().Label("choice.remind.never")}})
}

// cancelReminder takes a reminder back, and says so.
func (t *Turn) cancelReminder() {
	if t.Conversation.Remind.IsZero() {
		t.AddIntro("remind.none", nil)
	} else {
		t.AddIntro("remind.canceled", nil)
	}
	t.ForgetReminder()
	t.Decide(outcome.Later)
	t.offerBeside(nil)
}

// ForgetReminder takes back what was to be asked later, without a word.
func (t *Turn) ForgetReminder() { t.Conversation.Timer, t.Conversation.Remind = 0, time.Time{} }

// offerBeside shows what was said with some choices, and leaves those on the table that the
// question before has: what is offered about a reminder answers no question.
func (t *Turn) offerBeside(choices []bot.Choice) {
	c := &t.Conversation
	open := slices.DeleteFunc(slices.Clone(c.Offered), func(o bot.Choice) bool {
		kind, _ := o.ID.Kind()
		return kind == pick.Remind
	})
	since := c.OfferedIn
	t.queue(t.Intro(t.Localizer()), choices)
	c.Offered, c.OfferedIn = slices.Concat(choices, open), since
}
