package dialogue

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/reply"
)

// followUpAfter is how long after "I will try" the bot asks how it went.
const followUpAfter = 24 * time.Hour

// followUp lets the bot ask later how it went, once in a conversation.
func (t *Turn) followUp() {
	if t.C.FollowedUp || t.In.At.IsZero() {
		return
	}
	t.C.Timer = t.C.Turn
	t.Effects = append(t.Effects, bot.SetTimer{At: t.In.At.Add(followUpAfter), Turn: t.C.Turn})
}

// FollowedUp asks how it went. It returns false for a timer that means nothing any
// more: the person has been back since, or an agent has.
func (t *Turn) FollowedUp(e bot.TimerFired) bool {
	if t.C.Timer == 0 || t.C.Timer != e.Turn || !t.C.Owner.Bot() || !t.Following() {
		return false
	}
	t.C.Timer, t.C.FollowedUp = 0, true
	// Whatever was asked then, how it went is what matters now.
	t.Situation().Stage, t.Situation().Question = bot.StageChecking, ""
	t.Leads("follow-up", nil)
	t.AskAgain()
	return true
}

// SayBare says as bare text what the platform would not show. It returns false
// where that is of no use: nobody is there, the bare text was refused too, or an
// agent answers now.
func (t *Turn) SayBare(e bot.DeliveryFailed) bool {
	switch {
	case e.Say.PlainText, !t.C.Owner.Bot():
		return false
	case e.Fault != bot.FaultRejected && e.Fault != bot.FaultBroken:
		return false
	}
	t.Effects = append(t.Effects, bot.SendReply{To: e.Say.To, Reply: reply.Bare(e.Say.Reply), ReplyToken: e.Say.ReplyToken, PlainText: true})
	return true
}
