package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// LeaveGone leaves what the knowledge does not hold any more: it may be another one than at the
// turn before. Where nothing of what the person followed or was offered is left, the situation
// becomes the question for what the screen says; what is known of the person stays.
func (t *Turn) LeaveGone() {
	s := t.Situation()
	gone := func(id string) bool { _, ok := t.Knowledge.Article(id); return !ok }
	undocumented := func(c knowledge.Code) bool { return len(t.Knowledge.ByCode(c)) == 0 }
	s.Also = slices.DeleteFunc(s.Also, gone)
	if _, ok := t.Knowledge.Fact(s.Question); !ok {
		s.Question = ""
	}
	left := false
	switch s.Stage {
	case bot.StageAsking, bot.StageChecking, bot.StageUsedUp:
		left = gone(s.Article)
	case bot.StageCodes:
		s.Codes = slices.DeleteFunc(s.Codes, undocumented)
		left = gone(s.Article) || len(s.Codes) == 0
	case bot.StageWhich:
		s.Candidates = slices.DeleteFunc(s.Candidates, gone)
		left = len(s.Candidates) == 0
	case bot.StageNear:
		s.Near = slices.DeleteFunc(s.Near, func(n match.Suggestion) bool { return undocumented(n.Code) || gone(n.Entry) })
		left = len(s.Near) == 0
	case bot.StageNew, bot.StageCode, bot.StageRefused, bot.StageSolved: // these name no article
	}
	if !left {
		return
	}
	*s = bot.Situation{
		Stage: bot.StageCode, Prompt: "prompt.gone",
		Facts: s.Facts, Unsettled: s.Unsettled, Trail: s.Trail, Skipped: s.Skipped, Tried: s.Tried,
	}
	t.Conversation.Offered = slices.DeleteFunc(t.Conversation.Offered, func(c bot.Choice) bool {
		kind, _ := c.ID.Kind()
		return kind != pick.Article
	})
}
