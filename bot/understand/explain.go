package understand

import (
	"cmp"
	"slices"
	"strings"

	"aktivering/bot/match"
)

// Explanation tells why a text is read as it is.
type Explanation struct {
	// Asked is what was asked before.
	Asked Asked `json:"asked"`
	// Acts are the likeliest acts by the model, with how far each is behind the first.
	Acts []Weighed `json:"acts"`
	// Act is what the text was read as, when what the matcher found is joined to it, and Also are
	// other acts of the same text.
	Act  Act   `json:"act"`
	Also []Act `json:"also"`
	// Evidence is what speaks most for the first of Acts, or against it: words, what was asked,
	// and what the matcher found.
	Evidence []Weighed `json:"evidence"`
	// Clauses are those of the text.
	Clauses []ClauseRead `json:"clauses"`
	// Value is the value of the fact that was asked about.
	Value string `json:"value,omitempty"`
	// Told are the facts that the text tells by itself, and Untold those that it names in a clause
	// that tells nothing.
	Told   map[string]string `json:"told,omitempty"`
	Untold []string          `json:"untold,omitempty"`
	// Concepts are what the matcher found.
	Concepts []string `json:"concepts,omitempty"`
	// About are the likeliest subjects of a question.
	About []Weighed `json:"about,omitempty"`
}

// Weighed is something with its weight: 64 make it about three times as likely, and so on.
type Weighed struct {
	Of     string `json:"of"`
	Weight int32  `json:"weight"`
}

// ClauseRead is a clause and what it is read as by itself.
type ClauseRead struct {
	Text    string  `json:"text"`
	Mood    Mood    `json:"mood"`
	Time    Time    `json:"time"`
	Speaker Speaker `json:"speaker"`
	Denied  string  `json:"denied,omitempty"`
	Act     Act     `json:"act,omitempty"`
	Lead    int32   `json:"lead,omitempty"`
}

// The bounds of an explanation.
const (
	maxLikely   = 4
	maxEvidence = 8
)

// What is evidence beside words: what was asked before, and what the matcher found.
const (
	EvidenceAsked = "(what was asked)"
	EvidenceFound = "(what the matcher found)"
)

// Explain tells why a text is read as it is. It reads the text once more for every word, and is
// meant for operators.
func (r *Reader) Explain(c Context, text string, m match.Result) Explanation {
	a := r.Analyze(text, m)
	read := r.Read(c, a)
	e := Explanation{
		Asked: c.Asked, Act: read.Act, Also: append([]Act{}, read.Also...), Value: read.Value,
		Told: read.Facts(m.Facts), Untold: read.Untold, Concepts: m.Concepts,
		Acts: []Weighed{}, Evidence: []Weighed{}, Clauses: []ClauseRead{},
	}
	if r == nil || r.model == nil {
		return e
	}
	scores := r.actScores(c, &a.whole)
	e.Acts = r.model.acts.likeliest(scores)
	if read.Question {
		e.About = r.model.about.likeliest(r.model.about.scores(a.whole.all()))
	}
	e.Evidence = r.evidence(c, text, m, Act(e.Acts[0].Of))
	whole := len(a.read()) == 0
	for i := range a.clauses {
		k := &a.clauses[i]
		said := ClauseRead{Text: k.Text, Mood: k.Mood, Time: k.Time, Speaker: k.Speaker, Denied: k.Denied}
		if !whole && i < maxRead {
			said.Act, said.Lead = r.act(c, &k.part, nil)
		}
		e.Clauses = append(e.Clauses, said)
	}
	return e
}

// evidence tells by how much less an act would lead without each word, without what was asked,
// and without what the matcher found.
func (r *Reader) evidence(c Context, text string, m match.Result, act Act) []Weighed {
	lead := func(c Context, text string, m match.Result) int32 {
		a := r.analyze(text, m) // m is not what is found in every one of these texts
		return r.model.acts.leadOf(string(act), r.actScores(c, &a.whole))
	}
	all := lead(c, text, m)
	list := []Weighed{
		{EvidenceAsked, all - lead(Context{Asked: AskedNothing}, text, m)},
		{EvidenceFound, all - lead(c, text, match.Result{Decision: match.None})},
	}
	words := strings.Fields(text)
	for i, w := range words[:min(len(words), maxWords)] {
		without := strings.Join(slices.Concat(words[:i], words[i+1:]), " ")
		list = append(list, Weighed{w, all - lead(c, without, m)})
	}
	list = slices.DeleteFunc(list, func(w Weighed) bool { return w.Weight == 0 })
	slices.SortStableFunc(list, func(a, b Weighed) int { return cmp.Compare(max(b.Weight, -b.Weight), max(a.Weight, -a.Weight)) })
	return list[:min(len(list), maxEvidence)]
}

// likeliest are the labels with the highest scores, and how far each is behind the first.
func (h *head) likeliest(scores []int32) []Weighed {
	list := make([]Weighed, len(h.labels))
	most := slices.Max(scores)
	for i, l := range h.labels {
		list[i] = Weighed{l, scores[i] - most}
	}
	slices.SortStableFunc(list, func(a, b Weighed) int { return cmp.Compare(b.Weight, a.Weight) })
	return list[:min(len(list), maxLikely)]
}

// leadOf is by how much a label leads the best of the others, or is behind it.
func (h *head) leadOf(label string, scores []int32) int32 {
	own, others, found := int32(0), int32(0), false
	for i, l := range h.labels {
		switch {
		case l == label:
			own = scores[i]
		case !found || scores[i] > others:
			others, found = scores[i], true
		}
	}
	return own - others
}
