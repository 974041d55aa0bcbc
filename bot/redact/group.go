package redact

// A product key is five groups of five characters.
const (
	groupSize = 5
	keyGroups = 5
	keySize   = groupSize * keyGroups
)

// class is what a group of characters could be.
type class int8

const (
	classOther   class = iota // no part of a key
	classPiece                // less or more than a group, with no vowel
	classSpoken               // a separator in words, such as "strek"
	classWord                 // a group that could be an ordinary word
	classVague                // a group of a key's characters that could be a word or a number
	classOdd                  // a group that is hardly a word
	classGenuine              // a group as product keys have it
	classSix                  // six digits
)

// gap is what stands between two groups, from the closest.
type gap int8

const (
	gapNone  gap = iota // nothing: both are part of the same run
	gapDash             // a dash, or what people type for one
	gapLoose            // white space and signs
	gapFar              // words
	gapApart            // too much, or something that is masked already
)

// Bounds of the gaps, in bytes.
const (
	maxDashGap  = 12
	maxLooseGap = 16
	maxFarGap   = 48
	// maxBroken is how much may stand between two groups whatever it is: a group that a
	// line break cut in two, or a short word.
	maxBroken = 8
)

// group is a run of letters and digits, or five characters of a longer run.
type group struct {
	start, end int // byte offsets
	size       int // in characters
	class      class
	gap        gap // to the group before
	lower      bool
	chars      [groupSize]byte // folded, of one of five
}

// couldBe reports a group that is a word or a number by itself, and can be of a key where
// the rest of one stands beside it.
func (g group) couldBe(lower bool) bool {
	return g.size == groupSize && (g.class == classVague || g.class == classWord && !lower && !g.lower)
}

// isAnchor reports a group around which a key can be.
func (g group) isAnchor() bool { return g.class == classOdd || g.class == classGenuine }
