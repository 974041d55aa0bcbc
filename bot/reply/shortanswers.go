package reply

import (
	"slices"
	"strings"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// Reader reads short answers. The zero Reader knows no words: it reads the labels and the
// numbers of choices.
type Reader struct{ answers *knowledge.Answers }

// NewReader returns a reader that knows the words of language data.
func NewReader(l *knowledge.Language) Reader { return Reader{&l.Answers} }

// words returns the words that the reader knows.
func (r Reader) words() *knowledge.Answers {
	if r.answers == nil {
		return &knowledge.Answers{}
	}
	return r.answers
}

// Acknowledged reports words that only say that a remedy will be tried: "ok",
// "greit, prøver det i kveld".
func (r Reader) Acknowledged(said string) bool {
	a, words := r.words(), ShortWords(said)
	if a.Acknowledged.Has(strings.Join(words, " ")) {
		return true
	}
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return a.Tries.Has(w) || a.WhenTried.Has(w) || a.Acknowledged.Has(w)
	})
	return slices.ContainsFunc(words, a.Tries.Has) && r.fill(rest)
}

// OutcomeOf reads how a remedy went from a few words that say nothing else:
// "funka!", "no verkar det", "hjalp ikke".
func (r Reader) OutcomeOf(said string) Answer {
	a, words := r.words(), ShortWords(said)
	if r.saysSolved(words) {
		return Yes
	}
	negated := slices.ContainsFunc(words, a.Negation.Has)
	tells := func(w string) bool { return a.Outcome.Has(w) || negated && a.Infinitive.Has(w) }
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return a.Negation.Has(w) || tells(w) || a.AroundOutcome.Has(w)
	})
	switch {
	case !slices.ContainsFunc(words, tells) || !r.fill(rest):
		return NoAnswer
	case negated:
		return No
	}
	return Yes
}

// saysSolved reports words that say that all is well, with nothing around them but a yes and what may
// stand around an outcome or an answer: "ja, der satt den, takk".
func (r Reader) saysSolved(words []string) bool {
	a := r.words()
	for n := len(words); n > 0; n-- {
		for from := 0; from+n <= len(words); from++ {
			if !a.Solved.Has(strings.Join(words[from:from+n], " ")) {
				continue
			}
			rest := slices.Concat(words[:from], words[from+n:])
			return !slices.ContainsFunc(rest, func(w string) bool { return r.notAround(w) && !a.AroundOutcome.Has(w) && !a.Yes.Has(w) })
		}
	}
	return false
}

// Answer is what a short reply says to a yes-or-no question.
type Answer int

// The answers.
const (
	NoAnswer Answer = iota // it says something else
	Yes
	No
	Unsure // the person does not know
)

// AsksMeaning reports a text that asks no more than what something means; ofCode tells that it is
// the code or the error.
func (r Reader) AsksMeaning(said string) (asks, ofCode bool) {
	text := strings.Join(ShortWords(said), " ")
	ofCode = r.words().MeansCode.Has(text)
	return ofCode || r.words().Means.Has(text), ofCode
}

// AsksWhatNow reports a text that asks no more than what is to be done now.
func (r Reader) AsksWhatNow(said string) bool {
	return r.words().WhatNow.Has(strings.Join(ShortWords(said), " "))
}

// AsksPrivacy reports a text that asks no more than what is kept of the person, or to erase it.
func (r Reader) AsksPrivacy(said string) bool {
	return r.words().Privacy.Has(strings.Join(ShortWords(said), " "))
}

// ConfirmsOther reports a yes or no with nothing behind it but other words, told from one byte of
// the text to another, and such as say nothing: "ja, det er en jobb-PC".
func (r Reader) ConfirmsOther(said string, from, to int, clauses *knowledge.ClauseWords) bool {
	words := ShortWords(said)
	if len(words) < 2 || !r.words().Yes.Has(words[0]) && !r.words().No.Has(words[0]) {
		return false
	}
	around := append(strings.Fields(fold.Text(said[:from])), strings.Fields(fold.Text(said[to:]))...)
	for i, w := range around {
		if i > 0 && (!r.words().AroundAnswer.Has(w) && !clauses.Fillers.Has(w) || clauses.Joins.Has(w)) {
			return false
		}
	}
	return len(around) > 0 && around[0] == words[0]
}

// AnswerOf reads a short reply that says nothing but yes, no or "don't know".
func (r Reader) AnswerOf(said string) Answer { return r.answerOf(ShortWords(said)) }

// answerOf reads a short reply; words are the folded words of it.
func (r Reader) answerOf(words []string) Answer {
	if len(words) == 0 {
		return NoAnswer
	}
	a := r.words()
	said := " " + strings.Join(words, " ") + " "
	for unsure := range a.Unsure {
		if before, after, ok := strings.Cut(said, " "+unsure+" "); ok && r.fill(strings.Fields(before+" "+after)) {
			return Unsure
		}
	}
	rest := words[1:]
	negated := slices.ContainsFunc(rest, a.Negation.Has)
	good := slices.ContainsFunc(rest, a.Outcome.Has)
	rest = slices.DeleteFunc(slices.Clone(rest), func(w string) bool {
		return a.Negation.Has(w) || a.Outcome.Has(w) || negated && a.Infinitive.Has(w)
	})
	switch {
	case !r.fill(rest):
	case a.Yes.Has(words[0]) && !negated:
		return Yes
	case a.No.Has(words[0]) && (negated || !good):
		return No
	}
	return NoAnswer
}

// fill reports whether the words are only such as may stand around an answer.
func (r Reader) fill(words []string) bool { return !slices.ContainsFunc(words, r.notAround) }

func (r Reader) notAround(word string) bool { return !r.words().AroundAnswer.Has(word) }
