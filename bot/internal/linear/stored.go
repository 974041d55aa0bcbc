package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// The stored form is read in place, so that a large model costs nothing to open:
//
//	magic, number of labels (2 bytes), bits of the number of buckets (1), 0 (1), length of all (4)
//	where each bucket begins, and where the last one ends (4 each), counted from the first bucket
//	the buckets
//
// A bucket holds the features whose mixed numbers begin alike. Each has the last three bytes of
// that number, how many weights it has less one (1), and those: a label (1) and a value (1).
// Numbers have their lowest byte first.
const (
	magic      = "lin2"
	beginning  = len(magic) + 8
	offsetSize = 4
	headSize   = 4
	weightSize = 2
)

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
	m := Model{labels: int(head[0]) | int(head[1])<<8}
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
	mixed   uint32
	weights []byte
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
			data = append(data, byte(f.mixed), byte(f.mixed>>8), byte(f.mixed>>16), byte(len(f.weights)/weightSize-1))
			data, features = append(data, f.weights...), features[1:]
		}
	}
	index = binary.LittleEndian.AppendUint32(index, uint32(len(data)))
	all := append([]byte(magic), byte(labels), byte(labels>>8), byte(bucketBits), 0)
	all = binary.LittleEndian.AppendUint32(all, uint32(beginning+len(index)+len(data)))
	return string(append(append(all, index...), data...))
}
