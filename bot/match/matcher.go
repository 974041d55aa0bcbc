package match

import (
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
	negation knowledge.Words
	articles []string // their ids
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

// subjects finds the articles of packs with anchors.
type subjects struct {
	*Matcher
	anchors []conceptID // by article: the concept of its pack's anchors
}

// answersKind reports that an article answers one of the kinds of question that are asked, or
// that none is.
func (m *Matcher) answersKind(article int32, asked kindSet) bool {
	return asked == 0 || m.answers[article]&asked != 0
}
