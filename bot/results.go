package bot

import (
	"strings"
	"time"
)

// followUpAfter is how long after "I will try" the bot asks how it went.
const followUpAfter = 24 * time.Hour

// followUp lets the bot ask later how it went, once in a conversation.
func (t *turn) followUp() {
	if t.c.FollowedUp || t.in.At.IsZero() {
		return
	}
	t.c.Timer = t.c.Turn
	t.effects = append(t.effects, Wake{At: t.in.At.Add(followUpAfter), Turn: t.c.Turn})
}

// elapsed does what a timer was set for. It returns false for one that means
// nothing any more.
func (t *deskTurn) elapsed(e Elapsed) bool {
	if c := t.c.Case; c != nil && t.Desk != nil && c.active() {
		switch {
		case c.Timer != 0 && c.Timer == e.Turn:
			t.caseElapsed()
			return true
		case c.Deadline != 0 && c.Deadline == e.Turn:
			t.overdue()
			return true
		}
	}
	return t.followedUp(e)
}

// followedUp asks how it went. It returns false for a timer that means nothing any
// more: the person has been back since, or an agent has.
func (t *turn) followedUp(e Elapsed) bool {
	if t.c.Timer == 0 || t.c.Timer != e.Turn || !t.c.Owner.Bot() || !t.open() {
		return false
	}
	t.c.Timer, t.c.FollowedUp = 0, true
	// Whatever was asked then, how it went is what matters now.
	t.s().Stage, t.s().Question = StageChecking, ""
	t.leads("follow-up", nil)
	t.askAgain()
	return true
}

// undelivered deals with what could not be shown.
func (t *deskTurn) undelivered(e Undelivered) bool {
	if e.Say.Reply.Erased || t.isGone(e.Say.Source, !e.Say.Desk) || t.isGone(e.Say.Quotes, !e.Say.Desk) {
		return false // its words are to be forgotten
	}
	if (e.Say.Desk || e.Say.Source != "" || e.Say.Firm) && t.Desk != nil && t.c.Case != nil {
		return t.relayFailed(e)
	}
	return t.sayBare(e)
}

// sayBare says as bare text what the platform would not show. It returns false
// where that is of no use: nobody is there, the bare text was refused too, or an
// agent answers now.
func (t *turn) sayBare(e Undelivered) bool {
	switch {
	case e.Say.Bare, !t.c.Owner.Bot():
		return false
	case e.Fault != FaultRejected && e.Fault != FaultBroken:
		return false
	}
	t.effects = append(t.effects, Say{To: e.Say.To, Reply: bare(e.Say.Reply), Via: e.Say.Via, Bare: true})
	return true
}

// relayFailed lets whoever said something know that it did not arrive. What the
// platform would not show as it was is said again as bare text first.
func (t *deskTurn) relayFailed(e Undelivered) bool {
	if !e.Say.Bare && (e.Fault == FaultRejected || e.Fault == FaultBroken) {
		e.Say.Reply, e.Say.Bare = bare(e.Say.Reply), true
		t.effects = append(t.effects, e.Say)
		return true
	}
	if e.Say.Desk && e.Say.Source == "" && t.c.Case.Card == "" {
		if t.c.Case.Missed {
			return false
		}
		t.c.Case.Missed = true
		t.leads("handoff.no-desk", args{"number": count(t.c.Case.Number)})
		t.tell(t.leading(t.voice()), []Choice{t.voice().toBot()})
		return true
	}
	_, unsaid, _ := unsigned(e.Say.Reply)
	words := text(wordsOf(unsaid))
	if !e.Say.Desk {
		t.noteOf(e.Say.Source, "desk.undelivered", args{"name": t.personName(), "why": text(t.deskVoice().label("fault." + string(e.Fault))), "text": words})
		return true
	}
	if e.Say.Source == "" {
		return false // nothing that a person said
	}
	t.leads("handoff.undelivered", args{"text": words})
	t.tellOf(e.Say.Source, t.leading(t.voice()), []Choice{t.voice().toBot()})
	return true
}

// uncopied tells an agent that the person did not get to see a picture. Of one that the
// person sent, the message at the desk tells.
func (t *deskTurn) uncopied(e Uncopied) bool {
	if e.Say.Desk || t.Desk == nil || t.c.Case == nil {
		return false
	}
	why := t.deskVoice().label("file." + string(e.Why))
	t.noteOf(e.Say.Source, "desk.uncopied", args{"name": t.personName(), "file": text(e.File), "why": text(why)})
	return true
}

// mostQuoted is how much of a reply is quoted, in characters.
const mostQuoted = 200

// wordsOf is the beginning of what a reply says.
func wordsOf(r Reply) string {
	var words []string
	r.Choices = nil
	for _, b := range bare(r).Blocks {
		if p, ok := b.(Paragraph); ok {
			words = append(words, plain(p.Spans))
		}
	}
	list := []rune(strings.Join(strings.Fields(strings.Join(words, " ")), " "))
	if len(list) > mostQuoted {
		return string(list[:mostQuoted]) + "…"
	}
	return string(list)
}
