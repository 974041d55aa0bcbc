package match

// decideWords settles what the description of a problem calls for. An article that the model
// has not learned, which a pack from outside may add, is found by concepts alone.
func (m *Matcher) decideWords(r *Result, sc *scratch, joined bool) {
	r.Decision, r.Confidence = None, noConfidence
	best, top := sc.leading()
	if joined && (len(best) == 0 || m.knows(best[0].article) || !m.answersKind(best[0].article, sc.asked)) {
		m.decideJoined(r, sc, top)
		return
	}
	if len(best) > 0 && m.answersKind(best[0].article, sc.asked) && m.anchored(&sc.understood, top) {
		m.decideConcepts(r, best, top)
	}
}

// decideConcepts settles what the concepts of a description call for.
func (m *Matcher) decideConcepts(r *Result, best []candidate, top float32) {
	switch {
	case top >= m.index.tuning.answer:
		r.Decision = Answer
	case top >= m.index.tuning.clarify && len(best) > 1:
		r.Decision = Clarify
	default:
		return
	}
	r.Confidence = confidence(top)
	if r.Decision == Clarify {
		r.Confidence /= 2
	}
	for _, c := range best[:min(len(best), maxEntries)] {
		if c.score == top {
			r.tied++
		}
		r.Entries = append(r.Entries, m.articles[c.article])
	}
}
