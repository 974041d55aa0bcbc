package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// renderCurrent says the situation.
func (t *Turn) renderCurrent() { t.render(*t.Situation()) }

// renderInFull says what the person is looking at in full.
func (t *Turn) renderInFull() {
	s := *t.Situation()
	if s.View == bot.ViewQuestion {
		s.View = bot.ViewAll
		if len(s.Shown) == 1 {
			s.View = bot.ViewRemedy
		}
	}
	t.render(s)
}

// RepeatQuestion says no more than what was asked.
func (t *Turn) RepeatQuestion() {
	s := *t.Situation()
	s.View = bot.ViewQuestion
	t.repeats = true
	t.render(s)
}

// render puts a situation into words.
func (t *Turn) render(s bot.Situation) {
	v := t.localizerIn(s)
	blocks := t.Intro(v)
	var choices []bot.Choice
	switch s.Stage {
	case bot.StageNew:
		t.Conversation.Offered = nil
		if len(blocks) == 0 || t.intro[0].key == "language" || t.intro[0].key == "back" {
			blocks = append(blocks, v.Paragraph("hello", nil))
		}
		t.queue(blocks, t.starters(v))
		return
	case bot.StageAsking, bot.StageChecking, bot.StageCodes:
		t.leadOn(v, s)
		more, answers := t.article(v, s, blocks)
		blocks = append(blocks, more...)
		choices = slices.Concat(answers, []bot.Choice{t.toPerson(v)})
	case bot.StageWhich:
		if s.View == bot.ViewQuestion {
			blocks = append(blocks, v.Paragraph("which.again", nil))
		} else {
			blocks = append(blocks, v.Paragraph("which", nil))
		}
		for _, id := range s.Candidates {
			if a, ok := t.Knowledge.Article(id); ok {
				choices = append(choices, bot.Choice{ID: pick.Of(pick.Article, id), Label: reply.Plain(v.In(a.Title))})
			}
		}
		choices = append(choices, bot.Choice{ID: pick.None, Label: v.Label("choice.none")}, t.toPerson(v))
	case bot.StageNear:
		more, answers := t.similarCodes(v, s.Near, maxReply-room(blocks))
		blocks = append(blocks, more...)
		choices = slices.Concat(answers, []bot.Choice{t.toPerson(v)})
	case bot.StageCode:
		blocks = append(blocks, v.Paragraph(s.Prompt, nil))
		choices = t.starters(v)
		if promptsForCode(s.Prompt) {
			choices = []bot.Choice{t.toPerson(v)}
		}
	case bot.StageRefused:
		blocks = append(blocks, v.Paragraph("refuse", nil))
		if a, ok := t.Knowledge.FindKey(match.Scope{}); ok {
			choices = append(choices, bot.Choice{ID: pick.Of(pick.Article, a.ID), Label: v.Label("choice.find-key")})
		}
		choices = append(choices, t.toPerson(v))
	case bot.StageUsedUp:
		key := "used-up"
		switch {
		case t.repeats:
			key = "used-up.again"
		case t.Knowledge.IsFallback(s.Article):
			key = "used-up.unknown"
		case !slices.ContainsFunc(s.Tried, func(trial bot.Trial) bool { return trial.Article == s.Article }):
			key = "none-apply"
		}
		if w, ok := t.Walkthrough(&s); ok && s.View == bot.ViewAll {
			blocks = append(blocks, t.articleOpening(v, w)...)
		}
		blocks = append(blocks, v.Paragraph(t.orAlone(key), nil))
		person := t.toPerson(v)
		person.Standing = false
		choices = []bot.Choice{
			person,
			{ID: pick.NewCode, Label: v.Label("choice.new-code")},
			{ID: pick.Restart, Label: v.Label("choice.restart")},
		}
	case bot.StageSolved:
		t.Conversation.Offered = nil
		blocks = append(blocks, v.Paragraph("solved", nil))
	}
	t.queue(blocks, choices)
}

// article says as much of an article as the view asks for, and what is asked.
func (t *Turn) article(v i18n.Localizer, s bot.Situation, before []content.Block) ([]content.Block, []bot.Choice) {
	w, ok := t.Walkthrough(&s)
	if !ok {
		return nil, nil
	}
	var blocks []content.Block
	switch {
	case s.View == bot.ViewQuestion:
	case t.full:
		blocks = t.fullArticle(v, w)
	default:
		asks, _ := w.question(v)
		blocks = t.within(v, w, before, asks)
	}
	if s.Stage == bot.StageAsking {
		t.Outcome.Asked = s.Question
	}
	question, choices := w.question(v)
	if needs := w.needs(); s.Stage == bot.StageChecking && (needs == knowledge.NeedsTime || needs == knowledge.NeedsPeople) && len(t.leads) == 0 {
		choices = append(choices, t.reminders()...)
	}
	if s.View != bot.ViewQuestion && !t.full && w.hides() {
		choices = append(choices, t.all(v))
	}
	return append(blocks, question), choices
}
