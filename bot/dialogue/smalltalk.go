package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
)

// HandleStarted greets, or says again what was asked.
func (t *Turn) HandleStarted() {
	t.languageOfLocale()
	t.Decide(outcome.Started)
	if t.Situation().Stage == bot.StageNew {
		t.greet("hello", nil)
		return
	}
	t.AddIntro("hello.again", nil)
	if w, ok := t.Walkthrough(t.Situation()); ok && t.Following() {
		t.AddIntro("resume", i18n.Args{"title": i18n.Text(reply.Plain(t.Localizer().In(w.Article.Title)))})
	}
	t.RepeatQuestion()
}

// greet says something where nothing is known of the problem yet.
func (t *Turn) greet(key string, a i18n.Args) {
	t.AddIntro(key, a)
	t.queueStarters()
}

// queueStarters queues what comes first, with what can be chosen to begin with.
func (t *Turn) queueStarters() {
	v := t.Localizer()
	t.queue(t.Intro(v), t.starters(v))
}

// Aside says something that leaves the situation and its choices as they are.
func (t *Turn) Aside(key string) {
	t.AddIntro(key, nil)
	t.queue(t.Intro(t.Localizer()), nil)
}

// asideAndRepeat says something and asks again what was asked before.
func (t *Turn) asideAndRepeat(key string, a i18n.Args) {
	t.AddIntro(key, a)
	switch t.Situation().Stage {
	case bot.StageNew:
		t.queueStarters()
		return
	case bot.StageSolved:
		t.queue(t.Intro(t.Localizer()), nil)
		return
	default:
	}
	t.RepeatQuestion()
}

// handleSmallTalk answers what is said around a problem, and Office.
func (t *Turn) handleSmallTalk(learned bool) bool {
	s := t.Situation()
	switch {
	case t.Match.Office && !t.answersBesideOffice():
		t.Aside("office")
		t.Decide(outcome.OtherProduct)
	case t.Match.Has(match.SaysHelped) && s.Stage == bot.StageUsedUp:
		s.Stage = bot.StageSolved
		t.Decide(outcome.Helped)
		t.Outcome.Helped = outcome.DidHelp
		t.renderCurrent()
	case t.Match.Has(match.SaysNotHelped) && s.Stage == bot.StageSolved:
		t.reopenProblem()
	case t.Match.Has(match.SaysYes) && s.Stage == bot.StageUsedUp:
		t.requestPerson()
	case t.chat():
		t.Decide(outcome.SmallTalk)
	case learned && !t.isAsking():
		t.Prompt("prompt.noted")
		t.Decide(outcome.Fact)
	default:
		return false
	}
	return true
}

// chat answers thanks, a farewell, a greeting, and the question what the bot can do.
func (t *Turn) chat() bool {
	s := t.Situation()
	switch {
	case t.Match.Has(match.SaysThanks) || t.Match.Has(match.SaysHelped):
		t.Aside("thanks")
	case t.Match.Has(match.SaysBye) || t.Match.Has(match.SaysNo) && (s.Stage == bot.StageUsedUp || s.Stage == bot.StageSolved):
		t.Aside("bye")
	case t.Match.Has(match.WantsHelp) && !t.isAsking():
		t.greet(t.orAlone("help"), t.example())
	case t.Match.Has(match.WantsHelp):
		t.asideAndRepeat(t.orAlone("help"), t.example())
	case t.Match.Has(match.SaysHello) && s.Stage == bot.StageNew:
		t.greet("hello", nil)
	case t.Match.Has(match.SaysHello):
		t.asideAndRepeat("hello.again", nil)
	default:
		return false
	}
	return true
}

// answersBesideOffice reports that a word of Office's stands in what is told about an article:
// "I'm not in the office", "with my Outlook account".
func (t *Turn) answersBesideOffice() bool {
	return t.Act == string(understand.Fact) && t.Following()
}
