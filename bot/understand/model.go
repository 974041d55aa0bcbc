package understand

import (
	_ "embed" // the model
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"aktivering/bot/internal/linear"
)

// The model that comes with the program. Strings are read in place.
var (
	//go:embed model/labels.json
	labelsJSON []byte
	//go:embed model/text.bin
	textModel string
	//go:embed model/facts.bin
	factsModel string
	//go:embed model/tells.bin
	tellsModel string
	//go:embed model/about.bin
	aboutModel string
)

// Model is what was learned. It is safe for concurrent use.
type Model struct {
	// acts, language and corrects are asked of every text, so that one model has the labels of
	// all three, in this order: it is that of acts.
	acts, language, corrects head
	facts, tells, about      head
}

// head is one question that a model answers.
type head struct {
	labels []string
	stored string
	model  linear.Model
}

// Labels of the heads of facts beside "fact=value": the answers yes and no, which fit every
// fact with such values, and that no value is told.
const (
	labelYes  = "yes"
	labelNo   = "no"
	labelNone = "none"
)

// The files of a stored model.
const (
	labelsFile = "labels.json"
	textFile   = "text.bin"
	factsFile  = "facts.bin"
	tellsFile  = "tells.bin"
	aboutFile  = "about.bin"
)

// labels is the form of labelsFile.
type labels struct {
	Acts     []string `json:"acts"`
	Facts    []string `json:"facts"`
	Tells    []string `json:"tells"`
	About    []string `json:"about"`
	Corrects []string `json:"corrects"`
	Language []string `json:"language"`
}

var errLabels = errors.New("the labels do not fit the model; run go generate ./bot/understand")

// LoadModel opens the model that comes with the program.
func LoadModel() (*Model, error) {
	var l labels
	if err := json.Unmarshal(labelsJSON, &l); err != nil {
		return nil, fmt.Errorf("model: %s: %w", labelsFile, err)
	}
	m := &Model{
		acts: head{labels: l.Acts, stored: textModel}, language: head{labels: l.Language}, corrects: head{labels: l.Corrects},
		facts: head{labels: l.Facts, stored: factsModel}, tells: head{labels: l.Tells, stored: tellsModel},
		about: head{labels: l.About, stored: aboutModel},
	}
	for name, h := range m.files() {
		var err error
		if h.model, err = linear.Open(h.stored); err != nil {
			return nil, fmt.Errorf("model: %s: %w", name, err)
		}
		labels := len(h.labels)
		if name == textFile {
			labels += len(m.language.labels) + len(m.corrects.labels)
		}
		if h.model.Labels() != labels {
			return nil, fmt.Errorf("model: %s: %w", name, errLabels)
		}
	}
	return m, nil
}

func (m *Model) files() map[string]*head {
	return map[string]*head{textFile: &m.acts, factsFile: &m.facts, tellsFile: &m.tells, aboutFile: &m.about}
}

// Store returns the files of the model by name.
func (m *Model) Store() (map[string][]byte, error) {
	text, err := json.MarshalIndent(labels{m.acts.labels, m.facts.labels, m.tells.labels, m.about.labels, m.corrects.labels, m.language.labels}, "", " ")
	if err != nil {
		return nil, fmt.Errorf("labels: %w", err)
	}
	files := map[string][]byte{labelsFile: append(text, '\n')}
	for name, h := range m.files() {
		files[name] = []byte(h.stored)
	}
	return files, nil
}

// scores returns the scores of what is asked of every text, by its features.
func (m *Model) scores(features []uint32) (acts, language, corrects []int32) {
	scores := make([]int32, m.acts.model.Labels())
	m.acts.model.Score(features, scores)
	n := len(m.acts.labels)
	return scores[:n:n], scores[n : n+len(m.language.labels)], scores[n+len(m.language.labels):]
}

// index returns where a label is, adding it where it is new.
func (h *head) index(label string) int {
	i := slices.Index(h.labels, label)
	if i < 0 {
		i = len(h.labels)
		h.labels = append(h.labels, label)
	}
	return i
}
