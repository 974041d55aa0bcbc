package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/understand"
)

// interpret does what a message calls for, most telling first; false is a miss.
func (t *Turn) interpret(e bot.Message, r understand.Reading, facts map[string]string, before view, learned bool) bool {
	if t.handleReminder(e.Text, r) {
		t.Act = string(understand.Doing)
		return true
	}
	if id, ok := t.ShortAnswers().Choose(t.Conversation.Offered, e.Text); ok && !r.Question && t.ApplyChoice(id) {
		t.Act = string(t.actOf(id))
		return true
	}
	if t.handleCommand(e.Text, r) {
		return true
	}
	if r.Act == understand.Language && t.tellsNoProblem() && (r.Lead >= understand.ClearLead || t.Situation().Stage != bot.StageNew) && t.askedLanguage(e.Text) {
		return true
	}
	switch {
	case t.Match.Decision == match.Refuse && (r.Act == "" || r.Act == understand.Refuse),
		r.Act == understand.Refuse && r.Lead >= understand.ClearLead && !t.tellsAsked(r):
		return t.refuse()
	case t.Match.Decision == match.Human && (r.Act == "" || r.Act == understand.Human),
		r.Act == understand.Human && !t.tellsAsked(r):
		return t.handlePersonRequest()
	case t.Match.Decision == match.Suggest:
		t.offerSimilarCodes()
		return true
	}
	return t.interpretAct(r, before, learned) || t.interpretWords(e.Text, r, facts, before, learned)
}

// tellsAsked reports that the words tell the fact that was asked about.
func (t *Turn) tellsAsked(r understand.Reading) bool {
	_, told := t.Match.Facts[t.Situation().Question]
	return told && t.Situation().Stage == bot.StageAsking && !r.Question
}

// answersBesideOffice reports that a word of Office's stands in what is told about an article:
// "I'm not in the office", "with my Outlook account".
func (t *Turn) answersBesideOffice() bool {
	return t.Act == string(understand.Fact) && t.Following()
}

// interpretAct does what an act calls for; false where it is a problem that is told, which
// the codes and the words of it answer.
func (t *Turn) interpretAct(r understand.Reading, before view, learned bool) bool {
	switch {
	case t.Situation().Stage == bot.StageNew, t.Match.Office && !t.answersBesideOffice(), t.Match.Has(match.WantsHelp):
		return false // the words say what it is
	case t.tellsAsked(r) && r.Act != understand.Helped && r.Act != understand.NotHelped && r.Act != understand.Tried && r.Act != understand.Unsure:
		return false // they answer what was asked
	}
	known := len(t.KnownCodes()) > 0
	switch r.Act {
	case understand.Problem:
		return false
	case understand.Secret:
		return !known && t.Match.Decision != match.Answer && t.actSecret(r, before, learned)
	case understand.NotHelped:
		if known && t.handleCodes(learned, before) {
			return true // the same code again
		}
	default:
	}
	return t.act(r, before, learned)
}

// interpretWords does what the codes and the words call for; false is a miss.
func (t *Turn) interpretWords(text string, r understand.Reading, facts map[string]string, before view, learned bool) bool {
	if len(t.Match.Codes) > 0 && t.handleCodes(learned, before) {
		return true
	}
	if t.Match.Decision == match.None && halfCode(text) {
		t.promptForCode("prompt.half")
		return true
	}
	if t.Following() {
		_, asked := facts[t.Situation().Question]
		if asked || t.concernsArticle() && learned {
			if !asked {
				t.note()
			}
			t.applyFacts(before)
			return true
		}
		if !r.SettlesNothing && t.handleAnswer(text) {
			return true
		}
	}
	if t.Following() && r.Act == understand.Fact && r.Lead >= understand.ClearLead {
		// Something told about the problem at hand is no other problem.
		return t.handleSmallTalk(learned) || t.takeNote() || t.admitMiss(learned)
	}
	return t.followSymptom(learned, before) || t.handleSmallTalk(learned) || t.handleUnsureChoice() || t.takeNote() || t.admitMiss(learned)
}
