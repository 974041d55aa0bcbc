package linear

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Example is a set of features and the labels that are right for it.
type Example struct {
	// Features must not hold a feature twice.
	Features []uint32
	// Labels are all that are right. The first is the one that is learned; the others are
	// not held against a model that prefers them.
	Labels []int
}

// Options say how a model learns. What is zero has the usual value.
type Options struct {
	// Rounds is how often all examples are gone through; 0 is 12.
	Rounds int
	// Margin is by how much the right label must lead; 0 is 8.
	Margin int32
	// MinExamples is in how many examples a feature must occur to be learned; 0 is 2.
	MinExamples int
}

// defaults of Options.
const (
	defaultRounds = 12
	defaultMargin = 8
	defaultMin    = 2
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
	for range cmp.Or(o.Rounds, defaultRounds) {
		t.round()
	}
	return t.store(), nil
}

var errNoLabel = errors.New("no label")

// training holds the weights of every label while they are learned. Of each feature, all
// labels are in a row.
type training struct {
	labels   int
	margin   int32
	examples []Example
	index    map[uint32]int32 // where the row of a feature begins
	rows     [][]int32        // of each example, where the rows of its features begin
	weights  []int32
	// sums are what averages are made from: each change, times when it was made.
	sums   []int64
	now    int64
	scores []int32
	random uint64
	order  []int
}

func newTraining(labels int, examples []Example, o Options) *training {
	counts := make(map[uint32]int)
	for _, e := range examples {
		for _, f := range e.Features {
			counts[f]++
		}
	}
	t := &training{
		labels: labels, margin: cmp.Or(o.Margin, defaultMargin), examples: examples,
		index: make(map[uint32]int32), scores: make([]int32, labels), order: make([]int, len(examples)),
		random: 1,
	}
	for _, f := range slices.Sorted(maps.Keys(counts)) {
		if counts[f] >= cmp.Or(o.MinExamples, defaultMin) {
			t.index[f] = int32(len(t.index) * labels)
		}
	}
	t.weights, t.sums = make([]int32, len(t.index)*labels), make([]int64, len(t.index)*labels)
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
		t.now++
	}
}

// next is xorshift64* (Vigna, 2016): the same numbers in every run.
func (t *training) next() uint64 {
	t.random ^= t.random >> 12
	t.random ^= t.random << 25
	t.random ^= t.random >> 27
	return t.random * 0x2545F4914F6CDD1D
}

// learn moves the weights where the right label does not lead.
func (t *training) learn(labels []int, rows []int32) {
	clear(t.scores)
	for _, at := range rows {
		for l, w := range t.weights[at : int(at)+t.labels] {
			t.scores[l] += w
		}
	}
	right := labels[0]
	wrong := -1
	for l, s := range t.scores {
		if !slices.Contains(labels, l) && (wrong < 0 || s > t.scores[wrong]) {
			wrong = l
		}
	}
	if wrong < 0 || t.scores[right]-t.scores[wrong] >= t.margin {
		return
	}
	for _, at := range rows {
		t.add(int(at)+right, 1)
		t.add(int(at)+wrong, -1)
	}
}

func (t *training) add(i int, by int32) {
	t.weights[i] += by
	t.sums[i] += int64(by) * t.now
}

// store averages the weights over all steps and scales them so that most of a byte is used.
func (t *training) store() string {
	steps := max(t.now, 1)
	averages := make([]int64, len(t.weights)) // times steps
	most := int64(1)
	for i, w := range t.weights {
		averages[i] = int64(w)*steps - t.sums[i]
		most = max(most, averages[i], -averages[i])
	}
	var kept []learned
	for _, f := range slices.Sorted(maps.Keys(t.index)) {
		k := learned{mixed: mix(f)}
		for l := range t.labels {
			// Half a step is rounded away from zero.
			value := divide(averages[int(t.index[f])+l]*maxWeight, most)
			if value <= -minWeight || value >= minWeight {
				k.weights = append(k.weights, byte(l), byte(value))
			}
		}
		if len(k.weights) > 0 {
			kept = append(kept, k)
		}
	}
	slices.SortFunc(kept, func(a, b learned) int { return cmp.Compare(a.mixed, b.mixed) })
	return store(t.labels, kept)
}

// maxWeight is the largest weight that is stored, and minWeight the smallest: less hardly
// changes a score, and takes as much room.
const (
	maxWeight = 127
	minWeight = 4
)

func divide(a, b int64) int64 {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
