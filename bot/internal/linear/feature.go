package linear

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
		h = h.Byte(part[i])
	}
	return h.Byte(0xFF) // no byte of UTF-8
}

// Byte adds a byte.
func (h Hash) Byte(b byte) Hash { return (h ^ Hash(b)) * fnvPrime }

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
