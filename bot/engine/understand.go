package engine

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/understand"
)

// understood is a Matcher of texts that were understood before the turn. A step that uses
// it understands nothing itself, so that a text can hold up no other's turn: a store makes
// one turn at a time, or keeps a transaction open meanwhile.
type understood struct {
	matcher port.Matcher
	port.Texts
	texts []understoodText
	// missing are the texts that the step has asked for and that were not understood
	// before it.
	missing []understoodText
}

// understoodText is a text, what it is matched with, and what it was understood as.
type understoodText struct {
	text     string
	scope    match.Scope
	result   match.Result
	analysis understand.Analysis
}

// understandEvent reads the text of an event.
func understandEvent(m desk.Manager, e event.Event) *understood {
	u := &understood{matcher: m.Matcher, Texts: m.Texts}
	switch e := e.(type) {
	case event.Message:
		u.read(e.Text, match.Scope{})
	case event.MessageEdited:
		u.read(e.Now.Text, match.Scope{})
	case event.AgentAction:
		if e.Act == bot.ActArticle {
			u.read(strings.TrimSpace(e.Text), match.Scope{})
		}
	default: // holds no text that a step reads
	}
	return u
}

func (u *understood) read(text string, in match.Scope) {
	t := understoodText{text: text, scope: in, result: u.matcher.Match(text, in)}
	if u.Texts != nil {
		t.analysis = u.Texts.Analyze(text, t.result)
	}
	u.texts = append(u.texts, t)
}

// Analyze returns what was understood of a text that was matched.
func (u *understood) Analyze(text string, _ match.Result) understand.Analysis {
	for i := range u.texts {
		if t := &u.texts[i]; t.text == text {
			return t.analysis
		}
	}
	return understand.Analysis{} // a step that asked for another text is tried again
}

// Match returns what was understood of a text. Of one that was not read it knows nothing
// and notes it: the step is then tried again.
func (u *understood) Match(text string, in match.Scope) match.Result {
	for i := range u.texts {
		if t := &u.texts[i]; t.text == text && t.scope.Equal(in) {
			return t.result
		}
	}
	none := match.Result{Decision: match.None}
	u.missing = append(u.missing, understoodText{text: text, scope: in, result: none})
	return none
}
