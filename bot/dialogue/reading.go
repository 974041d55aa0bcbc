package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// minConfidence is how sure a match must be to speak up unasked, or to be what a quoted text is about.
const minConfidence = 0.9

// asked is what the bot has asked before this message.
func (t *Turn) asked() understand.Asked {
	s := t.Situation()
	switch s.Stage {
	case bot.StageNew:
		return understand.AskedNothing
	case bot.StageAsking:
		return understand.Asked(s.Question)
	case bot.StageChecking:
		return understand.AskedHelped
	case bot.StageWhich:
		return understand.AskedWhich
	case bot.StageNear:
		return understand.AskedNear
	case bot.StageCodes:
		return understand.AskedCodes
	case bot.StageCode:
		return understand.AskedCode
	case bot.StageRefused:
		return understand.AskedRefused
	case bot.StageUsedUp:
		return understand.AskedPerson
	case bot.StageSolved:
		return understand.AskedSolved
	}
	return understand.AskedNothing
}

// Context is what a message is read against at this point of the conversation.
func (t *Turn) Context(e event.Message) understand.Context {
	s := t.Situation()
	c := understand.Context{Asked: t.asked(), Article: s.Article, Code: s.Code, Known: s.Facts, Secret: e.Secret != redact.SecretNone, IsAside: t.isAside}
	if f, ok := t.Knowledge.Fact(s.Question); ok {
		c.Subject = f.Term
	}
	if w, ok := t.Walkthrough(s); ok {
		for _, id := range w.Article.Questions {
			if id != s.Question && !s.Settled(id) {
				c.Open = append(c.Open, id)
			}
		}
	}
	return c
}

// isAside reports the id of an explanation of something beside the steps.
func (t *Turn) isAside(id string) bool {
	e, ok := t.Knowledge.Explanation(id)
	return ok && e.Kind == knowledge.KindAside
}

// read reads a message at this point of the conversation.
func (t *Turn) read(e event.Message) understand.Reading {
	c := t.Context(e)
	if t.Texts == nil {
		return understand.Reading{Language: t.Match.Language}
	}
	a := t.Texts.Analyze(e.Text, t.Match)
	if t.matchQuotation(a.Quotation()) {
		a = t.Texts.Analyze(e.Text, t.Match)
	}
	r := t.Texts.Read(c, a)
	if t.asksForDigits() && onlyDigits(e.Text) != "" {
		return understand.Reading{Act: understand.Problem, Language: r.Language} // a part of the code
	}
	if f, ok := t.Knowledge.Fact(string(c.Asked)); ok && r.Value != "" && t.isBareAnswer(e.Text) {
		if _, yesOrNo := f.Value("yes"); !yesOrNo {
			r.Value = "" // a mere yes or no picks none of its values
		}
	}
	if r.Act != "" && (c.Following() || c.Asked == understand.AskedPerson) {
		t.readShort(e.Text, &r)
	}
	return r
}

// matchQuotation looks for a problem in what a message quotes of the screen, where nothing for sure
// was found in the whole: the words around it, such as those of what was done, hide it. It reports
// that one was found.
func (t *Turn) matchQuotation(quoted string) bool {
	if quoted == "" || len(t.Match.Codes) > 0 || t.Match.Decision != match.None && t.Match.Decision != match.Clarify {
		return false
	}
	m := t.Matcher.Match(quoted, t.scope())
	if m.Decision != match.Answer || m.Confidence < minConfidence {
		return false
	}
	t.Match.Decision, t.Match.Entries, t.Match.Confidence = m.Decision, m.Entries, m.Confidence
	return true
}

// isBareAnswer reports a yes or a no, and nothing else.
func (t *Turn) isBareAnswer(text string) bool {
	answer := t.ShortAnswers().AnswerOf(text)
	return answer == reply.Yes || answer == reply.No
}

// readShort reads an answer that is nothing but an outcome, or an "ok", in the words of the
// knowledge, which are surer than what was learned.
func (t *Turn) readShort(text string, r *understand.Reading) {
	short := t.ShortAnswers()
	switch {
	case len(t.Match.Codes) > 0 || r.Question || r.SettlesNothing && short.OutcomeOf(text) == reply.Yes:
	case short.OutcomeOf(text) == reply.Yes:
		r.Act = understand.Helped
	case short.OutcomeOf(text) == reply.No:
		r.Act = understand.NotHelped
	case short.Acknowledged(text):
		r.Act = understand.Doing
	}
}

// actOf is what picking a choice by its words does.
func (t *Turn) actOf(id bot.ChoiceID) understand.Act {
	kind, _ := id.Kind()
	switch id {
	case pick.Helped:
		return understand.Helped
	case pick.NotHelped, pick.None:
		return understand.NotHelped
	case pick.Human:
		return understand.Human
	case pick.Restart:
		return understand.Restart
	case pick.All:
		return understand.More
	case pick.Back:
		return understand.Back
	case pick.NewCode, pick.Really:
		return understand.Problem
	}
	switch kind {
	case pick.Unsure:
		return understand.Unsure
	case pick.Article, pick.Code:
		return understand.Problem
	case pick.Language:
		return understand.Language
	case pick.Remind:
		return understand.Doing
	}
	return understand.Fact
}
