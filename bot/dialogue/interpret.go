package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge/fold"
)

// interpret does what a message calls for, most telling first; false is a miss. picked is the
// choice that it picks, and before what was on show.
func (t *Turn) interpret(e event.Message, r understand.Reading, picked reply.Typed, facts map[string]string, before view, learned bool) bool {
	if t.handleReminder(e.Text, r) {
		t.Act = string(understand.Doing)
		return true
	}
	if picked.How != reply.NotTyped && t.applyChoice(picked.ID, before) {
		t.Act = string(t.actOf(picked.ID))
		return true
	}
	if t.handleCommand(e.Text, r) || t.handleMeaning(e.Text) || t.handleWhatNow(e.Text) {
		return true
	}
	if r.Act == understand.Language && t.tellsNoProblem() && (r.Lead >= understand.ClearLead || t.Situation().Stage != bot.StageNew) && t.askedLanguage(e.Text) {
		return true
	}
	switch {
	case t.handleYesOrNo(e.Text):
		return true
	case t.Match.Decision == match.Refuse && (r.Act == "" || r.Act == understand.Refuse),
		r.Act == understand.Refuse && r.Lead >= understand.ClearLead && !t.tellsAsked(r):
		return t.refuse()
	case t.Match.Decision == match.Human && (r.Act == "" || r.Act == understand.Human),
		r.Act == understand.Human && t.wantsPerson(r):
		return t.handlePersonRequest()
	case t.Match.Decision == match.Suggest && t.namesPart():
		t.handleSameCode(t.Situation().Code, learned, before)
		return true
	case t.correctsEnd(e.Text):
		return true
	case t.Match.Decision == match.Suggest:
		t.offerSimilarCodes()
		return true
	}
	return t.interpretAct(r, before, learned) || t.interpretWords(e.Text, r, facts, before, learned)
}

// wantsPerson reports that a text that was read as the wish for a person is one: what calls for
// help has the bot, and a question is a wish if it is plain.
func (t *Turn) wantsPerson(r understand.Reading) bool {
	switch {
	case t.tellsAsked(r), t.Match.Has(match.WantsHelp):
		return false
	case t.Match.Decision == match.Human:
		return true
	}
	return !r.SettlesNothing || r.Lead >= understand.ClearLead
}

// tellsAsked reports that the words tell the fact that was asked about.
func (t *Turn) tellsAsked(r understand.Reading) bool {
	_, told := t.Match.Facts[t.Situation().Question]
	return told && t.Situation().Stage == bot.StageAsking && !r.Question
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
	case understand.Human:
		return t.wantsPerson(r) && t.act(r, before, learned)
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
	if t.Match.Decision == match.None && (halfCode(text) || t.beginsCode(text) || t.Situation().Stage == bot.StageCode && t.asksForDigits() && onlyDigits(text) != "") {
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
		if !r.SettlesNothing && t.handleAnswer(text, before) {
			return true
		}
	}
	if t.Following() && r.Act == understand.Fact && r.Lead >= understand.ClearLead {
		// Something told about the problem at hand is no other problem.
		return t.handleSmallTalk(learned) || t.takeNote() || t.admitMiss(learned)
	}
	if t.asksBesideNothing(r) {
		t.explain(r)
		return true
	}
	return t.followSymptom(learned, before) || t.handleSmallTalk(learned) || t.handleUnsureChoice() || t.takeNote() || t.admitMiss(learned)
}

// asksBesideNothing reports a first message that asks about a word, a place or something beside
// the steps, and tells no problem: it is plain what it is about.
func (t *Turn) asksBesideNothing(r understand.Reading) bool {
	about := func(concept string) bool { return slices.Contains(t.Knowledge.Language().Strong, concept) }
	_, named := t.namedTerm(r, fold.Text(t.written()))
	asks := r.Act == understand.Aside || named || r.Act == understand.How && slices.ContainsFunc(t.Match.Concepts, about)
	lead := int32(understand.ClearLead)
	if named {
		lead /= 2 // the word itself says what is asked about
	}
	return asks && r.Lead >= lead && (named || r.AboutLead >= understand.ClearLead) &&
		t.Situation().Stage == bot.StageNew && t.Match.Decision == match.None && !t.Match.Office && len(t.Match.Codes) == 0
}
