package linear

import "math/bits"

// Model gives every label a score for a set of features. It is safe for concurrent use.
type Model struct {
	labels int
	shift  uint   // what of a mixed feature is its bucket
	index  string // where each bucket begins, and the last one ends
	data   string // the buckets
	// weights are those by the bits that they are stored as.
	weights [2 * levels]int32
}

// MaxLabels is how many labels a model can have.
const MaxLabels = 256

// Labels returns how many labels the model has; 0 of the zero Model.
func (m *Model) Labels() int { return m.labels }

// Score adds to every label what the features say for or against it. The length of scores
// is the number of labels, or more. A feature that was not learned says nothing.
func (m *Model) Score(features []uint32, scores []int32) {
	if m.index == "" {
		return
	}
	scores = scores[:m.labels]
	for _, f := range features {
		if entry := m.of(f); entry != "" {
			m.add(entry, scores)
		}
	}
}

// add adds the weights of a feature to scores.
func (m *Model) add(entry string, scores []int32) {
	which := whichSize(m.labels)
	codes, left := entry[which:], 0
	var bytes uint32 // those of codes that were read and not used
	for i := range which {
		of := scores[8*i:]
		for set := entry[i]; set != 0; set &= set - 1 {
			if left == 0 {
				if codes == "" {
					return
				}
				bytes, codes, left = uint32(codes[0]), codes[1:], 2
			}
			if l := bits.TrailingZeros8(set); l < len(of) {
				of[l] += m.weights[bytes&codeMask]
			}
			bytes >>= codeBits
			left--
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
	least := headSize + whichSize(m.labels)
	rest := mixed & restMask
	for bucket := m.data[from:to]; len(bucket) > least; {
		head := number(bucket)
		size := least + int(head>>(8*restSize))
		if size > len(bucket) {
			break
		}
		if head&restMask == rest {
			return bucket[headSize:size]
		}
		bucket = bucket[size:]
	}
	return ""
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
