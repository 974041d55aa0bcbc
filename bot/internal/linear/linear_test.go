package linear_test

import (
	"bytes"
	"errors"
	"fmt"
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

func train(t *testing.T, labels int, examples []linear.Example) *linear.Model {
	t.Helper()
	m, err := linear.Train(labels, examples, linear.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func best(m *linear.Model, features []uint32) (label int, lead int32) {
	scores := make([]int32, m.Labels())
	m.Score(features, scores)
	return linear.Best(scores)
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
	m := train(t, 3, fruit())
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
	m := train(t, 3, examples)
	if got, _ := best(m, words("both")); got == 2 {
		t.Error("both is the third")
	}
	if got, _ := best(m, words("both", "one")); got != 1 {
		t.Errorf("both, one: label %d", got)
	}
}

// The same examples give the same bytes, whatever the order of maps is.
func TestSameBytes(t *testing.T) {
	want, err := train(t, 3, fruit()).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		got, err := train(t, 3, fruit()).MarshalBinary()
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("another model: %v", err)
		}
	}
}

func TestStored(t *testing.T) {
	m := train(t, 3, fruit())
	data, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var read linear.Model
	if err := read.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	for _, e := range fruit() {
		have, want := make([]int32, 3), make([]int32, 3)
		read.Score(e.Features, have)
		m.Score(e.Features, want)
		if fmt.Sprint(have) != fmt.Sprint(want) {
			t.Errorf("scores %v, want %v", have, want)
		}
	}
	again, err := read.MarshalBinary()
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("stored otherwise the second time: %v", err)
	}
	for n := range data {
		if err := new(linear.Model).UnmarshalBinary(data[:n]); !errors.Is(err, linear.ErrFormat) {
			t.Fatalf("the first %d bytes are read: %v", n, err)
		}
	}
	if err := read.UnmarshalBinary(append(data, 0)); !errors.Is(err, linear.ErrFormat) {
		t.Errorf("a byte too many is read: %v", err)
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
	for name, m := range map[string]*linear.Model{"zero": {}, "no examples": train(t, 2, nil)} {
		scores := make([]int32, 2)
		m.Score(words("a", "b"), scores)
		if scores[0] != 0 || scores[1] != 0 {
			t.Errorf("%s: %v", name, scores)
		}
	}
	if label, lead := linear.Best(nil); label != -1 || lead != 0 {
		t.Errorf("best of none: %d by %d", label, lead)
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

func FuzzUnmarshal(f *testing.F) {
	m, err := linear.Train(3, fruit(), linear.Options{})
	if err != nil {
		f.Fatal(err)
	}
	data, err := m.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("lin1\x03\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		var m linear.Model
		if m.UnmarshalBinary(data) != nil {
			return
		}
		scores := make([]int32, m.Labels())
		m.Score(words("sweet", "red"), scores)
	})
}

func BenchmarkScore(b *testing.B) {
	m, err := linear.Train(3, fruit(), linear.Options{})
	if err != nil {
		b.Fatal(err)
	}
	scores, features := make([]int32, 3), words("sweet", "red", "not", "seen", "before", "at", "all")
	b.ReportAllocs()
	for b.Loop() {
		m.Score(features, scores)
	}
}
