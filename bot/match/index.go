package match

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// phrase is one way of describing an article's problem, as a set of concepts.
type phrase struct {
	article  int32
	from, to int32 // its concepts in index.concepts, the heaviest first
	weight   float32
	anchored bool // it names Windows activation by itself
}

// weighed is a concept of a phrase, and how much it weighs.
type weighed struct {
	concept conceptID
	weight  float32
}

// index finds the articles that a set of concepts describes.
type index struct {
	weights  []float32 // by conceptID: rare concepts weigh more, at most 1
	phrases  []phrase
	concepts []weighed
	postings [][]int32 // by conceptID: the phrases that it is a key of
	entries  int       // in all of postings
	strong   []bool    // by conceptID: the strong anchors
	tuning   tuning
	// ready reads the symptoms, which a text that is nothing but a code does not need: it takes a
	// quarter of the time to start. What stands above is empty before, except tuning.
	ready func()
}

// newIndex returns an index of the symptoms of the articles. They are read when they are needed.
func newIndex(x *lexicon, as *articles) *index {
	ix := &index{tuning: defaultTuning()}
	ix.ready = sync.OnceFunc(func() { ix.read(x, as) })
	return ix
}

// read reads the symptoms of the articles.
func (ix *index) read(x *lexicon, as *articles) {
	type set struct {
		article  int32
		concepts []conceptID
	}
	var sets []set
	for i, list := range as.symptoms(x) {
		for _, cs := range list {
			sets = append(sets, set{int32(i), cs})
		}
	}
	ix.weights, ix.postings, ix.strong = make([]float32, len(x.names)), make([][]int32, len(x.names)), make([]bool, len(x.names))
	for c := range x.strong {
		ix.strong[c] = true
	}
	// A concept weighs by how few articles speak of it.
	inArticles := make([]int, len(x.names))
	last := make([]int32, len(x.names))
	for _, s := range sets {
		for _, c := range s.concepts {
			if last[c] != s.article+1 {
				last[c] = s.article + 1
				inArticles[c]++
			}
		}
	}
	n := float64(max(len(as.ids), 2))
	for c, df := range inArticles {
		w := math.Log(1+n/float64(max(df, 1))) / math.Log(1+n)
		switch {
		case x.kinds[c] != symptomKind:
			w = 0
		case df == 0, conceptID(c) >= x.ownConcepts:
			w *= symptomWordWeight
		}
		ix.weights[c] = float32(w)
	}
	for _, s := range sets {
		ix.add(x, s.article, s.concepts)
	}
}

// symptomWordWeight is how much a word of a symptom weighs that no concept has:
// nobody said that it matters.
const symptomWordWeight = 0.5

func (ix *index) add(x *lexicon, article int32, cs []conceptID) {
	p := phrase{article: article, from: int32(len(ix.concepts))}
	for _, c := range cs {
		p.weight += ix.weights[c]
		p.anchored = p.anchored || x.strong[c]
	}
	for _, c := range cs {
		ix.concepts = append(ix.concepts, weighed{c, ix.weights[c]})
	}
	p.to = int32(len(ix.concepts))
	id := int32(len(ix.phrases))
	ix.phrases = append(ix.phrases, p)
	rarest := ix.concepts[p.from:p.to] // the heaviest first, so that a phrase is given up soon
	slices.SortStableFunc(rarest, func(a, b weighed) int { return cmp.Compare(b.weight, a.weight) })
	// A phrase counts only when no more than t.missing of its weight is unsaid. So
	// one of its rarest concepts must be said that weigh more than that together,
	// and under these alone it is found.
	var keys float32
	for _, c := range rarest {
		ix.postings[c.concept] = append(ix.postings[c.concept], id)
		ix.entries++
		if keys += c.weight; keys > p.weight*ix.tuning.missing {
			break
		}
	}
}

// tuning is how the parts of a score weigh.
type tuning struct {
	missing   float32 // how much of a phrase may be unsaid
	focus     float32 // how much it matters that other things were said
	rest      float32 // the weight of another known concept
	unknown   float32 // the weight of an unknown word
	proper    float32 // the weight of an unknown name, beside that
	object    float32 // the weight of an unknown object, beside those
	maxRest   float32 // people also talk of other things
	loose     float32 // what remains where the phrase names Windows activation and the text does not
	mass      float32 // what a description gains that tells much
	substance float32 // how much weight makes a description
	thin      float32 // the part of the score that a thin description loses
	topic     float32 // what remains where another topic is named
	topics    float32 // what remains where several are
	pair      float32 // what remains in two sentences taken together
	whole     float32 // what remains in the whole text
	answer    float32 // the score from which an article is the answer
	clarify   float32 // the score from which articles are offered
}

func defaultTuning() tuning {
	return tuning{
		missing: 0.36, focus: 0.6, rest: 0.22, unknown: 0.14, proper: 0.4, object: 0.5, maxRest: 0.6,
		loose: 0.75, mass: 0.1, substance: 1.3, thin: 0.57, topic: 0.48, topics: 0.3, pair: 0.99, whole: 0.9, answer: 0.54, clarify: 0.46,
	}
}
