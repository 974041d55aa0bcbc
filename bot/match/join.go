package match

import (
	"cmp"
	"math"
	"slices"

	"aktivering/bot/internal/linear"
)

// Two readers tell what words are about: the lexicon, which knows concepts, and the model,
// which has learned texts. What the lexicon says is added to the scores of the model, so that
// they must agree, or one of them be clear. The weights were chosen on folds of the texts in
// knowledge/training/first; a lead of linear.One is odds of e to one.
const (
	// conceptWeight is what a description that fits whole counts, and conceptZero the fit that
	// counts neither for nor against an article.
	conceptWeight = 150
	conceptZero   = 0.4
	// patternWeight is what a pattern of an intent counts for that, and noPattern what it counts
	// against it that none was said.
	patternWeight = 40
	noPattern     = 120
	// answerLead is by how much an article must lead everything that is none, and aloneLead by
	// how much more where no description fits to any extent that counts.
	answerLead = 40
	aloneLead  = 20
	// articleLead is by how much an article must lead those that are not akin to be the answer.
	articleLead = 40
	// otherKind is what it counts against an article that it answers none of the kinds of
	// question that are asked.
	otherKind = 100
	// clearLead is by how much an article must lead none where a text says one weak anchor only,
	// and bareLead where it says none, as "VAMT finner ikke databasen".
	clearLead = 250
	bareLead  = 350
	// doubtLead is by how much none may lead a problem in a short text for words that say nothing
	// to be the reason.
	doubtLead = 125
	// alsoLead is how far behind an article is still named beside the answer.
	alsoLead = 20
)

// knows reports that the model learned an article.
func (m *Matcher) knows(article int32) bool { return m.labelOf[article] >= 0 }

// bindModel finds the articles of the model in the knowledge.
func (m *Matcher) bindModel(l model) {
	m.model = l
	m.labelOf = make([]int32, len(m.articles))
	for i, id := range m.articles {
		if m.labelOf[i] = int32(slices.Index(l.labels, id)); m.labelOf[i] >= 0 {
			m.learned = append(m.learned, int32(i))
		}
	}
	for i, label := range [...]string{LabelNone, LabelCrack, LabelHuman} {
		m.wishes[i] = slices.Index(l.labels, label)
	}
}

// readWords asks both readers what the words are about. It returns false where the model has
// nothing to say.
func (m *Matcher) readWords(sc *scratch) bool {
	if len(m.model.labels) == 0 || len(sc.words) == 0 || slices.Contains(m.wishes[:], -1) {
		return false
	}
	m.join(sc, 0, len(sc.words))
	if !sc.joint.isNone(m) {
		return true
	}
	if len(sc.words) <= longText {
		m.joinWithin(sc)
		return true
	}
	// Where a long text as a whole is about nothing, but concepts describe a problem, the part
	// counts that speaks for one most.
	if _, top := sc.leading(); top >= m.index.tuning.clarify {
		best, most := 0, float32(-math.MaxFloat32)
		for begin := 0; begin < min(len(sc.words), maxRead); begin += partWords / 2 {
			m.join(sc, begin, min(begin+partWords, len(sc.words)))
			if lead := sc.joint.problem - float32(sc.joint.scores[m.wishes[0]]); lead > most {
				best, most = begin, lead
			}
		}
		m.join(sc, best, min(best+partWords, len(sc.words)))
	}
	return true
}

// joinWithin reads a short text in which none is little likelier than a problem without the
// words at its ends that say nothing, such as "since yesterday". A wish, such as "kan dere ringe
// meg?", stays as it is.
func (m *Matcher) joinWithin(sc *scratch) {
	tells := func(e entry) bool { return !e.reading.known || len(e.reading.concepts) > 0 }
	begin := slices.IndexFunc(sc.entries, tells)
	_, top := sc.leading()
	none := sc.joint.scores[m.wishes[0]]
	unsure := float32(none)-sc.joint.problem < doubtLead
	wishes := sc.joint.scores[m.wishes[1]] > none || sc.joint.scores[m.wishes[2]] > none
	if !unsure || wishes || begin < 0 || top < m.index.tuning.answer || sc.hasTopic() {
		return
	}
	end := len(sc.words)
	for !tells(sc.entries[end-1]) {
		end--
	}
	if end-begin < len(sc.words) {
		m.join(sc, begin, end)
	}
}

// longText is how many words a text has more than of which a part may tell something else than
// the whole, and partWords is how many such a part has.
const (
	longText  = 30
	partWords = 24
)

// isNone reports that none is likelier than a problem.
func (j *joint) isNone(m *Matcher) bool {
	return len(j.ranked) == 0 || j.problem < float32(j.scores[m.wishes[0]])
}

// join scores the articles by both readers, by the words from begin to end.
func (m *Matcher) join(sc *scratch, begin, end int) {
	j := &sc.joint
	j.scores = slices.Grow(j.scores[:0], len(m.model.labels))[:len(m.model.labels)]
	clear(j.scores)
	known := m.byWord.Load()
	j.features = m.lexicon.features(&sc.understood, begin, end, j.features[:0], func(i int) bool {
		return known.addTo(j.scores, sc.entries[i].number)
	})
	m.model.linear.Score(j.features, j.scores)
	j.ranked, j.problem = j.ranked[:0], -math.MaxFloat32
	fits := false
	for _, i := range m.learned {
		if m.expert[i] && !sc.in.expert {
			continue
		}
		label := m.labelOf[i]
		fit := float32(0)
		if at := sc.place[i]; at > 0 {
			fit = sc.best[at-1].score
			fits = fits || fit >= conceptZero
		}
		s := scored{i, label, float32(j.scores[label]) + conceptWeight*(fit-conceptZero)}
		if !m.answersKind(i, sc.asked) {
			s.score -= otherKind
		}
		j.problem = max(j.problem, s.score)
		if sc.in.hasNumber(s.article) {
			j.ranked = append(j.ranked, s)
		}
	}
	if j.problem -= answerLead; !fits {
		j.problem -= aloneLead
	}
}

// rank keeps of the articles the first, those that are akin to it and close behind, and the best
// of all others, best first. It returns the place of the last one, -1 where there is none.
func (m *Matcher) rank(j *joint) (rival int) {
	first := j.ranked[0]
	for _, c := range j.ranked {
		if before(c, first) < 0 {
			first = c
		}
	}
	other, kept := scored{article: -1}, j.ranked[:0]
	for _, c := range j.ranked {
		switch {
		case c.article == first.article:
			kept = append(kept, c)
		case first.score-c.score < alsoLead && m.isAkin(first, c):
			kept = append(kept, c)
		case (other.article < 0 || before(c, other) < 0) && !m.isAkin(first, c):
			other = c
		}
	}
	if other.article >= 0 {
		kept = append(kept, other)
	}
	slices.SortFunc(kept, before)
	j.ranked = kept
	return slices.Index(kept, other)
}

// before orders articles, the best first.
func before(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.article, b.article))
}

// wanted settles whether a text asks for a crack or a person: the pattern of the intent and
// the model must agree, or one of them be clear.
func (m *Matcher) wanted(r *Result, sc *scratch) Decision {
	j := &sc.joint
	none := max(float32(j.scores[m.wishes[0]]), j.problem)
	weigh := func(label int, said bool) float32 {
		if said {
			return float32(j.scores[label]) + patternWeight
		}
		return float32(j.scores[label]) - noPattern
	}
	crack, human := weigh(m.wishes[1], r.Has(WantsCrack)), weigh(m.wishes[2], r.Has(WantsHuman))
	switch {
	case crack > none && crack >= human && (r.Has(WantsCrack) || m.anchored(&sc.understood, 0)):
		return Refuse
	case human > none && (r.Has(WantsHuman) || !r.Has(WantsHelp)): // who only calls for help has the bot
		return Human
	}
	return ""
}

// decideJoined settles what the description of a problem calls for, by both readers.
func (m *Matcher) decideJoined(r *Result, sc *scratch, top float32) {
	j := &sc.joint
	if j.isNone(m) {
		return
	}
	rival := m.rank(j)
	first, none := j.ranked[0], float32(j.scores[m.wishes[0]])
	if first.score < none+answerLead {
		return // what the text is about is out of the scope
	}
	if anchored, some := m.anchors(&sc.understood, top); !anchored && !isClear(&sc.understood, some, first.score-none) {
		return
	}
	r.Decision = Answer
	lead := first.score - none
	if rival >= 0 {
		lead = min(lead, first.score-j.ranked[rival].score)
	}
	r.Confidence = min(1/(1+math.Exp(-0.3-float64(lead)/linear.One)), maxConfident)
	if rival >= 0 && lead < articleLead {
		r.Decision, r.Confidence = Clarify, r.Confidence/2
	}
	for i, c := range j.ranked {
		if (i != rival || r.Decision == Clarify) && len(r.Entries) < maxEntries {
			if c.score == first.score {
				r.tied++
			}
			r.Entries = append(r.Entries, m.articles[c.article])
		}
	}
}

// isClear reports that a text is about an article by so much that it need not be anchored. A text of
// which most words are unknown is about nothing for sure, whatever groups of letters it has.
func isClear(u *understood, some bool, lead float32) bool {
	unknown := 0
	for _, s := range u.sentences {
		if s.topics > 0 {
			return false
		}
		unknown += s.unknown
	}
	if 2*unknown > len(u.words) {
		return false
	}
	if some {
		return lead >= clearLead
	}
	return lead >= bareLead
}

// isAkin reports that b is akin to a.
func (m *Matcher) isAkin(a, b scored) bool {
	return slices.Contains(m.model.akin[a.label], m.model.labels[b.label])
}
