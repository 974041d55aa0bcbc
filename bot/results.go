package bot

import "time"

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

// elapsed asks how it went. It returns false for a timer that means nothing any
// more: the person has been back since, or an agent has.
func (t *turn) elapsed(e Elapsed) bool {
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

// undelivered says as bare text what the platform would not show. It returns
// false where that is of no use: nobody is there, the bare text was refused too,
// or an agent answers now.
func (t *turn) undelivered(e Undelivered) bool {
	switch {
	case e.Say.Bare, !t.c.Owner.Bot():
		return false
	case e.Fault != FaultRejected && e.Fault != FaultBroken:
		return false
	}
	t.effects = append(t.effects, Say{To: e.Say.To, Reply: bare(e.Say.Reply), Via: e.Say.Via, Bare: true})
	return true
}
