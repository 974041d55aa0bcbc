package match

import (
	"cmp"
	"slices"
	"strings"

	"aktivering/knowledge"
)

// kindSet is a set of kinds of question.
type kindSet uint8

// The kinds of question that words tell, and words that ask for a repair.
const (
	asksMayI kindSet = 1 << iota
	asksWhatIs
	asksWhatIf
	asksHowTo
	asksRepair
)

// setOf returns the set of a kind; the empty one for a kind that no words tell.
func setOf(k knowledge.Kind) kindSet {
	switch k {
	case knowledge.KindMayI:
		return asksMayI
	case knowledge.KindWhatIs:
		return asksWhatIs
	case knowledge.KindWhatIf:
		return asksWhatIf
	case knowledge.KindHowTo:
		return asksHowTo
	case knowledge.KindError, knowledge.KindSymptom:
	}
	return 0
}

// asker finds out which kinds of question a text asks.
type asker struct {
	// phrases are the words by which questions begin, the longest first, by the first of them.
	phrases map[string][]askPhrase
	// repairs are words that ask for a repair, by the first of them.
	repairs map[string][]askPhrase
	joins   knowledge.Words
}

type askPhrase struct {
	words []string
	kinds kindSet
}

func newAsker(l *knowledge.Language) asker {
	a := asker{make(map[string][]askPhrase), make(map[string][]askPhrase), refolded(l.Clauses.Joins)}
	for kind, words := range l.Kinds.Begin {
		add(a.phrases, words, setOf(kind))
	}
	add(a.repairs, l.Kinds.Repairs, asksRepair)
	for _, phrases := range []map[string][]askPhrase{a.phrases, a.repairs} {
		for _, list := range phrases {
			slices.SortFunc(list, func(x, y askPhrase) int {
				return cmp.Or(len(y.words)-len(x.words), slices.Compare(x.words, y.words))
			})
		}
	}
	return a
}

// add adds phrases that tell a kind.
func add(phrases map[string][]askPhrase, words knowledge.Words, kind kindSet) {
	for phrase := range refolded(words) {
		split := strings.Fields(phrase)
		list := phrases[split[0]]
		if i := slices.IndexFunc(list, func(p askPhrase) bool { return slices.Equal(p.words, split) }); i >= 0 {
			list[i].kinds |= kind
			continue
		}
		phrases[split[0]] = append(list, askPhrase{split, kind})
	}
}

// asked returns the kinds of question that the words of a text ask. It is empty where nothing is
// asked, or where one of the questions is how to repair something.
func (a *asker) asked(u *understood, text string) kindSet {
	var all kindSet
	for i, w := range u.words {
		if a.begins(u, text, i) {
			all |= longest(a.phrases[w], u.words[i:])
		}
		all |= longest(a.repairs[w], u.words[i:])
	}
	if all&asksRepair != 0 {
		return 0
	}
	return all
}

// begins reports that a clause may begin with the word at i.
func (a *asker) begins(u *understood, text string, i int) bool {
	if i == 0 || u.tokens[i].sentence != u.tokens[i-1].sentence || a.joins.Has(u.words[i-1]) {
		return true
	}
	return strings.ContainsAny(text[u.tokens[i-1].end:u.tokens[i].start], ",:–—(")
}

// longest returns the kinds of the longest phrase that words begin with.
func longest(phrases []askPhrase, words []string) kindSet {
	for _, p := range phrases {
		if len(p.words) <= len(words) && slices.Equal(p.words, words[:len(p.words)]) {
			return p.kinds
		}
	}
	return 0
}
