package dialogue

import (
	"maps"
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge/fold"
)

// takeLabel does what a choice says whose whole label was typed: the same as if it was pressed,
// whatever else its words could tell.
func (t *Turn) takeLabel(e event.Message) bool {
	c := t.ShortAnswers().Typed(t.Conversation.Offered, e.Text)
	if c.How != reply.ByLabel || len(e.Facts) > 0 || e.Language != "" {
		return false
	}
	t.languageOfLocale()
	if !t.ApplyChoice(c.ID) {
		return false
	}
	t.Act = string(t.actOf(c.ID))
	t.Conversation.Misses = 0
	t.RememberMessage(e.Message)
	t.Conversation.KeepPictures(e.Message, e.Files)
	return true
}

// typed is the choice that a message picks by words that ask nothing; the zero Typed where it
// picks none.
func (t *Turn) typed(e event.Message, r understand.Reading) reply.Typed {
	if r.Question || t.goesOn(e.Text) {
		return reply.Typed{}
	}
	c := t.ShortAnswers().Typed(t.Conversation.Offered, e.Text)
	if c.How == reply.NotTyped && t.ShortAnswers().SaysMiddle(e.Text) {
		return t.middle()
	}
	if kind, _ := c.ID.Kind(); kind == pick.Article && t.toStart() && (c.How == reply.ByPart || c.How == reply.ByMore) {
		return reply.Typed{}
	}
	return c
}

// middle is the choice in the middle of those that name something; the zero Typed where none is.
func (t *Turn) middle() reply.Typed {
	var named []bot.ChoiceID
	for _, c := range t.Conversation.Offered {
		switch kind, _ := c.ID.Kind(); kind {
		case pick.Article, pick.Code, pick.Fact:
			named = append(named, c.ID)
		}
	}
	if len(named) < 3 || len(named)%2 == 0 {
		return reply.Typed{}
	}
	return reply.Typed{ID: named[len(named)/2], How: reply.ByNumber}
}

// toldBeside are the facts that a message tells beside the choice that it picks.
func toldBeside(picked reply.Typed, facts map[string]string) map[string]string {
	switch picked.How {
	case reply.ByLabel, reply.ByNumber, reply.ByPart:
		return nil
	case reply.ByMore:
		kind, what := picked.ID.Kind()
		if fact, _, ok := strings.Cut(what, "="); ok && kind == pick.Fact {
			facts = maps.Clone(facts)
			delete(facts, fact)
		}
	case reply.NotTyped:
	}
	return facts
}

// leaveOpen leaves the open question unanswered where a yes or no belongs to another fact: "ja,
// det er en jobb-PC", or the label of an answer to another question, which it adds to the facts.
func (t *Turn) leaveOpen(text string, r *understand.Reading, facts map[string]string) {
	s := t.Situation()
	if _, answered := t.Match.Facts[s.Question]; answered || s.Stage != bot.StageAsking {
		return
	}
	clauses := &t.Knowledge.Language().Clauses
	confirms := false
	for id, at := range t.Match.ToldAt {
		_, told := facts[id]
		confirms = confirms || told && id != s.Question && t.ShortAnswers().ConfirmsOther(text, at.Start, at.End, clauses)
	}
	if id, value, ok := t.otherLabel(text); ok && !confirms {
		facts[id], confirms = value, true
	}
	if !confirms {
		return
	}
	delete(facts, s.Question)
	r.Value = ""
	t.Match.Intents &^= match.SaysYes | match.SaysNo
}

// otherLabel reads the label of an answer to another question behind a yes: "ja, Home".
func (t *Turn) otherLabel(text string) (fact, value string, ok bool) {
	answer, label, cut := strings.Cut(fold.Text(text), " ")
	if !cut || t.ShortAnswers().AnswerOf(answer) == reply.NoAnswer || t.ShortAnswers().AnswerOf(label) != reply.NoAnswer {
		return "", "", false
	}
	for _, f := range t.Knowledge.Facts() {
		if f.ID == t.Situation().Question {
			continue
		}
		for _, v := range f.Values {
			if fold.Text(reply.Plain(t.Localizer().In(v.Label))) == label {
				return f.ID, v.ID, true
			}
		}
	}
	return "", "", false
}
