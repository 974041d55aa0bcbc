package dialogue

import (
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge/fold"
)

// asksForPerson reports words that ask for one of the people who take over, and for nothing else:
// where there are some, nobody else may answer.
func (t *Turn) asksForPerson(text string) bool {
	if !t.People || !t.Match.Has(match.WantsHuman) && t.Match.Decision != match.Human {
		return false
	}
	if r := t.read(event.Message{Text: text}); r.Act != understand.Human || r.Lead < understand.ClearLead {
		return false
	}
	desk, words := &t.Knowledge.Language().Desk, strings.Fields(fold.Text(text))
	return slices.ContainsFunc(words, desk.Self.Has) || !slices.ContainsFunc(words, desk.Others.Has)
}

// anotherProblemAfter is how long after a person was last heard a problem that they tell of is
// another one than that of before. What a remedy asks to wait for takes less.
const anotherProblemAfter = 4 * 24 * time.Hour

// isAnotherProblem reports that a problem is told long after the one before.
func (t *Turn) isAnotherProblem() bool {
	c := &t.Conversation
	return c.Now.Stage != bot.StageNew && c.Remind.IsZero() && !c.HeardAt.IsZero() && t.Inbound.At.Sub(c.HeardAt) > anotherProblemAfter &&
		(len(t.Match.Codes) > 0 || t.Match.Decision == match.Answer || t.Match.Decision == match.UnknownCode)
}
