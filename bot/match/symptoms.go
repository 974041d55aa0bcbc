package match

import (
	"runtime"
	"slices"
	"sync"

	"aktivering/knowledge"
)

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

// symptomSets reads every symptom of each article as a set of concepts, the same
// set once. Articles are read side by side, as each is by itself.
func symptomSets(x *lexicon, articles []*knowledge.Article) [][][]conceptID {
	sets := make([][][]conceptID, len(articles))
	workers := min(runtime.GOMAXPROCS(0), len(articles))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			u := &understood{}
			for i := w; i < len(articles); i += workers {
				for _, lang := range x.languages {
					for _, line := range articles[i].Symptoms[lang] {
						x.understand(u, line, nil)
						cs := symptomConcepts(x, u)
						if len(cs) > 0 && !slices.ContainsFunc(sets[i], func(have []conceptID) bool { return slices.Equal(have, cs) }) {
							sets[i] = append(sets[i], cs)
						}
					}
				}
			}
		})
	}
	wg.Wait()
	return sets
}

func symptomConcepts(x *lexicon, u *understood) []conceptID {
	var cs []conceptID
	for _, m := range u.mentions {
		if x.kinds[m.concept] == symptomKind {
			cs = append(cs, m.concept)
		}
	}
	slices.Sort(cs)
	return slices.Compact(cs)
}
