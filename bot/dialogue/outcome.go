package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// Decide notes what the turn comes to, and the article that the person is in. Of several calls
// the last one counts: whoever calls another part of the turn knows better what it was for.
func (t *Turn) Decide(kind outcome.Kind) {
	s := t.Situation()
	switch s.Stage {
	case bot.StageAsking, bot.StageChecking, bot.StageCodes, bot.StageUsedUp, bot.StageSolved:
		t.decideAbout(kind, s.Article, s.Code)
	default: // the person has left the article, or is not in one yet
		t.decideAbout(kind, "", 0)
	}
}

// decideAbout does the same for an article and a code that the person is not in any more, or
// not yet.
func (t *Turn) decideAbout(kind outcome.Kind, article string, code knowledge.Code) {
	t.Outcome.Kind, t.Outcome.Article, t.Outcome.Code = kind, article, code
}

// Decided returns the outcome of the turn, when it has been made.
func (t *Turn) Decided() bot.Outcome {
	o := t.Outcome
	o.Language, o.Confidence = t.Conversation.Language, t.Match.Confidence
	return o
}
