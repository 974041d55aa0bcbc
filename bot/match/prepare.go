package match

import (
	"sync"

	"aktivering/knowledge"
)

// New prepares a matcher. It reads every symptom of kb once.
func New(kb *knowledge.Base) *Matcher { return Prepare(kb.Language()).Matcher(kb) }

// Words is language data made ready for articles.
type Words struct{ matcher *Matcher }

// Prepare makes language data ready; it can be done while articles are read.
func Prepare(l *knowledge.Language) *Words {
	x := newLexicon(l)
	return &Words{&Matcher{lexicon: x, patterns: newPatterns(x, l), hints: newHints(l), finder: NewFinder(l), newer: refolded(l.Codes.Newer), logs: refolded(l.Codes.Logs), ending: l.Answers.Ending, asker: newAsker(l)}}
}

// Matcher returns a matcher for articles. It takes the words over, so that it
// can be called once.
func (w *Words) Matcher(kb *knowledge.Base) *Matcher {
	m, x := w.matcher, w.matcher.lexicon
	w.matcher = nil
	articles, others := split(kb)
	m.kb, m.articles = kb, articles
	m.facts = addFacts(x, kb.Facts())
	for c, v := range m.facts {
		if f, ok := kb.Fact(v.fact); ok && kb.BesideActivation(f) {
			x.apart[c] = true
		}
	}
	x.finish(kb.Language(), m.articles)
	m.finish()
	if l, err := openModel(embeddedLabels, embeddedModel); err == nil { // a test opens it
		m.bindModel(l)
	}
	m.subjects = newSubjects(kb, others)
	return m
}

// finish prepares what follows from the articles.
func (m *Matcher) finish() {
	x := m.lexicon
	m.index = newIndex(x, m.articles)
	m.answers, m.expert = make([]kindSet, len(m.articles)), make([]bool, len(m.articles))
	for i, a := range m.articles {
		m.expert[i] = m.kb.AudienceOf(a) == knowledge.ForAdministrators
		for _, k := range a.Kinds {
			m.answers[i] |= setOf(k)
		}
	}
	m.titles = sync.OnceValue(func() map[string]int32 { return titlesOf(m.articles) })
	m.scratch.New = func() any {
		return &scratch{
			said: make([]float32, len(x.names)), place: make([]int32, len(m.articles)), mentioned: make([]bool, len(x.names)),
		}
	}
}

// answersKind reports that an article answers one of the kinds of question that are asked, or
// that none is.
func (m *Matcher) answersKind(article int32, asked kindSet) bool {
	return asked == 0 || m.answers[article]&asked != 0
}

// Ready does at once what the first text and the first misspelt word would otherwise wait for.
func (m *Matcher) Ready() {
	m.index.ready()
	m.lexicon.typos.prepare()
	if m.subjects != nil {
		m.subjects.Ready()
	}
}

func addFacts(x *lexicon, facts []*knowledge.Fact) map[conceptID]factValue {
	values := make(map[conceptID]factValue)
	for _, f := range facts {
		for _, v := range f.Values {
			if len(v.Said) == 0 {
				continue
			}
			id := x.concept("fact:"+f.ID+"="+v.ID, factKind)
			values[id] = factValue{f.ID, v.ID}
			x.factOf[id] = f.ID
			for _, form := range v.Said {
				x.addForm(form, []conceptID{id})
			}
		}
	}
	return values
}
