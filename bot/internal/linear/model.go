package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Model gives every label a score for a set of features. It is safe for concurrent use.
type Model struct {
	labels int
	// slots is a hash table with open addressing; its length is a power of two.
	slots []slot
	// weights are those of all features, those of one feature in a row.
	weights []weight
}

// slot is a feature and where its weights are; count is 0 in an empty one.
type slot struct {
	feature uint32
	from    uint32
	count   uint16
}

// weight is what a feature says for or against a label.
type weight struct {
	label uint8
	value int8
}

// MaxLabels is how many labels a model can have.
const MaxLabels = 256

// Labels returns how many labels the model has; 0 of the zero Model.
func (m *Model) Labels() int { return m.labels }

// Score adds to every label what the features say for or against it. The length of scores
// is the number of labels, or less where the last ones are of no interest. A feature that
// was not learned says nothing.
func (m *Model) Score(features []uint32, scores []int32) {
	if len(m.slots) == 0 {
		return
	}
	for _, f := range features {
		for _, w := range m.of(f) {
			if int(w.label) < len(scores) {
				scores[w.label] += int32(w.value)
			}
		}
	}
}

// of returns the weights of a feature.
func (m *Model) of(feature uint32) []weight {
	mask := uint32(len(m.slots) - 1)
	for i := spread(feature) & mask; ; i = (i + 1) & mask {
		switch s := &m.slots[i]; {
		case s.count == 0:
			return nil
		case s.feature == feature:
			return m.weights[s.from : s.from+uint32(s.count)]
		}
	}
}

// Best returns the label with the highest score, and by how much it leads the next one. Of
// equals the first wins.
func Best(scores []int32) (label int, lead int32) {
	if len(scores) == 0 {
		return -1, 0
	}
	for i, s := range scores {
		if s > scores[label] {
			label = i
		}
	}
	second, found := int32(0), false
	for i, s := range scores {
		if i != label && (!found || s > second) {
			second, found = s, true
		}
	}
	if !found {
		return label, 0
	}
	return label, scores[label] - second
}

// Feature is the number of a feature of a kind, such as a word or a group of letters. Two
// features may have the same number, rarely.
func Feature(kind byte, parts ...string) uint32 {
	h := Begin(kind)
	for _, p := range parts {
		h = h.Add(p)
	}
	return h.Sum()
}

// Hash makes the number of a feature from its parts.
type Hash uint32

// The parameters of FNV-1a with 32 bits (draft-eastlake-fnv).
const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

// Begin begins a feature of a kind.
func Begin(kind byte) Hash { return Hash((uint32(fnvOffset) ^ uint32(kind)) * fnvPrime) }

// Add adds a part. Parts are told apart: "ab", "c" is not "a", "bc".
func (h Hash) Add(part string) Hash {
	for i := range len(part) {
		h = (h ^ Hash(part[i])) * fnvPrime
	}
	return (h ^ 0xFF) * fnvPrime // no byte of UTF-8
}

// Number adds a number.
func (h Hash) Number(n uint32) Hash {
	for range 4 {
		h = (h ^ Hash(n&0xFF)) * fnvPrime
		n >>= 8
	}
	return h
}

// Sum returns the number of the feature.
func (h Hash) Sum() uint32 { return uint32(h) }

// spread mixes the bits of a feature, for its place in the table.
func spread(f uint32) uint32 {
	f ^= f >> 16
	f *= 0x7feb352d
	return f ^ f>>15
}

// The stored form: the magic, the number of labels, the number of features; then for each
// feature its difference to the one before, its number of weights, and these.
const magic = "lin1"

// ErrFormat means that data is no stored model.
var ErrFormat = errors.New("no stored model")

// maxStored bounds the features of a stored model.
const maxStored = 1 << 22

// UnmarshalBinary reads what MarshalBinary wrote. Its error wraps ErrFormat.
func (m *Model) UnmarshalBinary(data []byte) error {
	if len(data) < len(magic) || string(data[:len(magic)]) != magic {
		return fmt.Errorf("%w: it begins otherwise", ErrFormat)
	}
	r := reader{data: data[len(magic):]}
	labels, features := r.number(), r.number()
	if labels > MaxLabels || features > maxStored || features > uint64(len(data)) {
		return fmt.Errorf("%w: %d labels and %d features", ErrFormat, labels, features)
	}
	read := Model{labels: int(labels), slots: make([]slot, tableSize(int(features)))}
	feature := uint64(0)
	for i := range features {
		step, count := r.number(), r.number()
		feature += step
		if i > 0 && step == 0 || feature > 1<<32-1 || count == 0 || count > labels {
			return fmt.Errorf("%w: feature %d is broken", ErrFormat, i)
		}
		s := slot{feature: uint32(feature), from: uint32(len(read.weights)), count: uint16(count)}
		for range count {
			w := weight{label: r.byte(), value: int8(r.byte())}
			if uint64(w.label) >= labels {
				return fmt.Errorf("%w: label %d of %d", ErrFormat, w.label, labels)
			}
			read.weights = append(read.weights, w)
		}
		read.put(s)
	}
	if r.short || len(r.data) > 0 {
		return fmt.Errorf("%w: it has another length", ErrFormat)
	}
	*m = read
	return nil
}

// put puts a feature into the table, which has room.
func (m *Model) put(s slot) {
	mask := uint32(len(m.slots) - 1)
	i := spread(s.feature) & mask
	for m.slots[i].count != 0 {
		i = (i + 1) & mask
	}
	m.slots[i] = s
}

// tableSize is the length of a table for so many features: at most two thirds are used.
func tableSize(features int) int {
	size := 1
	for size*2 <= features*3 {
		size *= 2
	}
	return size
}

// reader reads numbers and bytes; short tells that there were too few.
type reader struct {
	data  []byte
	short bool
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.data)
	if size <= 0 {
		r.data, r.short = nil, true
		return 0
	}
	r.data = r.data[size:]
	return n
}

func (r *reader) byte() byte {
	if len(r.data) == 0 {
		r.short = true
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

// MarshalBinary returns the stored form.
func (m *Model) MarshalBinary() ([]byte, error) {
	data := []byte(magic)
	features := m.sorted()
	data = binary.AppendUvarint(data, uint64(m.labels))
	data = binary.AppendUvarint(data, uint64(len(features)))
	before := uint32(0)
	for _, s := range features {
		data = binary.AppendUvarint(data, uint64(s.feature-before))
		before = s.feature
		data = binary.AppendUvarint(data, uint64(s.count))
		for _, w := range m.weights[s.from : s.from+uint32(s.count)] {
			data = append(data, w.label, byte(w.value))
		}
	}
	return data, nil
}
