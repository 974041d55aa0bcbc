package match

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"aktivering/bot/internal/linear"
)

// Text is a text of which it is known what it is about.
type Text struct {
	Text string
	// Labels are ids of articles, LabelNone, LabelCrack or LabelHuman: all that are right.
	Labels []string
}

var errLabel = errors.New("no such label")

// Learn makes a model of texts and of the symptoms of the articles, and returns its files by
// name. The same texts in the same order give the same files.
func (m *Matcher) Learn(texts []Text) (map[string][]byte, error) {
	l := m.kb.Language()
	list, _ := split(m.kb)
	unfinished := Prepare(l).matcher
	addFacts(unfinished.lexicon, m.kb.Facts())
	symptoms := storeSymptoms(unfinished.lexicon, l, readArticles(m.kb, list))
	fresh := Prepare(l) // what is stored may be of other articles
	fresh.matcher.stored = ""
	m = fresh.Matcher(m.kb)
	labels := []string{LabelNone, LabelCrack, LabelHuman}
	for _, a := range list {
		labels = append(labels, a.ID)
		for _, lang := range m.lexicon.languages {
			for _, line := range a.Symptoms[lang] {
				texts = append(texts, Text{line, []string{a.ID}})
			}
		}
	}
	examples := make([]linear.Example, 0, len(texts))
	together := make([][]int, len(labels)) // how often two labels are right for one text
	for i := range together {
		together[i] = make([]int, len(labels))
	}
	for i, t := range texts {
		e := linear.Example{Features: m.featuresOf(t.Text), Source: i}
		for _, l := range t.Labels {
			label := slices.Index(labels, l)
			if label < 0 {
				return nil, fmt.Errorf("%q: %w: %s", t.Text, errLabel, l)
			}
			e.Labels = append(e.Labels, label)
		}
		for _, a := range e.Labels {
			for _, b := range e.Labels {
				together[a][b]++
			}
		}
		examples = append(examples, e)
	}
	stored, err := linear.Train(len(labels), examples, linear.Options{MinSources: 3, MinWeight: 4, Any: true})
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	var lines strings.Builder
	for a, l := range labels {
		lines.WriteString(l)
		for b := range labels {
			if a != b && together[a][b]*akinShare >= together[a][a] && together[a][b] > 0 {
				lines.WriteString(" " + labels[b])
			}
		}
		lines.WriteString("\n")
	}
	return map[string][]byte{labelsFile: []byte(lines.String()), modelFile: []byte(stored), symptomsFile: symptoms}, nil
}

// akinShare is of how many texts of a label one must have another label, too, for that to be
// akin.
const akinShare = 4

// featuresOf returns the features of a text.
func (m *Matcher) featuresOf(text string) []uint32 {
	sc := m.scratch.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
	defer m.scratch.Put(sc)
	sc.in = m.limit(Scope{})
	_, sc.codes = m.finder.find(text, sc.in.known, sc.codes[:0])
	m.lexicon.understand(&sc.understood, text, sc.codes)
	return m.lexicon.features(&sc.understood, 0, len(sc.words), nil, nil)
}
