package bot

import (
	"slices"
	"strings"

	"aktivering/knowledge"
)

// enter goes to an article; code is the one that led there, or 0. It returns
// false where there is no such article.
func (t *turn) enter(id string, code knowledge.Code) bool {
	s := t.s()
	if _, ok := t.Knowledge.Article(id); !ok {
		return false
	}
	if s.Stage == StageSolved {
		// A new problem: what is known of the PC still holds.
		*s = Situation{Facts: s.Facts, Unsettled: s.Unsettled}
	}
	s.Article, s.Code = id, code
	s.Also, s.Candidates, s.Codes, s.Near, s.Prompt = nil, nil, nil, nil, ""
	s.Stage = StageAsking
	t.begin()
	t.reply()
	return true
}

// begin shows the article from its beginning.
func (t *turn) begin() {
	if g, ok := t.guide(t.s()); ok {
		shown, brief := t.firstScreen(g)
		g.begin(shown, brief)
	}
}

// which offers articles to choose from.
func (t *turn) which(ids []string) {
	s := t.s()
	s.Stage, s.View, s.Question = StageWhich, ViewAll, ""
	s.Candidates = slices.Clone(ids[:min(len(ids), mostCandidates)])
	t.reply()
}

const mostCandidates = 4

// takeArticle goes to one of the articles offered.
func (t *turn) takeArticle(id string) bool { return t.enter(id, 0) }

// takeFact takes in an answer, written as fact=value.
func (t *turn) takeFact(what string) bool {
	id, value, _ := strings.Cut(what, "=")
	f, ok := t.Knowledge.Fact(id)
	if !ok {
		return false
	}
	if _, ok := f.Value(value); !ok {
		return false
	}
	before := t.screenful()
	t.s().learn(map[string]string{id: value})
	t.learned(before)
	return true
}

// unsure gives up a question that the person cannot answer.
func (t *turn) unsure(fact string) {
	before := t.screenful()
	if !t.s().settled(fact) {
		t.s().Unsettled = append(t.s().Unsettled, fact)
	}
	if fact == knowledge.FactWindows {
		version := knowledge.Newest
		if g, ok := t.guide(t.s()); ok {
			version, _ = g.windows(nil)
		}
		t.leads("unsure.windows", args{"version": text(version)})
	} else {
		t.leads("unsure", nil)
	}
	t.learned(before)
}

// learned goes on after the facts changed; before is what was on show.
func (t *turn) learned(before screenful) {
	g, ok := t.guide(t.s())
	if !ok {
		t.askAgain()
		return
	}
	g.learned(before)
	s := t.s()
	switch {
	case s.Stage == StageUsedUp:
		t.usedUp()
		return
	case s.View == ViewRemedy && t.reworded(before):
		t.leads("then.windows", args{"version": text(s.Facts[knowledge.FactWindows])})
	case s.View == ViewRemedy:
		t.leads("then", nil)
	case s.Stage == StageChecking:
		t.leads("as-above", nil)
	}
	t.reply()
}

// reworded reports that the remedy on show is the one that led before, in the
// words of another version of Windows.
func (t *turn) reworded(before screenful) bool {
	now := t.screenful().looks
	return len(before.looks) > 0 && len(now) > 0 && before.looks[0].remedy == now[0].remedy && before.looks[0].windows != now[0].windows
}

// failed goes on after what is on show did not help.
func (t *turn) failed() {
	g, ok := t.guide(t.s())
	if !ok {
		t.prompt("prompt.screen")
		return
	}
	if !g.failed() {
		t.usedUp()
		return
	}
	n, of := g.position()
	t.leads("next", args{"n": count(n), "of": count(of)})
	t.reply()
}

// usedUp goes to another article that holds the same code, or says that no
// remedy is left.
func (t *turn) usedUp() {
	s := t.s()
	if len(s.Also) == 0 {
		t.reply()
		return
	}
	next := s.Also[0]
	rest := drop(s.Also, next)
	t.leads("also", args{"code": mono(s.Code)})
	t.enter(next, s.Code)
	s.Also = rest
}

// helped closes kindly.
func (t *turn) helped() {
	if g, ok := t.guide(t.s()); ok {
		g.helped()
	} else {
		t.s().Stage = StageSolved
	}
	t.reply()
}

// notSolved takes up an article again that seemed to be solved.
func (t *turn) notSolved() {
	s := t.s()
	for i := range s.Tried {
		if s.Tried[i].Article == s.Article {
			s.Tried[i].Helped = false
		}
	}
	s.Stage = StageChecking
	t.failed()
}

// goOn takes up the article that is being followed where it was.
func (t *turn) goOn(learned bool, before screenful) {
	if learned {
		t.learned(before)
		return
	}
	t.askAgain()
}

// prompt asks for a code, or for what the screen says.
func (t *turn) prompt(key string) {
	s := t.s()
	s.Stage, s.View, s.Question, s.Prompt = StageCode, ViewAll, "", key
	t.reply()
}

// restart forgets the problem, not the language.
func (t *turn) restart() {
	*t.s() = Situation{}
	t.prompt("prompt.restart")
}

// back undoes the last step.
func (t *turn) back() {
	n := len(t.c.Before)
	if n == 0 {
		t.leads("back.none", nil)
		t.sayAgain()
		return
	}
	t.undone = true
	t.c.Now = t.c.Before[n-1].clone()
	t.c.Before = t.c.Before[:n-1]
	if n == 1 {
		t.c.Before = nil
	}
	t.leads("back", nil)
	t.say(t.c.Now)
}

// refuse declines kindly, names the legal ways, and still answers the code.
func (t *turn) refuse() bool {
	t.leads("refuse", nil)
	s := t.s()
	switch {
	case t.answerBeside():
	case t.open():
		t.askAgain()
	default:
		t.lead = nil
		s.Stage, s.View, s.Question = StageRefused, ViewAll, ""
		t.reply()
	}
	return true
}

// wantsHuman tells how to reach a person, and still answers the code.
func (t *turn) wantsHuman() bool {
	if len(t.r.Codes) == 0 && len(t.r.Entries) == 0 {
		t.human()
		return true
	}
	if t.People {
		// The answer first, then what happens now.
		_ = t.answerBeside() // there may be none
		t.lead = nil
		t.wantsPerson = true
		return true
	}
	t.leads("human", nil)
	if !t.answerBeside() {
		t.lead = nil
		t.human()
	}
	return true
}

// answerBeside answers the code or symptom beside a request of another kind.
func (t *turn) answerBeside() bool {
	if len(t.r.Near) > 0 {
		t.near()
		return true
	}
	if t.open() && len(t.r.Entries) > 0 && t.r.Entries[0] == t.s().Article {
		return false
	}
	if len(t.r.Codes) > 0 && t.codes(false, screenful{}) {
		return true
	}
	return len(t.r.Entries) > 0 && t.enter(t.r.Entries[0], 0)
}
