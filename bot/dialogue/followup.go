package dialogue

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/outcome"
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
	t.Decide(outcome.FollowUp)
	t.AddIntro("follow-up", nil)
	t.RepeatQuestion()
	return true
}
