package match

import (
	"slices"

	"aktivering/knowledge"
)

// articles are what the matcher needs of the articles that it finds.
type articles struct {
	ids     []string
	answers []kindSet // the kinds of question that each answers
	expert  []bool    // it is written for administrators
	// words returns the words of symptoms that mean something, in order, but for those that a
	// concept of the language data has.
	words func(*lexicon) []string
	// symptoms returns the symptoms of each as sets of concepts.
	symptoms func(*lexicon) [][][]conceptID
	// titles returns the titles of each, as foldedTitles does.
	titles func() [][]string
}

// readArticles returns articles that are read for it.
func readArticles(kb *knowledge.Base, list []*knowledge.Article) *articles {
	as := &articles{
		ids: make([]string, len(list)), answers: make([]kindSet, len(list)), expert: make([]bool, len(list)),
		words:    func(x *lexicon) []string { return symptomWords(x, list) },
		symptoms: func(x *lexicon) [][][]conceptID { return symptomSets(x, list) },
		titles: func() [][]string {
			titles := make([][]string, len(list))
			for i, a := range list {
				titles[i] = foldedTitles(a)
			}
			return titles
		},
	}
	for i, a := range list {
		as.ids[i], as.expert[i] = a.ID, kb.AudienceOf(a) == knowledge.ForAdministrators
		for _, k := range a.Kinds {
			as.answers[i] |= setOf(k)
		}
	}
	return as
}

// symptomWords adds the words of the symptoms that no concept has, and returns them.
func symptomWords(x *lexicon, list []*knowledge.Article) (words []string) {
	for _, a := range list {
		for _, lang := range x.languages {
			for _, line := range a.Symptoms[lang] {
				words = x.addSymptomWords(words, line)
			}
		}
	}
	return slices.Clip(words)
}
