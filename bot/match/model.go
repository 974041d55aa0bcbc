package match

import (
	_ "embed" // for the model
	"errors"
	"fmt"
	"strings"

	"aktivering/bot/internal/linear"
)

// The model that comes with the program, which is read where it lies.
var (
	//go:embed model/labels.txt
	embeddedLabels string
	//go:embed model/first.bin
	embeddedModel string
)

// The files of a stored model.
const (
	labelsFile = "labels.txt"
	modelFile  = "first.bin"
)

// What a text may be beside a description of an article's problem.
const (
	LabelNone  = "none"
	LabelCrack = "piratkopi"
	LabelHuman = "menneske"
)

// model is the second reader of words: it learned from texts what they are about, and misses
// other things than the lexicon does. The zero model knows nothing.
type model struct {
	linear linear.Model
	labels []string
	// akin are, by label, the labels that often are right for the same texts.
	akin [][]string
}

var errLabels = errors.New("the labels do not fit the model; run go generate ./bot/understand")

// openModel reads a stored model in place. The labels have a line each: the label, and those
// that are akin.
func openModel(labels, stored string) (model, error) {
	l, err := linear.Open(stored)
	if err != nil {
		return model{}, fmt.Errorf("model: %w", err)
	}
	m := model{linear: l}
	for line := range strings.Lines(labels) {
		names := strings.Fields(line)
		if len(names) == 0 {
			return model{}, errLabels
		}
		m.labels, m.akin = append(m.labels, names[0]), append(m.akin, names[1:])
	}
	if len(m.labels) != l.Labels() {
		return model{}, errLabels
	}
	return m, nil
}
