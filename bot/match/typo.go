package match

import (
	"slices"
	"sync"

	"github.com/sahilm/fuzzy"
)

// typos corrects misspelt words. Which words come into question is looked up, so
// that the cost does not grow with the vocabulary: words that become equal when
// one letter is left out of either, and words with the same consonants. The
// fuzzy engine then says how well each of them matches.
type typos struct {
	forms []string
	// near holds what a word may be found by, hashed, above its index in forms;
	// sorted. A hash that two share brings a candidate too many, no more.
	near    []uint64
	prepare func()
}

// minTypo is the length from which a word is taken for a misspelling; below
// it too many words are one letter apart.
const minTypo = 5

// newTypos takes up a vocabulary. It is prepared when the first misspelling comes,
// which the answer to a single question seldom needs.
func newTypos(words []string) *typos {
	t := &typos{}
	t.prepare = sync.OnceFunc(func() { t.index(words) })
	return t
}

func (t *typos) index(words []string) {
	slices.Sort(words)
	words = slices.Compact(words)
	t.forms = make([]string, 0, len(words))
	t.near = make([]uint64, 0, len(words)*(minTypo+5))
	for _, w := range words {
		if len(w) < minTypo || !lettersOnly(w) {
			continue
		}
		id := uint64(len(t.forms))
		t.forms = append(t.forms, w)
		t.near = append(t.near, hashed(w, len(w))|id)
		for i := range len(w) {
			if i > 0 && w[i] == w[i-1] {
				continue // the same deletion again
			}
			t.near = append(t.near, hashed(w, i)|id)
		}
		if h, ok := hashedSkeleton(w); ok {
			t.near = append(t.near, h|id)
		}
	}
	slices.Sort(t.near)
	t.near = slices.Clip(t.near)
}

// hashed hashes a word without the letter at skip, into the upper half.
func hashed(w string, skip int) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(w) {
		if i != skip {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
	}
	return (h ^ h>>32) << 32
}

// hashedSkeleton hashes the consonants of a word, if they are enough.
func hashedSkeleton(w string) (uint64, bool) {
	h, n := uint64(1099511628211), 0
	for i := range len(w) {
		switch w[i] {
		case 'a', 'e', 'i', 'o', 'u', 'y':
		default:
			n++
			h = (h ^ uint64(w[i])) * 1099511628211
		}
	}
	return (h ^ h>>32) << 32, n >= minSkeleton
}

// withHash appends the words that are found by a hash.
func (t *typos) withHash(found []int32, hash uint64) []int32 {
	at, _ := slices.BinarySearch(t.near, hash)
	for ; at < len(t.near) && t.near[at]>>32 == hash>>32 && len(found) < maxCandidates; at++ {
		found = append(found, int32(t.near[at]))
	}
	return found
}

func lettersOnly(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

const minSkeleton = 3

func skeleton(dst []byte, w string) []byte {
	for i := range len(w) {
		switch w[i] {
		case 'a', 'e', 'i', 'o', 'u', 'y':
		default:
			dst = append(dst, w[i])
		}
	}
	return dst
}

// maxTypo bounds the work on one word.
const maxTypo = 32

// maxCandidates bounds how many words are compared with a misspelt one, in a
// vocabulary where very many are alike.
const maxCandidates = 250

// correct returns the word that a misspelt one most likely stands for.
func (t *typos) correct(w string, spent *effort) (string, bool) {
	if len(w) < minTypo-1 || len(w) > maxTypo || !lettersOnly(w) {
		return "", false
	}
	t.prepare()
	var (
		space [16]int32
		found = space[:0]
	)
	for i := range len(w) + 1 {
		if i == 0 || i == len(w) || w[i] != w[i-1] {
			found = t.withHash(found, hashed(w, i))
		}
	}
	if h, ok := hashedSkeleton(w); ok {
		found = t.withHash(found, h)
	}
	spent.reads += len(w) + len(found)
	if len(found) == 0 {
		return "", false
	}
	slices.Sort(found)
	return t.best(w, slices.Compact(found))
}

// best ranks the candidates: the fewest changes first, then the fuzzy engine's
// score, then the alphabet.
func (t *typos) best(w string, candidates []int32) (string, bool) {
	best, bestChanges, bestScore := "", 3, 0
	for _, id := range candidates {
		form := t.forms[id]
		changes := distance(w, form)
		if changes > maxChanges(w, form) || changes > bestChanges {
			continue
		}
		if score := resemblance(w, form); best == "" || changes < bestChanges || score > bestScore {
			best, bestChanges, bestScore = form, changes, score
		}
	}
	return best, best != ""
}

// maxChanges is how many changes may lie between a word and what it stands for.
func maxChanges(w, form string) int {
	switch {
	case len(w) < minTypo && len(form) <= minTypo:
		return 0
	case w[0] != form[0] && len(w) < 7:
		return 0 // in a short word, another first letter makes another word
	case len(w) == minTypo && len(form) == minTypo && !isAnagram(w, form):
		return 0
	case w[0] == form[0] && (len(w) >= 8 || string(skeleton(nil, w)) == string(skeleton(nil, form))):
		return 2
	}
	return 1
}

// isAnagram reports whether two words of a length hold the same letters.
func isAnagram(a, b string) bool {
	var count [256]int8
	for i := range len(a) {
		count[a[i]]++
		count[b[i]]--
	}
	return count == [256]int8{}
}

// resemblance is the fuzzy engine's score of the shorter word within the longer.
func resemblance(a, b string) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	m := fuzzy.FindNoSort(a, []string{b})
	if len(m) == 0 {
		return -len(b)
	}
	return m[0].Score
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to get from a to b (optimal string alignment).
func distance(a, b string) int {
	if len(a) > maxTypo+1 || len(b) > maxTypo+1 {
		return len(a) + len(b)
	}
	var rows [3][maxTypo + 2]int
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}
