package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/understand"
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
	s.Begun = ""
	s.Stage = bot.StageAsking
	t.begin()
	switch {
	case s.Stage == bot.StageUsedUp:
		t.Decide(outcome.UsedUp)
	case t.Knowledge.IsFallback(id):
		t.Decide(outcome.UnknownCode)
	default:
		t.Decide(outcome.Answered)
	}
	t.renderCurrent()
	return true
}

// begin shows the article from its beginning.
func (t *Turn) begin() {
	if w, ok := t.Walkthrough(t.Situation()); ok {
		shown, brief := t.fitFirstReply(w)
		w.begin(shown, brief)
	}
}

// offerArticles offers articles to choose from.
func (t *Turn) offerArticles(ids []string) {
	s := t.Situation()
	s.Stage, s.View, s.Question = bot.StageWhich, bot.ViewAll, ""
	s.Candidates = slices.Clone(ids[:min(len(ids), bot.MaxCandidates)])
	t.Decide(outcome.Which)
	t.renderCurrent()
}

// takeArticle goes to one of the articles offered.
func (t *Turn) takeArticle(id string) bool {
	a, ok := t.Knowledge.Article(id)
	if !ok {
		return false
	}
	s := t.Situation()
	code := knowledge.Code(0)
	if other, following := t.Knowledge.Article(s.Article); following && t.Knowledge.AudienceOf(a) != t.Knowledge.AudienceOf(other) {
		// The same problem for another reader: who asks is known now.
		t.learn(map[string]string{knowledge.FactAudience: string(t.Knowledge.AudienceOf(a))})
		if slices.Contains(a.Codes, s.Code) {
			code = s.Code
		}
	}
	return t.EnterArticle(id, code)
}

// takeFact takes in an answer, written as fact=value; before is what was on show.
func (t *Turn) takeFact(what string, before view) bool {
	id, value, _ := strings.Cut(what, "=")
	f, ok := t.Knowledge.Fact(id)
	if !ok {
		return false
	}
	if _, ok := f.Value(value); !ok {
		return false
	}
	t.learn(map[string]string{id: value})
	t.applyFacts(before)
	return true
}

// giveUpQuestion drops a question that the person cannot answer; before is what was on show.
func (t *Turn) giveUpQuestion(fact string, before view) {
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
	t.applyFacts(before)
	if t.Outcome.Kind == outcome.Fact {
		t.Decide(outcome.Unsure)
	}
}

// applyFacts continues after the facts changed; before is what was shown.
func (t *Turn) applyFacts(before view) {
	w, ok := t.Walkthrough(t.Situation())
	if !ok {
		t.Decide(outcome.Fact)
		t.RepeatQuestion()
		return
	}
	w.applyFacts(before)
	t.Decide(outcome.Fact)
	s := t.Situation()
	switch {
	case s.Stage == bot.StageUsedUp:
		t.enterNextArticle()
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
func (t *Turn) reworded(before view) bool {
	now := t.view().remedies
	return len(before.remedies) > 0 && len(now) > 0 && before.remedies[0].remedy == now[0].remedy && before.remedies[0].windows != now[0].windows
}

// nextRemedy continues after the shown remedy did not help.
func (t *Turn) nextRemedy() {
	s := t.Situation()
	w, ok := t.Walkthrough(s)
	if !ok {
		t.Prompt("prompt.screen")
		return
	}
	article, code := s.Article, s.Code
	tried, more := w.nextRemedy()
	kind := outcome.NotHelped
	if more {
		n, of := w.position()
		t.AddIntro("next", i18n.Args{"n": i18n.Number(n), "of": i18n.Number(of)})
		t.renderCurrent()
	} else if t.enterNextArticle(); s.Stage == bot.StageUsedUp {
		kind = outcome.UsedUp
	}
	// Also where the turn goes on to another article, it is about the one that did not help.
	t.decideAbout(kind, article, code)
	t.Outcome.Helped, t.Outcome.Remedies = outcome.DidNotHelp, tried
}

// enterNextArticle goes to another article that holds the same code, or says that no
// remedy is left.
func (t *Turn) enterNextArticle() {
	s := t.Situation()
	if len(s.Also) == 0 {
		t.Decide(outcome.UsedUp)
		t.renderCurrent()
		return
	}
	next := s.Also[0]
	rest := without(s.Also, next)
	t.AddIntro("also", i18n.Args{"code": i18n.Code(s.Code)})
	t.EnterArticle(next, s.Code)
	s.Also = rest
}

// markHelped marks the problem as solved, and says so.
func (t *Turn) markHelped() {
	t.ForgetReminder()
	if w, ok := t.Walkthrough(t.Situation()); ok {
		t.Outcome.Remedies = w.markHelped()
	} else {
		t.Situation().Stage = bot.StageSolved
	}
	t.Decide(outcome.Helped)
	t.Outcome.Helped = outcome.DidHelp
	t.renderCurrent()
}

// reopenProblem continues an article that had been marked as solved.
func (t *Turn) reopenProblem() {
	s := t.Situation()
	for i := range s.Tried {
		if s.Tried[i].Article == s.Article {
			s.Tried[i].Helped = false
		}
	}
	s.Stage = bot.StageChecking
	t.nextRemedy()
}

// continueArticle continues the article that is being followed where it was.
func (t *Turn) continueArticle(learned bool, before view) {
	if learned {
		t.applyFacts(before)
		return
	}
	t.Decide(outcome.Repeated)
	if t.Act == string(understand.Fact) {
		t.note()
	}
	t.RepeatQuestion()
}

// Prompt asks for a code, or for what the screen says.
func (t *Turn) Prompt(key string) {
	s := t.Situation()
	s.Stage, s.View, s.Question, s.Prompt, s.Begun = bot.StageCode, bot.ViewAll, "", key, ""
	t.Decide(outcome.Prompted)
	t.renderCurrent()
}

// restart forgets the problem, not the language.
func (t *Turn) restart() {
	t.ForgetReminder()
	*t.Situation() = bot.Situation{}
	t.Prompt("prompt.restart")
	t.Decide(outcome.Restarted)
}

// back undoes the last step.
func (t *Turn) back() {
	n := len(t.Conversation.Before)
	if n == 0 {
		t.Decide(outcome.Back)
		t.AddIntro("back.none", nil)
		t.renderInFull()
		return
	}
	t.Undone = true
	told := t.Situation().Facts
	t.Conversation.Now = t.Conversation.Before[n-1].Clone()
	t.Conversation.Before = t.Conversation.Before[:n-1]
	if n == 1 {
		t.Conversation.Before = nil
	}
	t.LeaveGone()
	t.askUndone(told)
	t.Decide(outcome.Back)
	t.AddIntro("back", nil)
	t.render(t.Conversation.Now)
}

// askUndone asks again what was answered last, also where something else had been asked; told
// are the facts that were known before the step back.
func (t *Turn) askUndone(told map[string]string) {
	s := t.Situation()
	w, ok := t.following()
	if !ok {
		return
	}
	for _, id := range w.Article.Questions {
		if _, was := told[id]; was && !s.Settled(id) {
			s.Stage, s.Question = bot.StageAsking, id
			return
		}
	}
}
