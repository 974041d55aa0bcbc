package desk

import (
	"time"

	"aktivering/bot"
)

// The waits of a desk whose settings name none, and how long a case can be reopened.
const (
	claimWithin  = 15 * time.Minute
	answerWithin = time.Hour
	solveWithin  = 24 * time.Hour
	staleAfter   = 48 * time.Hour
	// reopenWithin is how long after its end a case can be opened again.
	reopenWithin = 72 * time.Hour
)

// setCaseTimer sets the timer of the case. The desk's own server minds it: the person
// may be gone.
func (t *turn) setCaseTimer(at time.Time) {
	t.Conversation.Case.Timer = t.Conversation.Turn
	t.Effects = append(t.Effects, bot.SetTimer{At: at, Turn: t.Conversation.Turn, By: t.Desk.At})
}

// answerInTime reminds the agent when no answer has come in time.
func (t *turn) answerInTime() {
	t.Conversation.Case.Alerts = 0
	t.setCaseTimer(t.Desk.After(t.Inbound.At, t.Desk.Answer, answerWithin))
}

// awaitPerson reminds the person when they leave an answer unanswered.
func (t *turn) awaitPerson() {
	t.Conversation.Case.Alerts = 0
	t.setCaseTimer(t.Inbound.At.Add(orElse(t.Desk.Stale, staleAfter)))
}

// orElse returns a wait, or another where none was set.
func orElse(wait, otherwise time.Duration) time.Duration {
	if wait <= 0 {
		return otherwise
	}
	return wait
}
