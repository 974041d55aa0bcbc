package match

import (
	"sync"

	"aktivering/knowledge"
)

// New prepares a matcher. It reads every symptom of kb once.
func New(kb *knowledge.Base) *Matcher { return Prepare(kb.Language()).Matcher(kb) }

// Words is language data made ready for articles.
type Words struct {
	matcher *Matcher
	// language is set where the words are not ready yet.
	language *knowledge.Language
}

// Prepare makes language data ready; it can be done while articles are read.
func Prepare(l *knowledge.Language) *Words {
	w := Later(l)
	w.matcher.read(l)
	w.language = nil
	return w
}

// Later returns words that are made ready when a text first has more than a code.
func Later(l *knowledge.Language) *Words {
	return &Words{&Matcher{finder: NewFinder(l), stored: embeddedSymptoms}, l}
}

// read makes language data ready.
func (m *Matcher) read(l *knowledge.Language) {
	m.lexicon = newLexicon(l)
	m.patterns, m.hints = newPatterns(m.lexicon, l), newHints(l)
	m.newer, m.logs = refolded(l.Codes.Newer), refolded(l.Codes.Logs)
	m.ending, m.asker = l.Answers.Ending, newAsker(l)
}

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

// finish prepares what follows from the articles.
func (m *Matcher) finish(as *articles) {
	x := m.lexicon
	m.index = newIndex(x, as)
	m.articles, m.answers, m.expert = as.ids, as.answers, as.expert
	m.titles = sync.OnceValue(func() map[string]int32 { return titlesOf(as.titles()) })
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
