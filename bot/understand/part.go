package understand

import (
	"slices"

	"aktivering/bot/internal/linear"
)

// part is a text, or a clause of it, with what was learned of it whatever is asked. Models
// are linear: what a question adds is added to it when the text is read.
type part struct {
	features
	acts  []int32 // the scores of the acts
	facts []int32 // the scores of the facts, where they were asked for
	every []uint32
	tells bool // the matcher found a fact in it
}

// all returns all features, each once.
func (p *part) all() []uint32 {
	if p.every == nil {
		p.every = p.alone()
	}
	return p.every
}

// besideAsked returns the features of a text that are read together with what was asked.
func (f *features) besideAsked(asked string) []uint32 {
	at := linear.Feature(kindBegin, asked)
	list := make([]uint32, 0, len(f.telling)+1)
	list = append(list, at)
	for _, t := range f.telling {
		list = append(list, linear.Begin(kindBegin).Number(at).Number(t).Sum())
	}
	return list
}

// scores returns the scores of the labels by some features.
func (h *head) scores(features []uint32) []int32 {
	scores := make([]int32, len(h.labels))
	h.model.Score(features, scores)
	return scores
}

// bestOf returns the label with the highest score among those that may, and by how much it leads
// the next of them; "" where none may.
func (h *head) bestOf(scores []int32, may func(label string) bool) (label string, lead int32) {
	best, second := -1, -1
	for i, l := range h.labels {
		if may != nil && !may(l) {
			continue
		}
		switch {
		case best < 0 || scores[i] > scores[best]:
			best, second = i, best
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	switch {
	case best < 0:
		return "", 0
	case second < 0:
		return h.labels[best], 0
	}
	return h.labels[best], scores[best] - scores[second]
}

// with returns scores with what some more features say.
func (h *head) with(scores []int32, features []uint32) []int32 {
	scores = slices.Clone(scores)
	h.model.Score(features, scores)
	return scores
}

// bestBeside is bestOf with what some more features say.
func (h *head) bestBeside(scores []int32, features []uint32, may func(label string) bool) (label string, lead int32) {
	return h.bestOf(h.with(scores, features), may)
}

// bestLiking is bestOf where one label is so much likelier than the features tell.
func (h *head) bestLiking(scores []int32, liked string, by int32) (label string, lead int32) {
	if i := slices.Index(h.labels, liked); i >= 0 {
		scores = slices.Clone(scores)
		scores[i] += by
	}
	return h.bestOf(scores, nil)
}
