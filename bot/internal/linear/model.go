package linear

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
		weights := m.of(f)
		for i := 0; i+1 < len(weights); i += weightSize {
			if label := int(weights[i]); label < len(scores) {
				scores[label] += int32(int8(weights[i+1]))
			}
		}
	}
}

// of returns the weights of a feature: the label and the value of each.
func (m *Model) of(feature uint32) string {
	mixed := mix(feature)
	i := int(mixed>>m.shift) * offsetSize
	from, to := number(m.index[i:]), number(m.index[i+offsetSize:])
	if from > to || to > uint32(len(m.data)) {
		return ""
	}
	a, b, c := byte(mixed>>16), byte(mixed>>8), byte(mixed)
	for bucket := m.data[from:to]; len(bucket) > headSize; {
		size := headSize + weightSize*(int(bucket[headSize-1])+1)
		if size > len(bucket) {
			break
		}
		if bucket[0] == c && bucket[1] == b && bucket[2] == a {
			return bucket[headSize:size]
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
