package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/outcome"
)

// refuse declines kindly, names the legal ways, and still answers the code.
func (t *Turn) refuse() bool {
	t.AddIntro("refuse", nil)
	s := t.Situation()
	switch {
	case t.answerBeside():
	case t.Following():
		t.RepeatQuestion()
	default:
		t.DropIntro()
		s.Stage, s.View, s.Question = bot.StageRefused, bot.ViewAll, ""
		t.renderCurrent()
	}
	t.Decide(outcome.Refused)
	return true
}

// handlePersonRequest tells how to reach a person, and still answers the code.
func (t *Turn) handlePersonRequest() bool {
	if len(t.Match.Codes) == 0 && len(t.Match.Entries) == 0 {
		t.requestPerson()
		return true
	}
	if t.People {
		// The answer first, then what happens now.
		_ = t.answerBeside() // there may be none
		t.DropIntro()
		t.WantsPerson = true
		return true
	}
	t.AddIntro("human", nil)
	if !t.answerBeside() {
		t.DropIntro()
		t.requestPerson()
	}
	t.Decide(outcome.Referred)
	return true
}

// answerBeside answers the code or symptom beside a request of another kind.
func (t *Turn) answerBeside() bool {
	if len(t.Match.Near) > 0 {
		t.offerSimilarCodes()
		return true
	}
	if t.Following() && len(t.Match.Entries) > 0 && t.Match.Entries[0] == t.Situation().Article {
		return false
	}
	if len(t.Match.Codes) > 0 && t.handleCodes(false, view{}) {
		return true
	}
	return len(t.Match.Entries) > 0 && t.EnterArticle(t.Match.Entries[0], 0)
}
