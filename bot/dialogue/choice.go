package dialogue

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// HandleChoice does what a choice says. One that is no longer offered brings the
// current question again, unless it always makes sense.
func (t *Turn) HandleChoice(e event.ChoicePicked) {
	t.languageOfLocale()
	t.Conversation.Misses = 0
	if t.IsValidChoice(e) && t.ApplyChoice(e.Choice) {
		return
	}
	t.handleStaleChoice(e.Choice)
}

// IsValidChoice reports whether a choice can be done: it is on the table, it says
// in full what it means and is offered again, or it can be said at any time.
func (t *Turn) IsValidChoice(e event.ChoicePicked) bool {
	kind, what := e.Choice.Kind()
	switch {
	case e.Choice == pick.Human, e.Choice == pick.Restart, e.Choice == pick.All, kind == pick.Language, kind == pick.Remind && t.canRemind():
		return true
	case !offers(t.Conversation.Offered, e.Choice):
		return false
	}
	return e.Turn == t.Conversation.OfferedIn || what != ""
}

// handleStaleChoice answers a choice from an earlier reply. Where its question is answered, it says
// how, and leaves what is asked now as it is.
func (t *Turn) handleStaleChoice(id bot.ChoiceID) {
	t.Decide(outcome.Stale)
	if t.Situation().Stage == bot.StageNew {
		// Perhaps a choice of somebody else's: no reason to speak up before others.
		t.private = true
		t.greet("hello", nil)
		return
	}
	if fact, value, ok := t.answeredBefore(id); ok {
		t.private = true // the others know what was answered
		v := t.Localizer()
		t.AddIntro("stale.answered", i18n.Args{"question": i18n.Text(reply.Plain(v.In(fact.Question))), "answer": i18n.Text(reply.Plain(v.In(value.Label)))})
		t.queue(t.Intro(v), nil)
		return
	}
	t.AddIntro("stale", nil)
	t.RepeatQuestion()
}

// answeredBefore returns the fact that a choice answers, and what the person has told of it; false
// where they have told nothing.
func (t *Turn) answeredBefore(id bot.ChoiceID) (fact *knowledge.Fact, value knowledge.Value, ok bool) {
	kind, what := id.Kind()
	if kind != pick.Fact && kind != pick.Unsure {
		return fact, value, false
	}
	name, _, _ := strings.Cut(what, "=")
	if fact, ok = t.Knowledge.Fact(name); ok {
		value, ok = fact.Value(t.Situation().Facts[name])
	}
	return fact, value, ok
}

// ApplyChoice does what a choice says; false for one that names nothing known.
func (t *Turn) ApplyChoice(id bot.ChoiceID) bool { return t.applyChoice(id, t.view()) }

// applyChoice is ApplyChoice where something was learned before; before is what was on show then.
func (t *Turn) applyChoice(id bot.ChoiceID, before view) bool {
	kind, what := id.Kind()
	switch id {
	case pick.Helped:
		t.markHelped()
	case pick.NotHelped:
		t.nextRemedy()
	case pick.NewCode:
		t.Prompt("prompt.new-code")
	case pick.None:
		t.Prompt("prompt.none")
	case pick.All:
		return t.actMore()
	case pick.Human:
		t.requestPerson()
	case pick.Restart:
		t.restart()
	case pick.Back:
		t.back()
	case pick.Really:
		return t.acceptWrittenCode()
	default:
		switch kind {
		case pick.Fact:
			return t.takeFact(what, before)
		case pick.Unsure:
			t.giveUpQuestion(what, before)
		case pick.Article:
			return t.takeArticle(what)
		case pick.Code:
			return t.takeCode(what)
		case pick.Language:
			return t.takeLanguage(what)
		case pick.Remind:
			return t.takeReminder(id)
		default:
			return false
		}
	}
	return true
}
