package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Listen remembers a message, so that a change of it is known later.
func (t *Turn) Listen(id bot.MessageID) { t.C.KeepMessage(id) }

// Known reports a message that belongs to the conversation.
func (t *Turn) Known(id bot.MessageID) bool { return slices.Contains(t.C.Messages, id) }

// Edited takes in a message that was changed. One that the bot left alone before
// is taken as if it were new. One that was answered gets a new answer where it now
// holds a code that was not there before; else the change is kept for the
// transcript, and the bot is silent.
func (t *Turn) Edited(now bot.Message) bool {
	if !t.Known(now.Message) {
		return t.Said(now)
	}
	t.R = t.Matcher.Match(now.Text)
	t.Notice(now)
	s := t.Situation()
	if t.R.Decision == match.Suggest {
		if !slices.Equal(s.Near, t.R.Near[:min(len(t.R.Near), maxCandidates)]) {
			t.near()
		}
		return true
	}
	if !t.otherCode() {
		return true
	}
	// What was mistyped was never on the screen.
	s.Trail = slices.DeleteFunc(s.Trail, func(c knowledge.Code) bool { return c == s.Code })
	t.Leads("edited", nil)
	facts := t.facts(now)
	before := t.screenful()
	if t.codes(s.Learn(facts), before) {
		t.C.Misses = 0
	}
	return true
}

// otherCode reports that the text holds a code that the conversation has not met.
func (t *Turn) otherCode() bool {
	return slices.ContainsFunc(t.R.Codes, func(f match.Found) bool {
		return f.Value != 0 && f.Value != t.Situation().Code && !slices.Contains(t.Situation().Trail, f.Value)
	})
}
