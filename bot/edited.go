package bot

import (
	"slices"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// mostMessages bounds how many of a person's messages are remembered by id.
const mostMessages = 50

// listen remembers a message, so that a change of it is known later.
func (t *turn) listen(id MessageID) {
	if id == "" || t.known(id) {
		return
	}
	t.c.Messages = append(t.c.Messages, id)
	if extra := len(t.c.Messages) - mostMessages; extra > 0 {
		t.c.Messages = slices.Delete(t.c.Messages, 0, extra)
	}
}

// known reports a message that belongs to the conversation.
func (t *turn) known(id MessageID) bool { return slices.Contains(t.c.Messages, id) }

// edited takes in a message that was changed. One that the bot left alone before
// is taken as if it were new. One that was answered gets a new answer where it now
// holds a code that was not there before; else the change is kept for the
// transcript, and the bot is silent.
func (t *turn) edited(now Said) bool {
	if !t.known(now.Message) {
		return t.said(now)
	}
	t.r = t.Matcher.Match(now.Text)
	t.notice(now)
	s := t.s()
	if t.r.Decision == match.Suggest {
		if !slices.Equal(s.Near, t.r.Near[:min(len(t.r.Near), mostCandidates)]) {
			t.near()
		}
		return true
	}
	if !t.otherCode() {
		return true
	}
	// What was mistyped was never on the screen.
	s.Trail = slices.DeleteFunc(s.Trail, func(c knowledge.Code) bool { return c == s.Code })
	t.leads("edited", nil)
	facts := t.facts(now)
	before := t.screenful()
	if t.codes(s.learn(facts), before) {
		t.c.Misses = 0
	}
	return true
}

// otherCode reports that the text holds a code that the conversation has not met.
func (t *turn) otherCode() bool {
	return slices.ContainsFunc(t.r.Codes, func(f match.Found) bool {
		return f.Value != 0 && f.Value != t.s().Code && !slices.Contains(t.s().Trail, f.Value)
	})
}

// deleted keeps that a person removed a message; false where it was none of the
// conversation's.
func (t *turn) deleted(e Deleted) bool {
	if !t.known(e.Message) {
		return false
	}
	if t.c.Case.active() {
		t.toDesk(Amend{Say: Say{Source: e.Message, Reply: Reply{Blocks: []Block{t.deskVoice().para("desk.deleted", args{"name": t.personName()})}}}, Gone: true})
	}
	return true
}
