package bot

import (
	"slices"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// listen remembers a message, so that a change of it is known later.
func (t *turn) listen(id MessageID) {
	if id == "" || len(id) > maxMessage || t.known(id) {
		return
	}
	t.c.Messages = latest(append(t.c.Messages, id), maxMessages)
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

// deleted forgets what a person said in a message that was removed, and takes it away
// from the desk; false where there is no conversation.
func (t *deskTurn) deleted(e Deleted) bool {
	if t.c.Turn == 1 { // the first turn
		return false
	}
	t.c.forget(e.Message)
	if t.Desk == nil || t.c.Case == nil {
		return true
	}
	t.toDesk(Amend{Say: Say{Source: e.Message, Reply: Reply{Blocks: []Block{t.deskVoice().para("desk.deleted", args{"name": t.personName()})}}}, Gone: true})
	t.tellMessage(NoticeDeleted, fromPerson, e.Message, "", nil)
	return true
}

// correct puts what a message says now in the place of what was kept of it, or shown at
// the desk, in a case that is closed.
func (t *deskTurn) correct(now Said) {
	k := t.c.Case
	if k == nil || t.Desk == nil {
		return
	}
	say := Say{Source: now.Message, Reply: t.quoted(now, "role.person.edited")}
	switch now.Message {
	case k.CommentIn:
		k.Comment = now.Text
		say = t.commented(now)
		t.toDesk(Card{To: t.Desk.At})
	case k.PendingIn:
		k.Pending = now.Text
	}
	t.toDesk(Amend{Say: say, Only: true})
	t.tellMessage(NoticeEdited, fromPerson, now.Message, now.Text, now.Files)
}

// forget takes what a message said out of what is remembered.
func (c *Conversation) forget(id MessageID) {
	if id == "" {
		return
	}
	c.Pictures = slices.DeleteFunc(c.Pictures, func(f File) bool { return f.In == id })
	if len(c.Pictures) == 0 {
		c.Pictures = nil
	}
	if k := c.Case; k != nil && k.CommentIn == id {
		k.Comment, k.CommentIn = "", ""
	}
	if k := c.Case; k != nil && k.PendingIn == id {
		k.Pending, k.PendingIn = "", ""
	}
}
