package linear

import (
	"encoding/binary"
	"math/bits"
	"runtime"
)

// Model gives every label a score for a set of features. It is safe for concurrent use.
type Model struct {
	labels int
	shift  uint   // what of a mixed feature is its bucket
	index  string // where each bucket begins, and the last one ends
	data   string // the buckets
	bits   *bitTables
}

// perSet is how many labels one byte tells of, and eachByte adds to each of its positions.
const (
	perSet   = 8
	eachByte = 0x0101010101010101
)

// bitTables are what stored bits stand for.
type bitTables struct {
	weights [2 * levels]int32 // by the bits of a weight
	// positions are those of the bits of a byte that are set, from the lowest one on, a byte each.
	positions [256]uint64
}

func newBitTables() *bitTables {
	t := bitTables{weights: weightsOf()}
	for set := range t.positions {
		n := 0
		for at := range uint64(perSet) {
			if set>>at&1 == 1 {
				t.positions[set] |= at << (8 * n)
				n++
			}
		}
	}
	return &t
}

// MaxLabels is how many labels a model can have.
const MaxLabels = 256

// Labels returns how many labels the model has; 0 of the zero Model.
func (m *Model) Labels() int { return m.labels }

// Score adds to every label what the features say for or against it. Where scores are fewer than
// labels, they are those of the first ones. A feature that was not learned says nothing.
func (m *Model) Score(features []uint32, scores []int32) {
	if m.index == "" {
		return
	}
	var (
		sums [MaxLabels]int32
		list [MaxLabels + perSet]byte
	)
	var at [batch]place
	for len(features) > 0 {
		n := min(len(features), batch)
		m.places(features[:n], &at)
		for i := range n {
			if entry := at[i].in(m); entry != "" {
				m.add(entry, &sums, &list)
			}
		}
		features = features[n:]
	}
	for l := range scores[:min(m.labels, len(scores))] {
		scores[l] += sums[l]
	}
}

// add adds the weights of a feature to sums. It lists the labels first and adds then: loops that
// end after a few labels each would cost more than all the rest, because no processor foretells
// where they end. The list is only working memory.
func (m *Model) add(entry string, sums *[MaxLabels]int32, list *[MaxLabels + perSet]byte) {
	size := groupsSize(m.labels)
	groups, sets := entry[:size], entry[size:]
	n := 0
	for i := range size {
		for group := groups[i]; group != 0; group &= group - 1 {
			if sets == "" {
				return
			}
			// The last set is written whole, whatever it holds.
			first := byte(perSet*perSet*i + perSet*bits.TrailingZeros8(group))
			binary.LittleEndian.PutUint64(list[n:], m.bits.positions[sets[0]]+eachByte*uint64(first))
			n += bits.OnesCount8(sets[0])
			sets = sets[1:]
		}
	}
	if len(sets) < (n+1)/2 {
		return
	}
	for i := range n / 2 {
		sums[list[2*i]] += m.bits.weights[sets[i]&codeMask]
		sums[list[2*i+1]] += m.bits.weights[sets[i]>>codeBits]
	}
	if n%2 == 1 {
		sums[list[n-1]] += m.bits.weights[sets[n/2]&codeMask]
	}
}

// batch is how many features are looked up side by side.
const batch = 32

// place is where a feature is, if it was learned.
type place struct {
	from, to uint32 // its bucket
	rest     uint32 // what tells it there
}

// places finds the buckets of features. Most of the time goes by while memory is waited for: what
// is read of one feature here does not depend on another, so that it is waited for but once.
func (m *Model) places(features []uint32, at *[batch]place) {
	for i, f := range features {
		mixed := mix(f)
		bucket := m.index[int(mixed>>m.shift)*offsetSize:]
		at[i] = place{number(bucket), number(bucket[offsetSize:]), mixed & restMask}
	}
	var touched byte
	for i := range features {
		if p := &at[i]; p.from < p.to && p.to <= uint32(len(m.data)) {
			touched |= m.data[p.from] | m.data[p.to-1]
		} else {
			p.to = p.from // a broken bucket holds nothing
		}
	}
	runtime.KeepAlive(touched)
}

// in returns what is stored of the feature, but for the bytes that tell it; empty where there is
// nothing.
func (p place) in(m *Model) string {
	if p.from >= p.to {
		return ""
	}
	least := headSize + groupsSize(m.labels)
	for bucket := m.data[p.from:p.to]; len(bucket) > least; {
		head := number(bucket)
		size := least + int(head>>(8*restSize))
		if size > len(bucket) {
			break
		}
		if head&restMask == p.rest {
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
