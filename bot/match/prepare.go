package match

import (
	"sync"

	"aktivering/knowledge"
)

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
	m.ending, m.negation, m.asker = l.Answers.Ending, l.Answers.Negation, newAsker(l)
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
