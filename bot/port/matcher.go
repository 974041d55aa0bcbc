package port

import (
	"aktivering/bot/match"
	"aktivering/bot/understand"
)

// Matcher understands a text, with the articles of a scope.
type Matcher interface {
	Match(text string, in match.Scope) match.Result
}

// Texts reads what a person does with a message. Analyze does the work that needs nothing but
// the text, and what was matched in it.
type Texts interface {
	Analyze(text string, m match.Result) understand.Analysis
	Read(c understand.Context, a understand.Analysis) understand.Reading
}
