package dialogue

import (
	"slices"

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

// learn takes in facts and reports whether any of them is new.
func (t *Turn) learn(facts map[string]string) bool {
	for id, value := range facts {
		if t.Situation().Facts[id] != value {
			t.told(id, value)
		}
	}
	return t.Situation().Learn(facts)
}

// told notes a fact that the person has told; an empty value is one that they do not know.
func (t *Turn) told(fact, value string) {
	t.Outcome.Told = append(t.Outcome.Told, fact+"="+value)
	slices.Sort(t.Outcome.Told)
}

// Decided returns the outcome of the turn, when it has been made.
func (t *Turn) Decided() bot.Outcome {
	o := t.Outcome
	o.Language, o.Confidence = t.Conversation.Language, t.Match.Confidence
	return o
}
