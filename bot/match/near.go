package match

import (
	"cmp"
	"slices"

	"aktivering/knowledge"
)

// near returns the documented codes that lie one change from what was written:
// a digit replaced, lost, doubled, or swapped with its neighbour. The likeliest
// slip comes first. The cost does not depend on how many codes there are.
func near(f Found, entry func(knowledge.Code) (string, bool), spent *effort) []Suggestion {
	var (
		list []Suggestion
		rank []int
		buf  [codeDigits + 2]byte
	)
	try := func(d []byte, at, likelihood int) {
		spent.codes++
		if len(d) != codeDigits {
			return
		}
		for _, c := range d {
			if c > 'F' || c < '0' || c > '9' && c < 'A' {
				return
			}
		}
		code := value(d, false).Value
		id, ok := entry(code)
		if !ok || slices.ContainsFunc(list, func(s Suggestion) bool { return s.Code == code }) {
			return
		}
		list = append(list, Suggestion{Code: code, Written: "0x" + f.Digits, At: at, Entry: id})
		rank = append(rank, likelihood)
	}
	d := f.Digits
	switch len(d) {
	case codeDigits:
		for i := range len(d) - 1 {
			if d[i] != d[i+1] {
				b := append(buf[:0], d...)
				b[i], b[i+1] = b[i+1], b[i]
				try(b, i+2, 1)
			}
		}
		for i := range len(d) {
			for _, c := range []byte(hexDigits) {
				if c == d[i] {
					continue
				}
				b := append(buf[:0], d...)
				b[i] = c
				likelihood := 2
				if lookAlike(d[i], c) {
					likelihood = 0
				}
				try(b, i+2, likelihood)
			}
		}
	case codeDigits - 1:
		for i := range len(d) + 1 {
			for _, c := range []byte(hexDigits) {
				b := append(append(append(buf[:0], d[:i]...), c), d[i:]...)
				likelihood := 2
				if i > 0 && d[i-1] == c || i < len(d) && d[i] == c {
					likelihood = 0 // a doubled digit written once
				}
				try(b, i+2, likelihood)
			}
		}
	case codeDigits + 1:
		for i := range len(d) {
			b := append(append(buf[:0], d[:i]...), d[i+1:]...)
			likelihood := 2
			if i > 0 && d[i-1] == d[i] {
				likelihood = 0
			}
			try(b, -1, likelihood)
		}
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(digitDistance(list[a], d), digitDistance(list[b], d)), cmp.Compare(list[a].Code, list[b].Code))
	})
	sorted := make([]Suggestion, len(list))
	for i, o := range order {
		sorted[i] = list[o]
	}
	return sorted
}

const hexDigits = "0123456789ABCDEF"

// lookAlike tells of characters that are misread for each other.
func lookAlike(a, b byte) bool {
	for _, pair := range [...]string{"8B", "0D", "17", "56", "EF", "39", "6G", "2Z", "5S", "38", "C0", "4A"} {
		if a == pair[0] && b == pair[1] || a == pair[1] && b == pair[0] {
			return true
		}
	}
	return false
}

// digitDistance is how far the differing digit lies from the one that was written.
func digitDistance(s Suggestion, digits string) int {
	i := s.At - 2
	if i < 0 || len(digits) != codeDigits {
		return 0
	}
	a, b := int(nibble(digits[i])), int(nibble(s.Code.String()[s.At]))
	return max(a-b, b-a)
}
