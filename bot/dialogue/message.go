package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// minConfidence is how sure a match must be to speak up unasked.
const minConfidence = 0.9

// HandleMessage answers what a person wrote. It returns false where silence is the
// answer: the words were not for the bot, and it is not sure that it can help.
func (t *Turn) HandleMessage(e bot.Message) bool {
	t.Match = t.Matcher.Match(e.Text, t.scope())
	if !t.IsAddressed(e) && (e.OnlyIfAddressed || !t.isCertain() && !t.asksForPerson(e.Text)) {
		return false
	}
	if e.Pointed && t.Inbound.Audience == bot.AudienceEphemeral {
		t.AddIntro("pointed", nil)
	}
	if t.takeLabel(e) {
		return true
	}
	if t.isAnotherProblem() {
		*t.Situation() = bot.Situation{}
		t.Conversation.Offered = nil
	}
	t.partOfAsked(e.Text)
	reading := t.read(e)
	t.Act = string(reading.Act)
	t.detectLanguage(e, reading.Language)
	if t.readLicense(e.Text) {
		reading = understand.Reading{Act: understand.Problem}
	}
	t.RememberMessage(e.Message)
	t.WarnOfSecret(e)
	t.Conversation.KeepPictures(e.Message, e.Files)
	if strings.TrimSpace(e.Text) == "" {
		t.handleWordless(e)
		return true
	}
	t.Match.Facts = reading.Facts(t.Match.Facts)
	if reading.SettlesNothing {
		t.Match.Intents &^= match.SaysHelped // it asks whether it works
	}
	facts := t.facts(e)
	for id, value := range reading.Told {
		if _, ok := facts[id]; !ok && t.hasValue(id, value) {
			facts[id] = value
		}
	}
	if reading.Act == understand.Unsure {
		delete(facts, t.Situation().Question) // what somebody does not know is not told
	}
	picked := t.typed(e, reading)
	if picked.How == reply.NotTyped && t.isPicture(e, reading, facts) {
		t.handlePicture(e)
		return true
	}
	t.leaveOpen(e.Text, &reading, facts)
	before := t.view()
	learned := t.learn(toldBeside(picked, facts))
	if t.Match.Has(match.ToldToCall) && reading.Act != understand.Aside { // a question about it is answered
		t.AddIntro("told-to-call", nil)
	}
	understood := t.interpret(e, reading, picked, facts, before, learned)
	if understood {
		t.Conversation.Misses = 0
	}
	return true
}

// scope is what a text is matched with: who asks may be known from before.
func (t *Turn) scope() match.Scope {
	if !t.isAdministrator() {
		return match.Scope{}
	}
	return match.Scope{Reader: knowledge.ForAdministrators}
}

// IsAddressed reports words that were meant for the bot.
func (t *Turn) IsAddressed(e bot.Message) bool {
	return e.Addressed || e.InThread && t.Conversation.Turn > 1 // not the first turn
}

// isCertain reports a match that is worth an answer nobody asked for.
func (t *Turn) isCertain() bool {
	return t.Match.Decision == match.Answer && (t.Match.Confidence >= minConfidence || len(t.KnownCodes()) > 0)
}

// WarnOfSecret tells about what was masked, once.
func (t *Turn) WarnOfSecret(e bot.Message) {
	if e.Secret == redact.SecretNone || t.Conversation.KeyNoticed {
		return
	}
	t.Conversation.KeyNoticed = true
	v := t.Localizer()
	key, args := "secret."+string(e.Secret), i18n.Args(nil)
	if e.Secret == redact.SecretKey {
		if end, ok := redact.KeyEnd(e.Text); ok {
			args = i18n.Args{"tail": {Text: end, Kind: content.Mono}}
		} else { // it stands in the title of a file
			key = "secret.part"
		}
	}
	notice := v.Say(key, args)
	if e.Message != "" { // a command and a form leave no message behind
		notice = slices.Concat(v.Say("secret.delete", nil), []content.Span{i18n.Text(" ")}, notice)
	}
	t.Effects = append(t.Effects, bot.SendReply{To: t.PersonAt(), ReplyToken: t.Inbound.ReplyToken, Reply: bot.Reply{
		Blocks:  []content.Block{content.Paragraph{Spans: notice}},
		Turn:    t.Conversation.Turn,
		Private: true,
	}})
}

// facts are what the person told, in words or beside them, as far as the
// knowledge has such facts.
func (t *Turn) facts(e bot.Message) map[string]string {
	facts := make(map[string]string)
	for _, told := range []map[string]string{t.Match.Facts, e.Facts} {
		for id, value := range told {
			if t.hasValue(id, value) {
				facts[id] = value
			}
		}
	}
	return facts
}

// hasValue reports a value that the knowledge has of a fact.
func (t *Turn) hasValue(fact, value string) bool {
	f, ok := t.Knowledge.Fact(fact)
	if !ok {
		return false
	}
	_, ok = f.Value(value)
	return ok
}

// view returns what is shown of the article; the zero view where none is followed.
func (t *Turn) view() view {
	if w, ok := t.Walkthrough(t.Situation()); ok {
		return w.view()
	}
	return view{}
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
		if len(t.Match.Entries) == 0 || t.Following() && slices.Contains(t.Match.Entries, t.Situation().Article) {
			return false
		}
		t.offerArticles(t.Match.Entries)
		return true
	case match.Suggest, match.Refuse, match.Human, match.None:
	}
	return false
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

// isAsking reports that something particular was asked, beyond what the screen
// says.
func (t *Turn) isAsking() bool {
	s := t.Situation().Stage
	return s != bot.StageNew && s != bot.StageCode && s != bot.StageSolved
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

// note says that something was taken in, in other words from one turn to the next.
func (t *Turn) note() {
	if t.Conversation.Turn%2 == 0 {
		t.AddIntro("noted", nil)
	} else {
		t.AddIntro("noted.also", nil)
	}
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
