package match

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"aktivering/knowledge"
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

// symptomWordWeight is how much a word of a symptom weighs that no concept has:
// nobody said that it matters.
const symptomWordWeight = 0.5

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

// candidate is an article that a text may describe.
type candidate struct {
	article int32
	phrase  int32
	score   float32
}

// scratch is the working memory of one search.
type scratch struct {
	understood
	in     limits    // what the text is matched with
	said   []float32 // by conceptID: how surely it was said in this window
	marks  []conceptID
	best   []candidate
	close  []candidate // those of best that come close to the best one
	place  []int32     // by article: its place in best, from 1
	seen   []uint32    // by phrase: the window that last looked at it
	window uint32
	// mentioned tells, by conceptID, what the sentence says that is read for intents.
	mentioned []bool
	joint     joint
	asked     kindSet // the kinds of question that the text asks
}

// window is a part of a text that is matched as one: a sentence, two in a row,
// or all of it.
type window struct {
	mentions []mention
	unknown  int
	proper   int
	objects  int
	topics   int
	trust    float32
}

// search scores the phrases that a window may say, and keeps the best for each
// article in sc.best.
func (ix *index) search(sc *scratch, w window) {
	sc.window++
	sc.spent.scores += len(w.mentions)
	var total float32
	for _, m := range w.mentions {
		if int(m.concept) >= len(ix.weights) {
			continue
		}
		if sc.said[m.concept] == 0 {
			sc.marks = append(sc.marks, m.concept)
			total += ix.weights[m.concept]
		}
		sc.said[m.concept] = max(sc.said[m.concept], m.weight)
	}
	for _, c := range sc.marks {
		sc.spent.scores += len(ix.postings[c])
		for _, id := range ix.postings[c] {
			if sc.seen[id] == sc.window {
				continue
			}
			sc.seen[id] = sc.window
			article := ix.phrases[id].article
			if s := ix.score(sc, id, w, total); s > minScore && sc.in.byWords(article) {
				sc.keep(candidate{article, id, s})
			}
		}
	}
	for _, c := range sc.marks {
		sc.said[c] = 0
	}
	sc.marks = sc.marks[:0]
}

// minScore is below anything that is of interest.
const minScore = 0.3

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

// maxMass is the weight above which a description gains nothing more.
const maxMass = 4

// score tells how well a phrase fits a window, between 0 and 1: how much of the
// phrase was said, how much else was said, and how much the phrase tells at all.
func (ix *index) score(sc *scratch, id int32, w window, total float32) float32 {
	p, t := &ix.phrases[id], &ix.tuning
	var said, missing float32
	anchored, mostMissing, saidOf, strong := !p.anchored, p.weight*t.missing, sc.said, ix.strong
	for _, c := range ix.concepts[p.from:p.to] {
		if v := saidOf[c.concept]; v > 0 {
			said += c.weight * v
			anchored = anchored || strong[c.concept]
		} else if missing += c.weight; missing > mostMissing {
			return 0
		}
	}
	cover := said / p.weight
	cover *= cover
	rest := max(total-said, 0)*t.rest + float32(w.unknown)*t.unknown + float32(w.proper)*t.proper + float32(w.objects)*t.object
	focus := said / (said + min(rest, t.maxRest))
	substance := min(said/t.substance, 1)
	score := cover * (1 - t.focus + t.focus*focus) * (1 - t.thin + t.thin*substance) * w.trust
	score *= 1 + t.mass*min(said, maxMass)/maxMass
	if !anchored {
		score *= t.loose
	}
	switch {
	case w.topics > 1:
		return score * t.topics
	case w.topics == 1:
		return score * t.topic
	}
	return score
}

func (sc *scratch) keep(c candidate) {
	if i := sc.place[c.article]; i > 0 {
		if have := &sc.best[i-1]; c.score > have.score || c.score == have.score && c.phrase < have.phrase {
			*have = c
		}
		return
	}
	sc.best = append(sc.best, c)
	sc.place[c.article] = int32(len(sc.best))
}
