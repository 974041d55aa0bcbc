package understand

import (
	"fmt"
	"maps"
	"slices"

	"aktivering/bot/internal/linear"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Text is a text of which it is known how it should be read.
type Text struct {
	Text string
	// Asked is what was asked before; a text that can come anywhere has several. One without any
	// teaches only what it is about.
	Asked []Asked
	// Acts are those that it may be read as, the best first.
	Acts []Act
	// Facts are the facts that it tells, by fact id.
	Facts map[string]string
	// Answer is yes or no where it is that answer to every question that has it.
	Answer string
	// About is the id of what a question is about.
	About string
	// Corrects tells that the text takes back what was answered before.
	Corrects bool
	// Match is what the matcher finds in the text.
	Match match.Result
	// Language is what the text is written in.
	Language knowledge.Lang
}

// minSources is in how many texts a feature must occur to be learned.
const minSources = 3

// Learn makes a model of texts. The order of the texts matters: the same texts in the same
// order give the same model.
func Learn(texts []Text, l *knowledge.Language) (*Model, error) {
	m, clauses := &Model{}, newForms(&l.Clauses)
	for _, a := range Acts() {
		m.acts.index(string(a))
	}
	m.facts.labels = []string{labelNone, labelYes, labelNo}
	m.tells.labels = []string{labelNone}
	m.corrects.labels = []string{labelNo, labelYes}
	var acts, facts, tells, about, corrects, language []linear.Example
	for i, t := range texts {
		f := featuresOf(t.Text, clausesOf(t.Text, clauses), found(t.Match))
		alone, corrected := f.alone(), 0
		if t.About != "" && (t.Acts[0] == How || t.Acts[0] == Aside) {
			about = append(about, linear.Example{Features: alone, Labels: []int{m.about.index(t.About)}, Source: i})
		}
		if len(t.Asked) == 0 {
			continue // it teaches the subject alone
		}
		acts = append(acts, m.actExamples(t, i, &f)...)
		facts = append(facts, m.factExamples(t, i, &f)...)
		tells = append(tells, linear.Example{Features: alone, Labels: m.toldLabels(t), Source: i})
		if t.Corrects {
			corrected = 1
		}
		corrects = append(corrects, linear.Example{Features: alone, Labels: []int{corrected}, Source: i})
		if t.Language != "" {
			language = append(language, linear.Example{Features: alone, Labels: []int{m.language.index(string(t.Language))}, Source: i})
		}
	}
	for _, h := range []struct {
		name     string
		head     *head
		examples []linear.Example
	}{
		{"acts", &m.acts, acts},
		{"facts", &m.facts, facts},
		{"tells", &m.tells, tells},
		{"about", &m.about, about},
		{"corrects", &m.corrects, corrects},
		{"language", &m.language, language},
	} {
		if len(h.head.labels) == 0 {
			h.head.labels = []string{labelNone}
		}
		var err error
		if h.head.stored, err = linear.Train(len(h.head.labels), h.examples, linear.Options{MinSources: minSources}); err != nil {
			return nil, fmt.Errorf("%s: %w", h.name, err)
		}
	}
	var err error
	if m.acts.stored, err = linear.Join(m.acts.stored, m.language.stored, m.corrects.stored); err != nil {
		return nil, fmt.Errorf("what is asked of every text: %w", err)
	}
	for name, h := range m.files() {
		if h.model, err = linear.Open(h.stored); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return m, nil
}

// alone returns the features of a text, whatever was asked.
func (f *features) alone() []uint32 { return once(slices.Concat(f.telling, f.other)) }

// actExamples are one for each kind of what was asked.
func (m *Model) actExamples(t Text, source int, f *features) []linear.Example {
	var right []int
	for _, a := range t.Acts {
		right = append(right, m.acts.index(string(a)))
	}
	var kinds []string
	for _, a := range t.Asked {
		if k := a.kind(); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	var list []linear.Example
	for _, k := range kinds {
		list = append(list, linear.Example{Features: f.beside(k), Labels: right, Source: source})
	}
	return list
}

// Of a text that is read beside more than maxFacts facts and answers none by itself, untold of
// them are learned from.
const (
	maxFacts = 10
	untold   = 2
)

// factExamples are one for each fact that was asked about: the value that was told, or that
// none was.
func (m *Model) factExamples(t Text, source int, f *features) []linear.Example {
	var list []linear.Example
	asked := slices.DeleteFunc(slices.Clone(t.Asked), func(a Asked) bool { return !a.IsFact() })
	if len(asked) > maxFacts && t.Answer == "" {
		// That a text tells none of the facts is learned from some of them.
		n := len(t.Text) % (len(asked) - untold)
		asked = asked[n : n+untold]
	}
	for _, id := range slices.Sorted(maps.Keys(t.Facts)) {
		if !slices.Contains(asked, Asked(id)) { // told without being asked
			asked = append(asked, Asked(id))
		}
	}
	for _, a := range asked {
		label := labelNone
		switch value, told := t.Facts[string(a)]; {
		case t.Answer != "":
			label = t.Answer
		case told && (value == labelYes || value == labelNo):
			label = value
		case told:
			label = string(a) + "=" + value
		}
		list = append(list, linear.Example{Features: f.beside(string(a)), Labels: []int{m.facts.index(label)}, Source: source})
	}
	return list
}

// toldLabels are the facts that a text tells whatever was asked. A mere yes or no tells none.
func (m *Model) toldLabels(t Text) []int {
	if t.Answer != "" || len(t.Facts) == 0 {
		return []int{m.tells.index(labelNone)}
	}
	var list []int
	for _, id := range slices.Sorted(maps.Keys(t.Facts)) {
		list = append(list, m.tells.index(id+"="+t.Facts[id]))
	}
	return list
}
