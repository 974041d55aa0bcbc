package match

import (
	"runtime"
	"sync"

	"aktivering/bot/internal/linear"
)

// groupScores are what the groups of letters of the listed words say for and against every label
// of the model: most words of a text are such, and to look their groups up takes longer than all
// else. Of every word all labels are in a row.
type groupScores struct {
	labels int
	scores []int16 // a word has at most some 80 groups, and a weight is below 100
}

// readGroups reads the groups of listed words, side by side, as each word is by itself.
func readGroups(words []string, m *linear.Model) *groupScores {
	g := &groupScores{m.Labels(), make([]int16, len(words)*m.Labels())}
	workers := min(runtime.GOMAXPROCS(0), len(words))
	var wg sync.WaitGroup
	for first := range workers {
		wg.Go(func() {
			var list []uint32
			sums := make([]int32, g.labels)
			for i := first; i < len(words); i += workers {
				list = groups(list[:0], words[i])
				clear(sums)
				m.Score(list, sums)
				for l, s := range sums {
					g.scores[i*g.labels+l] = int16(s)
				}
			}
		})
	}
	wg.Wait()
	return g
}

// addTo adds what the groups of a listed word say to scores by label; false where it is none, or
// where nothing was read yet.
func (g *groupScores) addTo(scores []int32, word int32) bool {
	if g == nil || word == 0 {
		return false
	}
	row := g.scores[int(word-1)*g.labels:][:g.labels]
	scores = scores[:len(row)]
	for l, s := range row {
		scores[l] += int32(s)
	}
	return true
}
