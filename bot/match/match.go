// Package match understands what a person writes about Windows activation: the
// error codes, the problem as they describe it, and what else they want.
//
// Nothing here asks a network, a clock or chance: the same text gives the same
// result in every run.
package match

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"aktivering/knowledge"
)

// Matcher understands texts with one base of knowledge. It is safe for
// concurrent use.
type Matcher struct {
	kb     *knowledge.Base
	finder Finder
	// prepare makes ready what reads words, all of the following.
	prepare  func()
	newer    knowledge.Words // between two codes, that the second is the newer one
	logs     knowledge.Words // before a code, that it is of a log
	ending   knowledge.Words // that the end of a code follows
	articles []string        // their ids
	lexicon  *lexicon
	index    *index
	patterns []pattern
	hints    hints
	facts    map[conceptID]factValue
	asker    asker
	answers  []kindSet // by article: the kinds of question that it answers
	expert   []bool    // by article: it is written for administrators
	scratch  sync.Pool
	titles   func() map[string]int32 // gathered when they are asked for first
	// stored is what is known of articles that come with the program without reading them, as
	// storeSymptoms writes it; empty lets the articles be read.
	stored string

	subjects *subjects // for articles about something else; often nil

	model   model
	labelOf []int32 // by article: its label in the model, or -1
	learned []int32 // the articles that the model knows
	// byWord are read by Ready; nil before.
	byWord atomic.Pointer[wordScores]
	wishes [3]int // the labels of the model that are no articles
}

type factValue struct{ fact, value string }

// Match understands a text, with the articles of a scope: what is outside counts as if it
// were not documented.
func (m *Matcher) Match(text string, in Scope) Result {
	if r, ok := m.matchCode(text, in); ok {
		return r
	}
	m.prepare()
	sc := m.scratch.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
	r := m.match(sc, text, in)
	m.scratch.Put(sc) // not deferred: after a panic it may hold what belongs to this text
	return r
}

// IsCode reports a text that is one code, and space around it, in its full form.
func IsCode(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != '0' { // of most texts no error is made
		return false
	}
	_, err := knowledge.ParseCode(text)
	return err == nil
}

// matchCode understands a text that is one code for which the knowledge has articles: no words
// are read for it.
func (m *Matcher) matchCode(text string, in Scope) (Result, bool) {
	if !IsCode(text) {
		return Result{}, false
	}
	var r Result
	sc := &scratch{in: m.limit(in)}
	r.Codes, _ = m.finder.find(text, sc.in.known, nil)
	m.decideCodes(&r, sc, text)
	return r, r.Decision == Answer
}

func (m *Matcher) match(sc *scratch, text string, in Scope) Result {
	var r Result
	sc.in = m.limit(in)
	r.Codes, sc.codes = m.finder.find(text, sc.in.known, sc.codes[:0])
	m.lexicon.understand(&sc.understood, text, sc.codes)
	r.Intents, r.Wants = m.intents(sc)
	r.Language = m.hints.language(text, sc.tokens)
	r.Office = m.aboutOffice(&sc.understood, text)
	for _, told := range sc.facts {
		v := m.facts[told.concept]
		if r.Facts == nil {
			r.Facts, r.ToldAt = make(map[string]string, 2), make(map[string]Range, 2)
		}
		r.Facts[v.fact] = v.value
		r.ToldAt[v.fact] = Range{sc.tokens[told.from].start, sc.tokens[told.to-1].end}
	}
	r.Concepts = m.concepts(sc)
	sc.asked = m.asker.asked(&sc.understood, text)
	sc.in.expert = sc.in.expert || r.Facts[knowledge.FactAudience] == string(knowledge.ForAdministrators)
	m.decide(&r, sc, text)
	if m.subjects != nil {
		m.besideActivation(&r, sc, text)
	}
	return r
}

// maxConcepts bounds the concepts that a result names.
const maxConcepts = 40

// concepts names the concepts of the language data that a text mentions.
func (m *Matcher) concepts(sc *scratch) []string {
	var names []string
	for _, x := range sc.mentions {
		if x.concept < m.lexicon.ownConcepts && m.lexicon.kinds[x.concept] != factKind {
			if name := m.lexicon.names[x.concept]; !slices.Contains(names, name) && len(names) < maxConcepts {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// Confidences of decisions that words do not blur.
const (
	sure         = 0.99
	fairlySure   = 0.9
	probable     = 0.75
	noConfidence = 0.0
)

// decide settles what the text calls for.
func (m *Matcher) decide(r *Result, sc *scratch, text string) {
	m.decideCodes(r, sc, text)
	byCode := r.Decision != ""
	logged := r.Decision == UnknownCode && m.fromLog(r.Codes, text)
	joined := false
	if !byCode || logged || r.Has(WantsCrack) || r.Has(WantsHuman) {
		m.searchWindows(sc)
		joined = m.readWords(sc)
	}
	switch m.wish(r, sc, joined) {
	case Refuse:
		r.Decision, r.Confidence = Refuse, fairlySure
	case Human:
		r.Decision, r.Confidence = Human, fairlySure
	default:
		switch {
		case r.Office && byCode:
			r.Decision, r.Entries, r.Near, r.Confidence = None, nil, nil, probable
		case !byCode:
			m.decideWords(r, sc, joined)
			m.decidePart(r, sc, text)
		case logged:
			m.decideBesideLog(r, sc, joined)
		case r.Decision == UnknownCode:
			m.decidePart(r, sc, text)
		}
	}
	if !byCode && r.Decision != Answer {
		m.decideTitle(r, sc, text)
	}
}

// wish settles whether a crack or a person is asked for.
func (m *Matcher) wish(r *Result, sc *scratch, joined bool) Decision {
	switch {
	case joined:
		return m.wanted(r, sc)
	case r.Has(WantsCrack):
		return Refuse
	case r.Has(WantsHuman):
		return Human
	}
	return ""
}

// decideCodes settles what the codes alone call for; r.Decision stays empty
// where there are none.
func (m *Matcher) decideCodes(r *Result, sc *scratch, text string) {
	var unsure bool
	codes, newer := m.current(r.Codes, text)
	r.Newer = newer
	for _, f := range codes {
		if f.Certainty == Malformed || !sc.in.known(f.Value) {
			continue
		}
		unsure = unsure || f.Certainty == Probable
		for _, h := range sc.in.byCode(f.Value) {
			if !slices.Contains(r.Entries, h.ID) {
				r.Entries = append(r.Entries, h.ID)
			}
		}
		if f.Certainty == Probable {
			id := sc.in.entry(f.Value)
			r.Near = append(r.Near, Suggestion{Code: f.Value, Written: text[f.Start:f.End], At: -1, Entry: id})
		}
	}
	if len(r.Entries) > 0 {
		r.Decision, r.Confidence = Answer, sure
		if unsure {
			r.Decision, r.Confidence = Suggest, probable
		}
		return
	}
	for _, f := range r.Codes {
		r.Near = append(r.Near, near(f, sc.in.nearEntry, &sc.spent)...)
	}
	for _, s := range r.Near {
		if !slices.Contains(r.Entries, s.Entry) {
			r.Entries = append(r.Entries, s.Entry)
		}
	}
	switch {
	case len(r.Entries) > 0:
		r.Decision, r.Confidence = Suggest, probable
	case len(r.Codes) > 0:
		r.Decision, r.Confidence = UnknownCode, fairlySure
	}
}

// current puts the code that is on the screen now first: "before A, now B".
func (m *Matcher) current(codes []Found, text string) (list []Found, newer bool) {
	if len(codes) < 2 {
		return codes, false
	}
	last := codes[len(codes)-1]
	between := text[codes[len(codes)-2].End:last.Start]
	if !slices.ContainsFunc(m.lexicon.newSplitter().split(between), m.newer.Has) {
		return codes, false
	}
	return append([]Found{last}, codes[:len(codes)-1]...), true
}

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

// confidence turns a score into how often an answer with it is right: a logistic
// curve through what the labelled queries in testdata showed.
func confidence(score float32) float64 {
	return min(1/(1+math.Exp(1.65-5.3*float64(score))), maxConfident)
}

// maxConfident is for the best descriptions in words; only codes are surer.
const maxConfident = 0.97

// maxEntries is how many articles are offered at most.
const maxEntries = 4

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

// anchored reports whether the text is about Windows activation at all: it says
// one strong word, or two weak ones, or one weak one in a description that fits
// whole.
func (m *Matcher) anchored(u *understood, top float32) bool {
	anchored, _ := m.anchors(u, top)
	return anchored
}

// anchors reports what anchored does, and whether the text says one weak word at least.
func (m *Matcher) anchors(u *understood, top float32) (anchored, some bool) {
	weak := conceptID(-1)
	for _, x := range u.mentions {
		switch {
		case m.lexicon.strong[x.concept]:
			return true, true
		case m.lexicon.weak[x.concept]:
			if weak >= 0 && weak != x.concept && !u.hasTopic() {
				return true, true
			}
			weak = x.concept
		}
	}
	if weak < 0 || top < minWholeScore {
		return false, weak >= 0
	}
	for _, s := range u.sentences {
		if s.topics > 0 || s.unknown > 1 {
			return false, true
		}
	}
	return true, true
}

// hasTopic reports a word of another topic, such as a car.
func (u *understood) hasTopic() bool {
	return slices.ContainsFunc(u.sentences, func(s sentence) bool { return s.topics > 0 })
}

// minWholeScore is the score from which a description fits as a whole.
const minWholeScore = 0.7
