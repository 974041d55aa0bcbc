package linear

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Example is a set of features and the labels that are right for it.
type Example struct {
	// Features count as often as they stand there.
	Features []uint32
	// Labels are all that are right. The first is the one that is learned; the others are
	// not held against a model that prefers them.
	Labels []int
	// Source tells examples apart that come of different texts; those of one text stand in a row
	// and count as one where it is asked how often a feature occurs.
	Source int
}

// Options say how a model learns. What is zero has the usual value.
type Options struct {
	// Rounds is how often all examples are gone through; 0 is 10.
	Rounds int
	// MinSources is in how many sources a feature must occur to be learned; 0 is 1.
	MinSources int
	// MinWeight is the size that a weight must have to be stored, in 64ths of what multiplies
	// odds by e; 0 is 3, the smallest that is nearer to a stored one than to none. Most weights
	// are small: a larger bound makes a smaller model that is read faster.
	MinWeight int32
	// Any tells that of the labels of an example the likeliest is learned, not the first.
	Any bool
}

// defaults of Options.
const (
	defaultRounds     = 10
	defaultMinSources = 1
	defaultMinWeight  = 3
)

// Train learns a model with so many labels, and returns it in the form that Open reads. It fails
// for an example whose labels are not among them.
func Train(labels int, examples []Example, o Options) (stored string, err error) {
	if labels < 1 || labels > MaxLabels {
		return "", fmt.Errorf("%d labels, want 1 to %d", labels, MaxLabels)
	}
	for i, e := range examples {
		if len(e.Labels) == 0 {
			return "", fmt.Errorf("example %d: %w", i, errNoLabel)
		}
		for _, l := range e.Labels {
			if l < 0 || l >= labels {
				return "", fmt.Errorf("example %d has label %d of %d", i, l, labels)
			}
		}
	}
	t := newTraining(labels, examples, o)
	rounds := cmp.Or(o.Rounds, defaultRounds)
	for i := range rounds {
		if t.round(); i >= rounds/2 {
			t.addUp()
		}
	}
	return t.store(cmp.Or(o.MinWeight, defaultMinWeight)), nil
}

var errNoLabel = errors.New("no label")

// Fixed-point numbers: one is 1 << fraction.
const (
	fraction = 16
	one      = 1 << fraction
)

// How the weights are moved.
const (
	pace     = one / 10  // how far the first time
	softness = one / 3   // added to what divides the later steps, so that the first is no leap
	minMove  = one / 250 // less is not worth a step
	settled  = one / 500 // what may be left of the odds of the wrong labels
)

// training holds the weights of every label while they are learned. Of each feature, all
// labels are in a row.
type training struct {
	labels   int
	any      bool
	examples []Example
	index    map[uint32]int32 // where the row of a feature begins
	rows     [][]int32        // of each example, where the rows of its features begin
	weights  []int32          // fixed-point
	moved    []uint64         // the sum of the squares of all moves, with twice the fraction
	sums     []int64          // of the weights after each of the later rounds
	summed   int64            // how many rounds these are
	scores   []int64
	odds     []int64
	exp      []int64
	moves    []move
	random   uint64
	order    []int
}

// move is by how much the weights of a label are to be moved.
type move struct {
	label  int
	by     int64
	square uint64
}

func newTraining(labels int, examples []Example, o Options) *training {
	type count struct{ sources, last int }
	counts := make(map[uint32]count)
	for _, e := range examples {
		for _, f := range e.Features {
			if c := counts[f]; c.sources == 0 || c.last != e.Source {
				counts[f] = count{c.sources + 1, e.Source}
			}
		}
	}
	t := &training{
		labels: labels, any: o.Any, examples: examples, index: make(map[uint32]int32),
		scores: make([]int64, labels), odds: make([]int64, labels), exp: exponentials(),
		order: make([]int, len(examples)), random: 1,
	}
	// The rows that are needed most stand together, so that they stay in the processor's cache.
	often := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b].sources, counts[a].sources), cmp.Compare(a, b))
	}
	for _, f := range slices.SortedFunc(maps.Keys(counts), often) {
		if counts[f].sources >= cmp.Or(o.MinSources, defaultMinSources) {
			t.index[f] = int32(len(t.index) * labels)
		}
	}
	t.weights, t.moved = make([]int32, len(t.index)*labels), make([]uint64, len(t.index)*labels)
	t.sums = make([]int64, len(t.weights))
	t.rows = make([][]int32, len(examples))
	for i, e := range examples {
		t.order[i] = i
		for _, f := range e.Features {
			if at, ok := t.index[f]; ok {
				t.rows[i] = append(t.rows[i], at)
			}
		}
	}
	return t
}

// round goes through all examples once, in another order than before.
func (t *training) round() {
	for i := len(t.order) - 1; i > 0; i-- {
		j := int(t.next() % uint64(i+1))
		t.order[i], t.order[j] = t.order[j], t.order[i]
	}
	for _, i := range t.order {
		t.learn(t.examples[i].Labels, t.rows[i])
	}
}

// next is xorshift64* (Vigna, 2016): the same numbers in every run.
func (t *training) next() uint64 {
	t.random ^= t.random >> 12
	t.random ^= t.random << 25
	t.random ^= t.random >> 27
	return t.random * 0x2545F4914F6CDD1D
}

// learn moves the weights from the wrong labels to the right one, as far as the model
// believes in the wrong ones.
func (t *training) learn(labels []int, rows []int32) {
	scores := t.scores
	clear(scores)
	for _, at := range rows { // most of the time is spent here
		row := t.weights[at:]
		row = row[:len(scores)] // tells the compiler that no index below is out of range
		for l := range scores {
			scores[l] += int64(row[l])
		}
	}
	t.believe()
	wrong := int64(0)
	for l, p := range t.odds {
		if slices.Contains(labels, l) {
			t.odds[l] = 0
			continue
		}
		wrong += p
		t.odds[l] = -p
	}
	if wrong < settled {
		return
	}
	right := labels[0]
	if t.any {
		for _, l := range labels[1:] {
			if t.scores[l] > t.scores[right] {
				right = l
			}
		}
	}
	t.odds[right] = wrong
	moves := t.moves[:0]
	for l, by := range t.odds {
		if by <= -minMove || by >= minMove {
			moves = append(moves, move{l, by, uint64(by * by)})
		}
	}
	for _, at := range rows {
		weights, moved := t.weights[at:][:t.labels], t.moved[at:][:t.labels]
		for _, m := range moves {
			moved[m.label] += m.square
			weights[m.label] += int32(pace * m.by / root(moved[m.label]))
		}
	}
}

// root is what divides a step: more, the further a weight was moved before. A square root is
// rounded in the same way everywhere.
func root(moved uint64) int64 { return int64(math.Sqrt(float64(moved))) + softness }

// believe makes probabilities of the scores.
func (t *training) believe() {
	most, sum := slices.Max(t.scores), int64(0)
	for l, s := range t.scores {
		t.odds[l] = 0
		if i := (most - s) >> (fraction - expBits); i < int64(len(t.exp)) {
			t.odds[l] = t.exp[i]
		}
		sum += t.odds[l]
	}
	for l := range t.odds {
		t.odds[l] = t.odds[l] << fraction / sum
	}
}

// The table of the exponential function: for 0 to 12 below zero, in steps of 1/64.
const (
	expBits  = 6
	expRange = 12
	expStep  = 1057095000 // exp(-1/64), with a fraction of 30 bits
	expOne   = 30
)

func exponentials() []int64 {
	list := make([]int64, expRange<<expBits)
	value := int64(1) << expOne
	for i := range list {
		list[i] = value >> (expOne - fraction)
		value = value * expStep >> expOne
	}
	return list
}

// One is the score that multiplies the odds of a label by e.
const One = 64

// addUp adds the weights as they are now to those of which the mean is stored: what the last
// examples happened to be counts less then, so that a few more examples change little.
func (t *training) addUp() {
	for i, w := range t.weights {
		t.sums[i] += int64(w)
	}
	t.summed++
}

// store makes the stored form of what was learned, of weights that have at least a size.
func (t *training) store(least int32) string {
	kept := make([]learned, 0, len(t.index))
	weights := make([]int32, t.labels)
	for f, at := range t.index { // sorted below
		for l := range weights {
			weights[l] = int32((t.sums[int(at)+l]*One/max(t.summed, 1) + one/2) >> fraction)
		}
		if k, ok := learnedOf(mix(f), weights, least); ok {
			kept = append(kept, k)
		}
	}
	slices.SortFunc(kept, func(a, b learned) int { return cmp.Compare(a.mixed, b.mixed) })
	return store(t.labels, kept)
}
