package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// handleCommand does what can be said at any time: a language, start again, back.
// Someone who describes a problem at the same time, or at length, means
// something else by the words.
func (t *Turn) handleCommand(text string, r understand.Reading) bool {
	switch r.Act {
	case "", understand.Restart, understand.Back, understand.Language:
	default:
		return false
	}
	if !t.tellsNoProblem() || len(t.Match.Codes) > 0 || !reply.IsShort(text) {
		return false
	}
	switch {
	case t.Match.Has(match.WantsRestart):
		t.restart()
	case t.Match.Has(match.WantsBack):
		t.back()
	case t.wantedLanguage(text) != "":
		t.takeLanguage(string(t.wantedLanguage(text)))
	default:
		return false
	}
	return true
}

// concernsArticle reports that the words are about the article that is being followed,
// or tell something that it asks about.
func (t *Turn) concernsArticle() bool {
	w, ok := t.Walkthrough(t.Situation())
	if !ok {
		return false
	}
	if t.Match.Decision == match.Answer || t.Match.Decision == match.Clarify {
		return slices.Contains(t.Match.Entries, t.Situation().Article) || w.concerns(t.Match.Facts)
	}
	return true
}

// handleAnswer takes the words as an answer to what was asked: yes, no, don't know,
// it helped, it did not; before is what was on show.
func (t *Turn) handleAnswer(text string, before view) bool {
	s := t.Situation()
	asked, hasFact := t.Knowledge.Fact(s.Question)
	switch {
	case t.Match.Has(match.SaysNotHelped):
		t.nextRemedy()
	case t.Match.Has(match.SaysHelped):
		t.markHelped()
	case t.ShortAnswers().OutcomeOf(text) == reply.Yes:
		t.markHelped()
	case t.ShortAnswers().OutcomeOf(text) == reply.No:
		t.nextRemedy()
	case t.ShortAnswers().Acknowledged(text), t.Match.Has(match.SaysUnsure) && s.Stage == bot.StageChecking:
		t.letTry()
	case t.Match.Decision == match.Answer && !slices.Contains(t.Match.Entries, s.Article):
		return false
	case t.Match.Has(match.SaysUnsure) && s.Stage == bot.StageAsking:
		t.giveUpQuestion(s.Question, before)
	case s.Stage == bot.StageChecking && t.Act == string(understand.Fact):
		return false // a yes or no to something else than whether it helped
	case t.Match.Has(match.SaysYes) && s.Stage == bot.StageChecking:
		t.markHelped()
	case t.Match.Has(match.SaysNo) && s.Stage == bot.StageChecking:
		t.nextRemedy()
	case t.Match.Has(match.SaysYes) && hasFact:
		return t.answerQuestion(asked, "yes", before)
	case t.Match.Has(match.SaysNo) && hasFact:
		return t.answerQuestion(asked, "no", before)
	default:
		return false
	}
	return true
}

// answerQuestion answers a question with one of its values, if it has that value.
func (t *Turn) answerQuestion(f *knowledge.Fact, value string, before view) bool {
	if _, ok := f.Value(value); !ok {
		return false
	}
	return t.takeFact(f.ID+"="+value, before)
}

// followSymptom goes where the description leads: an article, or several to choose
// from.
func (t *Turn) followSymptom(learned bool, before view) bool {
	switch t.Match.Decision {
	case match.Answer, match.UnknownCode:
		id := ""
		if len(t.Match.Entries) > 0 {
			id = t.Match.Entries[0]
		} else if fallback, ok := t.Knowledge.Fallback(t.scope()); ok {
			id = fallback.ID
		}
		if t.Following() && slices.Contains(t.Match.Entries, t.Situation().Article) {
			t.continueArticle(learned, before)
			return true
		}
		if t.Following() {
			t.AddIntro("other", nil)
		}
		return t.EnterArticle(id, 0)
	case match.Clarify:
		if t.Situation().Stage == bot.StageChecking {
			t.Act = string(understand.NotHelped)
			t.nextRemedy() // what is seen after a step, and is no other problem for sure
			return true
		}
		if len(t.Match.Entries) == 0 || t.Following() && slices.Contains(t.Match.Entries, t.Situation().Article) {
			return false
		}
		t.offerArticles(t.Match.Entries)
		return true
	case match.Suggest, match.Refuse, match.Human, match.None:
	}
	return false
}

// takeNote takes in what is told and changes nothing here. A bare yes or no tells nothing where
// it cannot be the answer.
func (t *Turn) takeNote() bool {
	bare := (t.Match.Has(match.SaysYes) || t.Match.Has(match.SaysNo)) && len(strings.Fields(t.written())) < 3
	open := t.isAsking() || t.Situation().Stage == bot.StageCode && len(t.Match.Concepts) > 0
	if t.Act != string(understand.Fact) || !open || bare {
		return false
	}
	t.note()
	t.Decide(outcome.Repeated)
	t.RepeatQuestion()
	return true
}

// admitMiss says that nothing was understood and repeats the question; the second time in a
// row it also offers a person.
func (t *Turn) admitMiss(learned bool) bool {
	t.Conversation.Misses++
	t.Decide(outcome.NotUnderstood)
	switch possible := t.possible(t.Localizer()); {
	case t.Conversation.Misses > 2 && t.Conversation.Misses%2 == 1 && t.isAsking() && possible != "":
		t.AddIntro("miss.choices", i18n.Args{"choices": i18n.Text(possible)})
	case t.Conversation.Misses > 1 && t.isAsking():
		t.AddIntro(t.orAlone("miss.again"), nil)
	case t.Conversation.Misses > 1:
		t.AddIntro(t.orAlone("miss.scope.again"), nil)
	case learned:
		t.AddIntro("noted", nil)
	case t.isAsking():
		t.AddIntro("miss", nil)
	case t.Act == string(understand.None):
		t.AddIntro("beside", nil)
	default:
		t.AddIntro("miss.scope", nil)
	}
	if t.Situation().Stage == bot.StageNew || t.Situation().Stage == bot.StageSolved {
		t.Situation().Stage, t.Situation().Prompt = bot.StageCode, "prompt.screen"
	}
	t.RepeatQuestion()
	return false
}

// handleUnsureChoice looks further when the person cannot tell which of several it is.
func (t *Turn) handleUnsureChoice() bool {
	s := t.Situation().Stage
	if !t.Match.Has(match.SaysUnsure) || s != bot.StageWhich && s != bot.StageNear && s != bot.StageCodes {
		return false
	}
	t.Prompt("prompt.none")
	return true
}

// tellsNoProblem reports a text in which no problem was found: a wish at most.
func (t *Turn) tellsNoProblem() bool {
	return t.Match.Decision == match.None || t.Match.Decision == match.Human
}
