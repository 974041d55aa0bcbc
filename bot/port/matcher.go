package port

import "aktivering/bot/match"

// Matcher understands a text, with the articles of a scope.
type Matcher interface {
	Match(text string, in match.Scope) match.Result
}
