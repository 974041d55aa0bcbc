package dialogue

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/reply"
)

// followUpAfter is how long after "I will try" the bot asks how it went.
const followUpAfter = 24 * time.Hour

// scheduleFollowUp lets the bot ask later how it went, once in a conversation.
func (t *Turn) scheduleFollowUp() {
	if t.Conversation.FollowedUp || t.Inbound.At.IsZero() {
		return
	}
	t.Conversation.Timer = t.Conversation.Turn
	t.Effects = append(t.Effects, bot.SetTimer{At: t.Inbound.At.Add(followUpAfter), Turn: t.Conversation.Turn})
}

// HandleTimer asks how it went. It returns false for a timer that means nothing any
// more: the person has been back since, or an agent has.
func (t *Turn) HandleTimer(e bot.TimerFired) bool {
	if t.Conversation.Timer == 0 || t.Conversation.Timer != e.Turn || !t.Conversation.Owner.Bot() || !t.Following() {
		return false
	}
	t.Conversation.Timer, t.Conversation.FollowedUp = 0, true
	// Whatever was asked then, how it went is what matters now.
	t.Situation().Stage, t.Situation().Question = bot.StageChecking, ""
	t.AddIntro("follow-up", nil)
	t.RepeatQuestion()
	return true
}

// RetryAsPlainText says as bare text what the platform would not show. It returns false
// where that is of no use: nobody is there, the bare text was refused too, or an
// agent answers now.
func (t *Turn) RetryAsPlainText(e bot.DeliveryFailed) bool {
	switch {
	case e.Effect.PlainText, !t.Conversation.Owner.Bot():
		return false
	case e.Fault != bot.FaultRejected && e.Fault != bot.FaultBroken:
		return false
	}
	t.Effects = append(t.Effects, bot.SendReply{To: e.Effect.To, Reply: reply.PlainText(e.Effect.Reply), ReplyToken: e.Effect.ReplyToken, PlainText: true})
	return true
}
