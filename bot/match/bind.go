package match

import (
	"sync"

	"aktivering/knowledge"
)

// New prepares a matcher. It reads every symptom of kb once.
func New(kb *knowledge.Base) *Matcher { return Prepare(kb.Language()).Matcher(kb) }

// Matcher returns a matcher for articles. It takes the words over, so that it
// can be called once.
func (w *Words) Matcher(kb *knowledge.Base) *Matcher {
	m, l := w.matcher, w.language
	w.matcher = nil
	m.kb = kb
	if l == nil {
		m.bind()
		m.prepare = func() {}
		return m
	}
	m.prepare = sync.OnceFunc(func() {
		m.read(l)
		m.bind()
	})
	return m
}

// bind joins the words to the articles.
func (m *Matcher) bind() {
	kb, x := m.kb, m.lexicon
	m.facts = addFacts(x, kb.Facts())
	for c, v := range m.facts {
		if f, ok := kb.Fact(v.fact); ok && kb.BesideActivation(f) {
			x.apart[c] = true
		}
	}
	var others []*knowledge.Article
	as := openStored(m.stored, x, kb.Unread())
	if as == nil {
		var list []*knowledge.Article
		list, others = split(kb)
		as = readArticles(kb, list)
	}
	x.finish(kb.Language(), as)
	m.finish(as)
	if l, err := openModel(embeddedLabels, embeddedModel); err == nil { // a test opens it
		m.bindModel(l)
	}
	m.subjects = newSubjects(kb, others)
}

// Ready does at once what the first text and the first misspelt word would otherwise wait for.
func (m *Matcher) Ready() {
	m.prepare()
	m.index.ready()
	m.lexicon.typos.prepare()
	if m.byWord.Load() == nil && len(m.model.labels) > 0 {
		m.byWord.Store(readWordScores(m.lexicon.listed, &m.model.linear))
	}
	if m.subjects != nil {
		m.subjects.Ready()
	}
}
