package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/understand"
)

// act does what an act calls for where the conversation is. It returns false for one that
// means nothing there, which is then read as words alone.
func (t *Turn) act(r understand.Reading, before view, learned bool) bool {
	s := t.Situation()
	switch r.Act {
	case understand.Fact:
		return t.actFact(r, before, learned)
	case understand.Unsure:
		return t.actUnsure(before)
	case understand.Doing:
		return t.actDoing()
	case understand.Tried, understand.NotHelped:
		t.explainBeside(r)
		return t.actFailed(r)
	case understand.Helped:
		t.explainBeside(r)
		return t.actHelped()
	case understand.How, understand.Aside:
		return t.actAsks(r, before)
	case understand.Human:
		t.requestPerson()
	case understand.Back:
		t.back()
	case understand.Restart:
		t.restart()
	case understand.More:
		return t.actMore()
	case understand.Repeat:
		return t.actRepeat()
	case understand.Thanks:
		t.Aside("thanks")
		t.Decide(outcome.SmallTalk)
	case understand.Bye:
		t.Aside("bye")
		t.Decide(outcome.SmallTalk)
	case understand.Greeting:
		if s.Stage == bot.StageNew {
			t.greet("hello", nil)
		} else {
			t.asideAndRepeat("hello.again", nil)
		}
		t.Decide(outcome.SmallTalk)
	case understand.Upset:
		if s.Stage == bot.StageUsedUp {
			return t.actBeside("upset.end") // there is no step left to take
		}
		return t.actBeside("upset")
	case understand.None:
		return t.actBeside("beside")
	default:
		return false
	}
	return true
}

// actFact takes in what was told.
func (t *Turn) actFact(r understand.Reading, before view, learned bool) bool {
	s := t.Situation()
	if len(r.Corrected) > 0 {
		learned = t.learn(r.Corrected) || learned
	}
	if f, ok := t.Knowledge.Fact(s.Question); ok && s.Stage == bot.StageAsking && r.Value != "" {
		if _, ok := f.Value(r.Value); ok {
			t.learn(map[string]string{f.ID: r.Value})
			t.applyFacts(before)
			return true
		}
	}
	if t.Following() && learned {
		if _, asked := t.Match.Facts[s.Question]; !asked {
			t.note()
		}
		t.applyFacts(before)
		return true
	}
	return false
}

// actSecret goes on after a key was pasted: what else the message does is answered.
func (t *Turn) actSecret(r understand.Reading, before view, learned bool) bool {
	s := t.Situation()
	for _, also := range r.Also {
		next := r
		next.Act = also
		switch also {
		case understand.Secret, understand.None, understand.Thanks, understand.Bye, understand.Greeting, understand.Upset:
			continue // nothing that a part of a key should be taken for
		default:
		}
		if t.act(next, before, learned) {
			return true
		}
	}
	if s.Stage == bot.StageNew {
		return false
	}
	t.RepeatQuestion()
	t.Decide(outcome.Repeated)
	return true
}

// actUnsure goes on without what the person does not know; before is what was on show.
func (t *Turn) actUnsure(before view) bool {
	s := t.Situation()
	switch s.Stage {
	case bot.StageAsking:
		t.giveUpQuestion(s.Question, before)
	case bot.StageChecking:
		t.letTry()
	case bot.StageWhich, bot.StageNear, bot.StageCodes:
		t.Prompt("prompt.none")
	case bot.StageCode:
		t.Aside("unsure.code")
		t.Decide(outcome.Unsure)
	default:
		return false
	}
	return true
}

// actDoing leaves the person time.
func (t *Turn) actDoing() bool {
	switch s := t.Situation(); {
	case t.Following():
		t.letTry()
	case s.Stage == bot.StageNew:
		return false
	case s.Stage == bot.StageSolved || s.Stage == bot.StageUsedUp && t.Match.Has(match.SaysThanks):
		t.Aside("thanks")
		t.Decide(outcome.SmallTalk)
	default: // there is nothing to try yet, or nothing more
		t.Aside("no-hurry.later")
		t.Decide(outcome.Later)
	}
	return true
}

// actFailed goes on to the next remedy.
func (t *Turn) actFailed(r understand.Reading) bool {
	switch s := t.Situation(); s.Stage {
	case bot.StageAsking, bot.StageChecking:
		if f, ok := t.Knowledge.Fact(s.Question); ok && s.Stage == bot.StageAsking && r.Value != "" {
			t.learn(map[string]string{f.ID: r.Value})
		}
		if !r.Done || !t.passOver() {
			t.nextRemedy()
		}
	case bot.StageSolved:
		t.reopenProblem()
	case bot.StageUsedUp:
		t.RepeatQuestion()
		t.Decide(outcome.UsedUp)
	default:
		return false
	}
	return true
}

// actHelped closes kindly.
func (t *Turn) actHelped() bool {
	switch s := t.Situation(); {
	case t.Following():
		t.markHelped()
	case s.Stage == bot.StageUsedUp:
		t.ForgetReminder()
		s.Stage = bot.StageSolved
		t.Decide(outcome.Helped)
		t.Outcome.Helped = outcome.DidHelp
		t.renderCurrent()
	case s.Stage == bot.StageNew:
		return false
	default:
		t.Aside("thanks")
		t.Decide(outcome.SmallTalk)
	}
	return true
}

// actAsks answers a question, and asks again what is open.
func (t *Turn) actAsks(r understand.Reading, before view) bool {
	s := t.Situation()
	if s.Article == "" && r.AboutLead < understand.ClearLead {
		return false // about something else altogether, perhaps
	}
	if f, ok := t.Knowledge.Fact(s.Question); ok && s.Stage == bot.StageAsking && r.Value != "" && r.Is(understand.Fact) {
		t.learn(map[string]string{f.ID: r.Value})
		if w, ok := t.Walkthrough(s); ok {
			w.applyFacts(before)
		}
		if s.Stage == bot.StageUsedUp {
			s.View = bot.ViewQuestion
		}
	}
	t.explain(r)
	return true
}

// actMore shows all remedies that are left.
func (t *Turn) actMore() bool {
	w, ok := t.Walkthrough(t.Situation())
	if t.Situation().Stage == bot.StageUsedUp {
		t.RepeatQuestion() // which says that there are no others
		t.Decide(outcome.Repeated)
		return true
	}
	if !ok || !t.Following() && t.Situation().Stage != bot.StageCodes {
		return false
	}
	left := w.remaining(w.s.Facts)
	if len(w.s.Brief) == 0 && len(left) <= len(w.onShow()) {
		t.AddIntro(t.orAlone("more.none"), nil)
		t.RepeatQuestion()
		t.Decide(outcome.Repeated)
		return true
	}
	t.whole = true
	w.s.Shown, w.s.Brief = idsOf(left), nil
	w.s.View = bot.ViewRemedy
	t.Decide(outcome.Repeated)
	t.renderCurrent()
	return true
}

// actRepeat says it again.
func (t *Turn) actRepeat() bool {
	if t.Situation().Stage == bot.StageNew {
		return false
	}
	t.Decide(outcome.Repeated)
	t.AddIntro("again", nil)
	t.renderInFull()
	return true
}

// actBeside says something and asks again what is open.
func (t *Turn) actBeside(key string) bool {
	if t.Situation().Stage == bot.StageNew {
		return false
	}
	t.asideAndRepeat(key, nil)
	t.Decide(outcome.SmallTalk)
	return true
}
