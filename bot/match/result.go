package match

import "aktivering/knowledge"

// Decision is what the words of a person call for.
type Decision string

// The decisions.
const (
	// Answer: Entries[0] is the article. More entries follow only where several
	// articles hold one code, or several known codes were written.
	Answer Decision = "answer"
	// Clarify: Entries holds two to four articles to choose from.
	Clarify Decision = "clarify"
	// Suggest: a code was written that no article has, and that differs in one
	// character from documented ones: see Near.
	Suggest Decision = "suggest"
	// UnknownCode: a code was written that no article has or resembles; or the
	// person says that the code is not in the list.
	UnknownCode Decision = "unknown-code"
	// Refuse: an activator, a crack or a free key was asked for. Entries still
	// holds what the codes in the same text call for.
	Refuse Decision = "refuse"
	// Human: a person was asked for. Entries as for Refuse.
	Human Decision = "human"
	// None: nothing about Windows activation.
	None Decision = "none"
)

// Certainty tells how surely a piece of text is the code it was read as.
type Certainty int

// The certainties.
const (
	// Certain: written as codes are written, or with the letter O for zero.
	Certain Certainty = iota
	// Probable: a letter that only looks like a digit was read as the digit.
	Probable
	// Malformed: shaped like a code, but of seven or nine digits, or with one
	// character that no code can have. Value is zero.
	Malformed
)

// Found is a code as it was found in a text.
type Found struct {
	// Value is the code that was read; zero for a malformed one.
	Value knowledge.Code
	// Digits are the code's digits as read, upper case, without 0x.
	Digits    string
	Certainty Certainty
	// Start and End are the byte offsets in the text.
	Start, End int
}

// Range is a part of a text, in bytes.
type Range struct{ Start, End int }

// Suggestion is a documented code that differs in one character from what was
// written, or holds it.
type Suggestion struct {
	Code knowledge.Code
	// Written is the code as the person wrote it, as 0x and digits; of a part of one the
	// digits.
	Written string
	// At is the index in Code.String() of the character that differs, -1 where a digit too
	// many was written, or AtPart.
	At int
	// Entry is the id of the article that holds the code.
	Entry string
}

// Intent is something that a person wants, apart from a remedy. Intents are
// combined with |.
type Intent uint32

// The intents.
const (
	WantsHuman    Intent = 1 << iota
	WantsCrack           // an activator, a crack or a free key
	SaysThanks           // takk, thank you
	SaysYes              // ja, jepp, yes
	SaysNo               // nei, nope
	SaysUnsure           // vet ikke, aner ikke, not sure
	SaysHelped           // det virket, it worked
	SaysNotHelped        // det hjalp ikke, still the same
	SaysHello            // hei, good morning
	SaysBye              // ha det, bye
	WantsHelp            // hjelp, what can you do
	WantsRestart         // start på nytt, start again
	WantsBack            // tilbake, back
	WantsLanguage        // språk nn, in English please: see Result.Wants
	ToldToCall           // a page or a window that tells the person to call a number
)

// Result is everything that was understood of a text.
type Result struct {
	Decision Decision
	// Entries are article ids, best first.
	Entries []string
	// Codes are the codes found, in the order written.
	Codes []Found
	// Newer tells that the words say of the last code that it is the newer one.
	Newer bool
	// Near are the documented codes that an unknown one resembles, best first.
	Near []Suggestion
	// Confidence is between 0 and 1: how often a decision of this strength is right.
	Confidence float64
	// Language is the language of the text, empty when it cannot be told.
	Language knowledge.Lang
	Intents  Intent
	// Wants is the language asked for with WantsLanguage.
	Wants knowledge.Lang
	// Facts are the facts told in the text, by fact id, and ToldAt is where each is told.
	Facts  map[string]string
	ToldAt map[string]Range
	// Office tells that the text is about Office's activation, not Windows'.
	Office bool
	// Concepts are the names of the concepts that the words of the text have in the language
	// data, sorted, each once. They are the lexicon's own: not to be changed.
	Concepts []string

	// tied is how many of Entries lead with the same weight.
	tied int
}

// Tied returns the articles that words lead to with the same weight, so that only the order in
// which they were loaded decides between them; nil where one leads.
func (r *Result) Tied() []string {
	if r.tied < 2 {
		return nil
	}
	return r.Entries[:r.tied]
}

// Has reports whether every intent of i was understood.
func (r *Result) Has(i Intent) bool { return r.Intents&i == i }
