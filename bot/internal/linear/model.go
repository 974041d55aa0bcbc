package linear

import "math/bits"

// Model gives every label a score for a set of features. It is safe for concurrent use.
type Model struct {
	labels int
	shift  uint   // what of a mixed feature is its bucket
	index  string // where each bucket begins, and the last one ends
	data   string // the buckets
}

// MaxLabels is how many labels a model can have.
const MaxLabels = 256

// Labels returns how many labels the model has; 0 of the zero Model.
func (m *Model) Labels() int { return m.labels }

// Score adds to every label what the features say for or against it. The length of scores
// is the number of labels, or less where the last ones are of no interest. A feature that
// was not learned says nothing.
func (m *Model) Score(features []uint32, scores []int32) {
	if m.index == "" {
		return
	}
	for _, f := range features {
		if entry := m.of(f); entry != "" {
			m.add(entry, scores)
		}
	}
}

// add adds the weights of a feature to scores.
func (m *Model) add(entry string, scores []int32) {
	which := whichSize(m.labels)
	codes, n := entry[which:], 0
	for i := range which {
		for set := entry[i]; set != 0; set &= set - 1 {
			code := codes[n/2] >> (n % 2 * codeBits)
			n++
			value := levels[code&levelBits]
			if code&minusBit != 0 {
				value = -value
			}
			if l := 8*i + bits.TrailingZeros8(set); l < len(scores) {
				scores[l] += value
			}
		}
	}
}

// of returns what is stored of a feature, but for the bytes that tell it; empty where there is
// none.
func (m *Model) of(feature uint32) string {
	mixed := mix(feature)
	i := int(mixed>>m.shift) * offsetSize
	from, to := number(m.index[i:]), number(m.index[i+offsetSize:])
	if from > to || to > uint32(len(m.data)) {
		return ""
	}
	a, b, c := byte(mixed>>16), byte(mixed>>8), byte(mixed)
	head := restSize + whichSize(m.labels)
	for bucket := m.data[from:to]; len(bucket) > head; {
		size := head + codesSize(bucket[restSize:head])
		if size > len(bucket) {
			break
		}
		if bucket[0] == c && bucket[1] == b && bucket[2] == a {
			return bucket[restSize:size]
		}
		bucket = bucket[size:]
	}
	return ""
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

// mix mixes the bits of a feature, so that buckets have about as many as one another. Two
// features are never mixed to the same number.
func mix(f uint32) uint32 {
	f ^= f >> 16
	f *= 0x7feb352d
	return f ^ f>>15
}

// number reads a number of four bytes; 0 where there are fewer.
func number(s string) uint32 {
	if len(s) < offsetSize {
		return 0
	}
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
