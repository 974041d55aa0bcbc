package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// The stored form is read in place, so that a large model costs nothing to open:
//
//	magic, number of labels (2 bytes), bits of the number of buckets (1), 0 (1), length of all (4)
//	where each bucket begins, and where the last one ends (4 each), counted from the first bucket
//	the buckets
//
// A bucket holds the features whose mixed numbers begin alike. Each has the last three bytes of
// that number, how many bytes follow the next ones (1), a bit for each eight labels of which it
// has a weight for any, for each of those eight a byte with a bit for each label that it has a
// weight for, and four bits for each weight: its level and its sign.
// Numbers have their lowest byte first.
const (
	magic      = "lin5"
	beginning  = len(magic) + 8
	offsetSize = 4
	restSize   = 3
	headSize   = restSize + 1
	restMask   = 1<<(8*restSize) - 1
)

// levels is how many sizes of weights are stored, each about 1.4 times the one before. Finer,
// smaller and larger ones tell no more.
const levels = 8

// weightsOf returns the weights by the four bits that they are stored as: the sizes, and these
// below zero.
func weightsOf() [2 * levels]int32 {
	return [...]int32{5, 7, 10, 15, 21, 31, 44, 64, -5, -7, -10, -15, -21, -31, -44, -64}
}

// The four bits of a weight.
const (
	codeBits = 4
	codeMask = 1<<codeBits - 1
)

// codeOf is the four bits of a weight.
func codeOf(weight int32) byte {
	size, best, weights := max(weight, -weight), 0, weightsOf()
	for i, l := range weights[:levels] {
		if distance(size, l) < distance(size, weights[best]) {
			best = i
		}
	}
	if weight < 0 {
		best += levels
	}
	return byte(best)
}

func distance(a, b int32) int32 { return max(a-b, b-a) }

// groupsSize is how many bytes tell of which eight labels a feature has weights for any.
func groupsSize(labels int) int { return (labels + 63) / 64 }

// The bits of the number of buckets: three bytes of a feature are told in its bucket.
const (
	minBits = 8
	maxBits = 22
)

// ErrFormat means that data is no stored model.
var ErrFormat = errors.New("no stored model")

// Open returns the model that Train stored, without a copy of it. Its error wraps ErrFormat.
// Only the outline is checked: what is broken within a bucket says nothing.
func Open(stored string) (Model, error) {
	if len(stored) < beginning || stored[:len(magic)] != magic {
		return Model{}, fmt.Errorf("%w: it begins otherwise", ErrFormat)
	}
	head := stored[len(magic):beginning]
	m := Model{labels: int(head[0]) | int(head[1])<<8, bits: newBitTables()}
	bucketBits := uint(head[2])
	if m.labels > MaxLabels || bucketBits < minBits || bucketBits > maxBits || head[3] != 0 {
		return Model{}, fmt.Errorf("%w: %d labels, %d bits", ErrFormat, m.labels, bucketBits)
	}
	index := (1<<bucketBits + 1) * offsetSize
	if number(head[4:]) != uint32(len(stored)) || len(stored) < beginning+index {
		return Model{}, fmt.Errorf("%w: it has another length", ErrFormat)
	}
	m.shift = 32 - bucketBits
	m.index, m.data = stored[beginning:beginning+index], stored[beginning+index:]
	if number(m.index[index-offsetSize:]) != uint32(len(m.data)) {
		return Model{}, fmt.Errorf("%w: the buckets have another length", ErrFormat)
	}
	return m, nil
}

// learned is a feature and its weights, as they are stored.
type learned struct {
	mixed  uint32
	stored []byte
}

// learnedOf returns a mixed feature with those of its weights by label that have at least a size; false
// where none has.
func learnedOf(mixed uint32, weights []int32, least int32) (learned, bool) {
	groups := make([]byte, groupsSize(len(weights)))
	var which, codes []byte
	n, last := 0, -1
	for l, w := range weights {
		if max(w, -w) < least {
			continue
		}
		code := codeOf(w)
		if group := l / 8; group != last {
			groups[group/8] |= 1 << (group % 8)
			which, last = append(which, 0), group
		}
		which[len(which)-1] |= 1 << (l % 8)
		if n%2 == 0 {
			codes = append(codes, code)
		} else {
			codes[n/2] |= code << codeBits
		}
		n++
	}
	return learned{mixed, slices.Concat([]byte{byte(len(which) + len(codes))}, groups, which, codes)}, n > 0
}

// store makes the stored form. The features are in the order of their mixed numbers.
func store(labels int, features []learned) string {
	const perBucket = 4
	bucketBits := min(max(minBits, uint(bits.Len(uint(len(features)/perBucket)))), maxBits)
	index := make([]byte, 0, (1<<bucketBits+1)*offsetSize)
	var data []byte
	for bucket := range uint32(1) << bucketBits {
		index = binary.LittleEndian.AppendUint32(index, uint32(len(data)))
		for len(features) > 0 && features[0].mixed>>(32-bucketBits) == bucket {
			f := features[0]
			data = append(data, byte(f.mixed), byte(f.mixed>>8), byte(f.mixed>>16))
			data, features = append(data, f.stored...), features[1:]
		}
	}
	index = binary.LittleEndian.AppendUint32(index, uint32(len(data)))
	all := append([]byte(magic), byte(labels), byte(labels>>8), byte(bucketBits), 0)
	all = binary.LittleEndian.AppendUint32(all, uint32(beginning+len(index)+len(data)))
	return string(append(append(all, index...), data...))
}
