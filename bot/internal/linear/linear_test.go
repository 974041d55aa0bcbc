package linear_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"aktivering/bot/internal/linear"
)

// words are features of words, for tests.
func words(list ...string) []uint32 {
	features := make([]uint32, 0, len(list))
	for _, w := range list {
		features = append(features, linear.Feature('w', w))
	}
	return features
}

func train(t testing.TB, labels int, examples []linear.Example) (stored string) {
	t.Helper()
	stored, err := linear.Train(labels, examples, linear.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func open(t testing.TB, stored string) linear.Model {
	t.Helper()
	m, err := linear.Open(stored)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func best(m linear.Model, features []uint32) (label int, lead int32) {
	scores := make([]int32, m.Labels())
	m.Score(features, scores)
	first, second := int32(math.MinInt32), int32(math.MinInt32)
	for l, s := range scores {
		if s > first {
			label, first, second = l, s, first
		} else {
			second = max(second, s)
		}
	}
	return label, first - second
}

// fruit is a small problem in which "not" turns the meaning.
func fruit() []linear.Example {
	var examples []linear.Example
	for range 2 {
		examples = append(examples,
			linear.Example{Features: words("sweet", "red"), Labels: []int{0}},
			linear.Example{Features: words("sweet", "green"), Labels: []int{0}},
			linear.Example{Features: words("sour", "green"), Labels: []int{1}},
			linear.Example{Features: words("sour", "yellow"), Labels: []int{1}},
			linear.Example{Features: words("sweet", "not", "not sweet"), Labels: []int{1}},
			linear.Example{Features: words("stone", "grey"), Labels: []int{2}},
		)
	}
	return examples
}

func TestTrain(t *testing.T) {
	m := open(t, train(t, 3, fruit()))
	for _, c := range []struct {
		features []uint32
		want     int
	}{
		{words("sweet", "red"), 0},
		{words("sweet", "unseen"), 0},
		{words("sour"), 1},
		{words("sweet", "not", "not sweet"), 1},
		{words("grey"), 2},
	} {
		if got, lead := best(m, c.features); got != c.want || lead <= 0 {
			t.Errorf("%v: label %d by %d, want %d", c.features, got, lead, c.want)
		}
	}
	if _, lead := best(m, words("never", "seen")); lead != 0 {
		t.Errorf("unknown features lead by %d", lead)
	}
}

// A label that is right too is not held against the model.
func TestTrainSeveralLabels(t *testing.T) {
	var examples []linear.Example
	for range 3 {
		examples = append(examples,
			linear.Example{Features: words("both"), Labels: []int{0, 1}},
			linear.Example{Features: words("both", "one"), Labels: []int{1}},
			linear.Example{Features: words("other"), Labels: []int{2}})
	}
	m := open(t, train(t, 3, examples))
	if got, _ := best(m, words("both")); got == 2 {
		t.Error("both is the third")
	}
	if got, _ := best(m, words("both", "one")); got != 1 {
		t.Errorf("both, one: label %d", got)
	}
}

// The same examples give the same bytes, whatever the order of maps is.
func TestSameBytes(t *testing.T) {
	want := train(t, 3, fruit())
	for range 20 {
		if train(t, 3, fruit()) != want {
			t.Fatal("another model")
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	stored := train(t, 3, fruit())
	for n := range len(stored) {
		if _, err := linear.Open(stored[:n]); !errors.Is(err, linear.ErrFormat) {
			t.Fatalf("the first %d bytes are read: %v", n, err)
		}
	}
	if _, err := linear.Open(stored + "\x00"); !errors.Is(err, linear.ErrFormat) {
		t.Errorf("a byte too many is read: %v", err)
	}
}

// Every feature of many is found again.
func TestManyFeatures(t *testing.T) {
	const many = 20_000
	var examples []linear.Example
	for i := range many {
		examples = append(examples, linear.Example{Features: []uint32{linear.Begin('x').Number(uint32(i)).Sum()}, Labels: []int{i % 7}})
	}
	examples = slices.Concat(examples, examples)
	m := open(t, train(t, 7, examples))
	for i, e := range examples {
		if got, lead := best(m, e.Features); got != e.Labels[0] || lead <= 0 {
			t.Fatalf("feature %d: label %d by %d, want %d", i, got, lead, e.Labels[0])
		}
	}
}

func TestTrainRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		labels  int
		example linear.Example
	}{
		"no labels":       {0, linear.Example{Labels: []int{0}}},
		"too many labels": {linear.MaxLabels + 1, linear.Example{Labels: []int{0}}},
		"no label":        {2, linear.Example{}},
		"a label beyond":  {2, linear.Example{Labels: []int{2}}},
		"below zero":      {2, linear.Example{Labels: []int{-1}}},
	} {
		if m, err := linear.Train(c.labels, []linear.Example{c.example}, linear.Options{}); err == nil {
			t.Errorf("%s: %v", name, m)
		}
	}
}

// A model without features, and the zero Model, say nothing.
func TestEmpty(t *testing.T) {
	for name, m := range map[string]linear.Model{"zero": {}, "no examples": open(t, train(t, 2, nil))} {
		scores := make([]int32, 2)
		m.Score(words("a", "b"), scores)
		if scores[0] != 0 || scores[1] != 0 {
			t.Errorf("%s: %v", name, scores)
		}
	}
}

func TestFeature(t *testing.T) {
	seen := make(map[uint32]string)
	for name, f := range map[string]uint32{
		"ab c":   linear.Feature('w', "ab", "c"),
		"a bc":   linear.Feature('w', "a", "bc"),
		"abc":    linear.Feature('w', "abc"),
		"kind":   linear.Feature('x', "abc"),
		"none":   linear.Feature('w'),
		"empty":  linear.Feature('w', ""),
		"number": linear.Begin('w').Number(7).Sum(),
	} {
		if other, ok := seen[f]; ok {
			t.Errorf("%s and %s are one feature", name, other)
		}
		seen[f] = name
	}
}

func FuzzOpen(f *testing.F) {
	stored := train(f, 3, fruit())
	f.Add(stored)
	f.Add(stored[:20] + "\xff\xff\xff" + stored[23:])
	f.Fuzz(func(_ *testing.T, stored string) {
		m, err := linear.Open(stored)
		if err != nil {
			return
		}
		scores := make([]int32, m.Labels())
		m.Score(words("sweet", "red"), scores)
	})
}

// Several models in one score as each by itself, whatever features they share.
func TestJoin(t *testing.T) {
	fruits := train(t, 3, fruit())
	fewer := train(t, 2, []linear.Example{
		{Features: words("sweet", "cake"), Labels: []int{0}},
		{Features: words("sour", "bread"), Labels: []int{1}},
	})
	stored, err := linear.Join(fruits, fewer, fruits)
	if err != nil {
		t.Fatal(err)
	}
	joined, again := open(t, stored), make([]int32, 8)
	for _, features := range [][]uint32{nil, words("sweet", "red"), words("sour", "sour", "grey"), words("cake"), words("not", "unseen", "bread")} {
		var want []int32
		for _, s := range []string{fruits, fewer, fruits} {
			m := open(t, s)
			scores := make([]int32, m.Labels())
			m.Score(features, scores)
			want = append(want, scores...)
		}
		scores := slices.Repeat([]int32{1}, 8)
		joined.Score(features, scores[:5]) // the first ones alone
		clear(again)
		joined.Score(features, again)
		for l := range want[:5] {
			want[l]++
		}
		if !slices.Equal(scores[:5], want[:5]) || slices.ContainsFunc(scores[5:], func(s int32) bool { return s != 1 }) || !slices.Equal(again[5:], want[5:]) {
			t.Errorf("%v: scores %v and %v, want %v", features, scores, again, want)
		}
	}
	if _, err := linear.Join(fruits, "broken"); !errors.Is(err, linear.ErrFormat) {
		t.Errorf("error %v", err)
	}
	if _, err := linear.Join(slices.Repeat([]string{fruits}, linear.MaxLabels/3+1)...); err == nil {
		t.Error("too many labels are joined")
	}
}

func BenchmarkScore(b *testing.B) {
	m := open(b, train(b, 3, fruit()))
	scores, features := make([]int32, 3), words("sweet", "red", "not", "seen", "before", "at", "all")
	b.ReportAllocs()
	for b.Loop() {
		m.Score(features, scores)
	}
}
