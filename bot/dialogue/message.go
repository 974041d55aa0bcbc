package dialogue

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
)

// HandleMessage answers what a person wrote. It returns false where silence is the
// answer: the words were not for the bot, and it is not sure that it can help.
func (t *Turn) HandleMessage(e event.Message) bool {
	t.Match = t.Matcher.Match(e.Text, t.scope())
	if !t.IsAddressed(e) && (e.OnlyIfAddressed || !t.isCertain() && !t.asksForPerson(e.Text)) {
		return false
	}
	if e.Pointed && t.Inbound.Audience == event.AudienceEphemeral {
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

// IsAddressed reports words that were meant for the bot.
func (t *Turn) IsAddressed(e event.Message) bool {
	return e.Addressed || e.InThread && t.Conversation.Turn > 1 // not the first turn
}

// isCertain reports a match that is worth an answer nobody asked for.
func (t *Turn) isCertain() bool {
	return t.Match.Decision == match.Answer && (t.Match.Confidence >= minConfidence || len(t.KnownCodes()) > 0)
}
