package dialogue

import (
	"slices"

	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// HandleEdit takes in a message that was changed. One that the bot left alone before
// is taken as if it were new. One that was answered gets a new answer where it now
// holds a code that was not there before; else the change is kept for the
// transcript, and the bot is silent.
func (t *Turn) HandleEdit(now event.Message) bool {
	if !t.KnowsMessage(now.Message) {
		return t.HandleMessage(now)
	}
	t.Match = t.Matcher.Match(now.Text, t.scope())
	t.WarnOfSecret(now)
	s := t.Situation()
	t.Decide(outcome.Edited)
	if t.Match.Decision == match.Suggest {
		if !slices.Equal(s.Near, t.near()) {
			t.offerSimilarCodes()
		}
		return true
	}
	if !t.hasNewCode() {
		return true
	}
	// What was mistyped was never on the screen.
	s.Trail = slices.DeleteFunc(s.Trail, func(c knowledge.Code) bool { return c == s.Code })
	t.AddIntro("edited", nil)
	facts := t.facts(now)
	before := t.view()
	if t.handleCodes(t.learn(facts), before) {
		t.Conversation.Misses = 0
	}
	return true
}

// hasNewCode reports that the text holds a code that the conversation has not met.
func (t *Turn) hasNewCode() bool {
	return slices.ContainsFunc(t.Match.Codes, func(f match.Found) bool {
		return f.Value != 0 && f.Value != t.Situation().Code && !slices.Contains(t.Situation().Trail, f.Value)
	})
}
