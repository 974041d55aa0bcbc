package match

import (
	"cmp"
	"slices"
)

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

// leading returns the best score, and the candidates that come close to it, best first.
func (sc *scratch) leading() (best []candidate, top float32) {
	for _, c := range sc.best {
		top = max(top, c.score)
	}
	sc.close = sc.close[:0]
	for _, c := range sc.best {
		if c.score >= top*0.8 {
			sc.close = append(sc.close, c)
		}
	}
	slices.SortFunc(sc.close, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.article, b.article))
	})
	return sc.close, top
}

// searchWindows looks for symptoms in every sentence, in every two in a row, and
// in the whole text: people tell a problem in one sentence among many, or spread
// over two. A text of very many sentences is searched from both ends as far as the
// work allowed goes.
func (m *Matcher) searchWindows(sc *scratch) {
	for _, c := range sc.best {
		sc.place[c.article] = 0
	}
	sc.best = sc.best[:0]
	if len(sc.mentions) == 0 {
		return
	}
	m.index.ready()
	if len(sc.seen) < len(m.index.phrases) {
		sc.seen = make([]uint32, len(m.index.phrases))
	}
	n := len(sc.sentences)
	if n > 2 {
		m.index.search(sc, sc.over(sc.sentences, m.index.tuning.whole))
	}
	limit := sc.spent.scores + max(maxScores, minWindows*m.index.entries)
	for i, j := 0, n-1; i <= j && sc.spent.scores < limit; i, j = i+1, j-1 {
		m.searchAt(sc, i)
		if i < j {
			m.searchAt(sc, j)
		}
	}
}

// searchAt looks for symptoms in a sentence, and in that and the next.
func (m *Matcher) searchAt(sc *scratch, i int) {
	m.index.search(sc, sc.over(sc.sentences[i:i+1], 1))
	if i+1 < len(sc.sentences) {
		m.index.search(sc, sc.over(sc.sentences[i:i+2], m.index.tuning.pair))
	}
}

// over makes a window of sentences.
func (u *understood) over(s []sentence, trust float32) window {
	w := window{mentions: u.mentions[s[0].from:s[len(s)-1].to], trust: trust}
	for _, x := range s {
		w.unknown += x.unknown
		w.proper += x.proper
		w.objects += x.objects
		w.topics += x.topics
	}
	return w
}
