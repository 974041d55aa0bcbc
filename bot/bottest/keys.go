package bottest

import (
	"math/rand/v2"
	"strings"

	"pgregory.net/rapid"
)

// Ordinary counts the groups of a key that could be something else: those without a digit
// whose vowel is a Y, those of digits or of hexadecimal digits only, and those that were
// misread.
func Ordinary(groups []string) int {
	plain := 0
	for _, g := range groups {
		hex := strings.Trim(g, "0123456789ABCDEF") == ""
		if hex || !strings.ContainsAny(g, "2346789") && strings.Contains(g, "Y") || strings.Count(g, g[:1]) == len(g) || strings.ContainsAny(g, "O0Z") {
			plain++
		}
	}
	return plain
}

// MaskedGroups stands before the last five characters of a masked product key. It is written
// out here, so that a change of the mask is seen in tests.
const MaskedGroups = "•••••-•••••-•••••-•••••-"

const keyLetters = "BCDFGHJKMNPQRTVWXY2346789"

// DrawKey draws a key as Microsoft makes them. Its characters are as likely as one
// another: rapid's own choices have many that are alike.
func DrawKey(t *rapid.T) []string {
	from := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "key"), 1))
	groups := make([]string, 5)
	for i := range groups {
		group := make([]byte, 5)
		for j := range group {
			group[j] = keyLetters[from.IntN(len(keyLetters))]
		}
		groups[i] = string(group)
	}
	return groups
}
