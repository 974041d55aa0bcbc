package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/knowledge"
)

// EnterArticle goes to an article; code is the one that led there, or 0. It returns
// false where there is no such article.
func (t *Turn) EnterArticle(id string, code knowledge.Code) bool {
	s := t.Situation()
	if _, ok := t.Knowledge.Article(id); !ok {
		return false
	}
	if s.Stage == bot.StageSolved {
		// A new problem: what is known of the PC still holds.
		*s = bot.Situation{Facts: s.Facts, Unsettled: s.Unsettled}
	}
	s.Article, s.Code = id, code
	s.Also, s.Candidates, s.Codes, s.Near, s.Prompt = nil, nil, nil, nil, ""
	s.Stage = bot.StageAsking
	t.begin()
	switch {
	case s.Stage == bot.StageUsedUp:
		t.Decide(bot.OutcomeUsedUp)
	case t.Knowledge.IsFallback(id):
		t.Decide(bot.OutcomeUnknownCode)
	default:
		t.Decide(bot.OutcomeAnswered)
	}
	t.renderCurrent()
	return true
}

// begin shows the article from its beginning.
func (t *Turn) begin() {
	if w, ok := t.Walkthrough(t.Situation()); ok {
		shown, brief := t.firstScreen(w)
		w.begin(shown, brief)
	}
}

// which offers articles to choose from.
func (t *Turn) which(ids []string) {
	s := t.Situation()
	s.Stage, s.View, s.Question = bot.StageWhich, bot.ViewAll, ""
	s.Candidates = slices.Clone(ids[:min(len(ids), bot.MaxCandidates)])
	t.Decide(bot.OutcomeWhich)
	t.renderCurrent()
}

// takeArticle goes to one of the articles offered.
func (t *Turn) takeArticle(id string) bool { return t.EnterArticle(id, 0) }

// takeFact takes in an answer, written as fact=value.
func (t *Turn) takeFact(what string) bool {
	id, value, _ := strings.Cut(what, "=")
	f, ok := t.Knowledge.Fact(id)
	if !ok {
		return false
	}
	if _, ok := f.Value(value); !ok {
		return false
	}
	before := t.screenful()
	t.learn(map[string]string{id: value})
	t.learned(before)
	return true
}

// unsure gives up a question that the person cannot answer.
func (t *Turn) unsure(fact string) {
	before := t.screenful()
	if !t.Situation().Settled(fact) {
		t.Situation().Unsettled = append(t.Situation().Unsettled, fact)
		t.told(fact, "")
	}
	if fact == knowledge.FactWindows {
		version := knowledge.Newest
		if w, ok := t.Walkthrough(t.Situation()); ok {
			version, _ = w.windows(nil)
		}
		t.AddIntro("unsure.windows", i18n.Args{"version": i18n.Text(version)})
	} else {
		t.AddIntro("unsure", nil)
	}
	t.learned(before)
	if t.Outcome.Kind == bot.OutcomeFact {
		t.Decide(bot.OutcomeUnsure)
	}
}

// learned goes on after the facts changed; before is what was on show.
func (t *Turn) learned(before screenful) {
	w, ok := t.Walkthrough(t.Situation())
	if !ok {
		t.Decide(bot.OutcomeFact)
		t.RepeatQuestion()
		return
	}
	w.learned(before)
	t.Decide(bot.OutcomeFact)
	s := t.Situation()
	switch {
	case s.Stage == bot.StageUsedUp:
		t.usedUp()
		return
	case s.View == bot.ViewRemedy && t.reworded(before):
		t.AddIntro("then.windows", i18n.Args{"version": i18n.Text(s.Facts[knowledge.FactWindows])})
	case s.View == bot.ViewRemedy:
		t.AddIntro("then", nil)
	case s.Stage == bot.StageChecking:
		t.AddIntro("as-above", nil)
	}
	t.renderCurrent()
}

// reworded reports that the remedy on show is the one that led before, in the
// words of another version of Windows.
func (t *Turn) reworded(before screenful) bool {
	now := t.screenful().looks
	return len(before.looks) > 0 && len(now) > 0 && before.looks[0].remedy == now[0].remedy && before.looks[0].windows != now[0].windows
}

// failed goes on after what is on show did not help.
func (t *Turn) failed() {
	s := t.Situation()
	w, ok := t.Walkthrough(s)
	if !ok {
		t.Prompt("prompt.screen")
		return
	}
	article, code := s.Article, s.Code
	tried, more := w.failed()
	kind := bot.OutcomeNotHelped
	if more {
		n, of := w.position()
		t.AddIntro("next", i18n.Args{"n": i18n.Number(n), "of": i18n.Number(of)})
		t.renderCurrent()
	} else if t.usedUp(); s.Stage == bot.StageUsedUp {
		kind = bot.OutcomeUsedUp
	}
	// Also where the turn goes on to another article, it is about the one that did not help.
	t.decideAbout(kind, article, code)
	t.Outcome.Helped, t.Outcome.Remedies = bot.HelpedNo, tried
}

// usedUp goes to another article that holds the same code, or says that no
// remedy is left.
func (t *Turn) usedUp() {
	s := t.Situation()
	if len(s.Also) == 0 {
		t.Decide(bot.OutcomeUsedUp)
		t.renderCurrent()
		return
	}
	next := s.Also[0]
	rest := without(s.Also, next)
	t.AddIntro("also", i18n.Args{"code": i18n.Code(s.Code)})
	t.EnterArticle(next, s.Code)
	s.Also = rest
}

// helped closes kindly.
func (t *Turn) helped() {
	if w, ok := t.Walkthrough(t.Situation()); ok {
		t.Outcome.Remedies = w.helped()
	} else {
		t.Situation().Stage = bot.StageSolved
	}
	t.Decide(bot.OutcomeHelped)
	t.Outcome.Helped = bot.HelpedYes
	t.renderCurrent()
}

// notSolved takes up an article again that seemed to be solved.
func (t *Turn) notSolved() {
	s := t.Situation()
	for i := range s.Tried {
		if s.Tried[i].Article == s.Article {
			s.Tried[i].Helped = false
		}
	}
	s.Stage = bot.StageChecking
	t.failed()
}

// goOn takes up the article that is being followed where it was.
func (t *Turn) goOn(learned bool, before screenful) {
	if learned {
		t.learned(before)
		return
	}
	t.Decide(bot.OutcomeRepeated)
	t.RepeatQuestion()
}

// Prompt asks for a code, or for what the screen says.
func (t *Turn) Prompt(key string) {
	s := t.Situation()
	s.Stage, s.View, s.Question, s.Prompt = bot.StageCode, bot.ViewAll, "", key
	t.Decide(bot.OutcomePrompted)
	t.renderCurrent()
}

// restart forgets the problem, not the language.
func (t *Turn) restart() {
	*t.Situation() = bot.Situation{}
	t.Prompt("prompt.restart")
	t.Decide(bot.OutcomeRestarted)
}

// back undoes the last step.
func (t *Turn) back() {
	n := len(t.Conversation.Before)
	if n == 0 {
		t.Decide(bot.OutcomeBack)
		t.AddIntro("back.none", nil)
		t.renderInFull()
		return
	}
	t.Undone = true
	t.Conversation.Now = t.Conversation.Before[n-1].Clone()
	t.Conversation.Before = t.Conversation.Before[:n-1]
	if n == 1 {
		t.Conversation.Before = nil
	}
	t.Decide(bot.OutcomeBack)
	t.AddIntro("back", nil)
	t.render(t.Conversation.Now)
}

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
	t.Decide(bot.OutcomeRefused)
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
	t.Decide(bot.OutcomeReferred)
	return true
}

// answerBeside answers the code or symptom beside a request of another kind.
func (t *Turn) answerBeside() bool {
	if len(t.Match.Near) > 0 {
		t.near()
		return true
	}
	if t.Following() && len(t.Match.Entries) > 0 && t.Match.Entries[0] == t.Situation().Article {
		return false
	}
	if len(t.Match.Codes) > 0 && t.codes(false, screenful{}) {
		return true
	}
	return len(t.Match.Entries) > 0 && t.EnterArticle(t.Match.Entries[0], 0)
}

// without removes s from list, in place; an empty list becomes nil, as JSON brings it back.
func without(list []string, s string) []string {
	list = slices.DeleteFunc(list, func(v string) bool { return v == s })
	if len(list) == 0 {
		return nil
	}
	return list
}
