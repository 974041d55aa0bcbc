package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"aktivering/bot"
	"aktivering/bot/desk"
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

// maxRounds is how many times a turn is tried because a step asks for another text.
// One text of the past is all that a step can need.
const maxRounds = 3

var errNotUnderstood = errors.New("the turn asks for ever more texts")

// understandEvent reads the text of an event.
func understandEvent(m desk.Manager, e bot.Event) *understood {
	u := &understood{matcher: m.Matcher, Texts: m.Texts}
	switch e := e.(type) {
	case bot.Message:
		u.read(e.Text, match.Scope{})
	case bot.MessageEdited:
		u.read(e.Now.Text, match.Scope{})
	case bot.AgentAction:
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

// turn makes the turn of an event, whose text is understood before the store is asked. A
// step that asks for another text, such as what the person wrote before a question, is
// given up without a trace, and tried again when that text is understood too. Where may is
// not nil and returns false for the conversation before the turn, no step is made; it runs as
// often as the step, and nothing counts of it where the event was dropped.
func (e *Engine) turn(ctx context.Context, in bot.Inbound, may func(bot.Conversation, desk.Manager) bool) (dropped bool, err error) {
	return e.turnBy(ctx, in, e.store.Turn, may)
}

// turnBy is turn with a way to make it.
func (e *Engine) turnBy(ctx context.Context, in bot.Inbound, save saveTurn, may func(bot.Conversation, desk.Manager) bool) (dropped bool, err error) {
	if e.tracer != nil {
		traced, end := e.tracer.Turn(ctx, in)
		defer func() { end(err) }()
		ctx = traced
	}
	manager := e.decider().In(in.Ref().Address)
	u := &understood{matcher: manager.Matcher, Texts: manager.Texts}
	if in.Limited == bot.LimitNone { // else it is read where the step asks for it, as in an open case
		u = understandEvent(manager, in.Event)
	}
	manager.Matcher = u
	if manager.Texts != nil {
		manager.Texts = u
	}
	problems, err := e.problems(ctx, in)
	if err != nil {
		return false, err
	}
	manager.Problems = problems
	if manager.Blocked, err = e.blockOf(ctx, in); err != nil {
		return false, err
	}
	if manager.UsualWait, err = e.usualWait(ctx, in); err != nil {
		return false, err
	}
	for range maxRounds {
		var decided bot.Decision
		kept := false
		dropped, err := save(ctx, in, func(c bot.Conversation) bot.Decision {
			u.missing, kept = nil, false
			if may != nil && !may(c, manager) {
				return bot.Decision{Conversation: c}
			}
			d := manager.Step(c, in)
			if len(u.missing) > 0 {
				return bot.Decision{Conversation: c}
			}
			d.Effects = e.fit(d.Effects)
			decided, kept = d, d.Conversation.Turn != c.Turn
			return d
		})
		if err != nil || dropped {
			return dropped, err //nolint:wrapcheck // Handle does
		}
		if kept {
			e.observe(ctx, in, decided)
			_ = e.catchUp(ctx, in, problems, decided) // the turn is saved, whatever becomes of this
		}
		if len(u.missing) == 0 {
			return false, nil
		}
		for _, t := range u.missing {
			u.read(t.text, t.scope)
		}
	}
	return false, fmt.Errorf("%w: %d bytes", errNotUnderstood, len(u.missing[0].text))
}
