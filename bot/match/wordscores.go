package match

import (
	"runtime"
	"sync"

	"aktivering/bot/internal/linear"
)

// wordScores are what the listed words and their groups of letters say for and against every
// label of the model: most words of a text are such, and to look their groups up takes longer than
// all else. Of every word all labels are in a row.
type wordScores struct {
	labels int
	scores []int16 // a word has at most some 80 features, and a weight is below 100
}

// readWordScores reads listed words, side by side, as each is by itself.
func readWordScores(words []string, m *linear.Model) *wordScores {
	w := &wordScores{m.Labels(), make([]int16, len(words)*m.Labels())}
	workers := min(runtime.GOMAXPROCS(0), len(words))
	var all sync.WaitGroup
	for first := range workers {
		all.Go(func() {
			var list []uint32
			sums := make([]int32, w.labels)
			for i := first; i < len(words); i += workers {
				list = byItself(list[:0], words[i])
				clear(sums)
				m.Score(list, sums)
				for l, s := range sums {
					w.scores[i*w.labels+l] = int16(s)
				}
			}
		})
	}
	all.Wait()
	return w
}

// addTo adds what a listed word says to scores by label; false where it is none, or where nothing
// was read yet.
func (w *wordScores) addTo(scores []int32, word int32) bool {
	if w == nil || word == 0 {
		return false
	}
	row := w.scores[int(word-1)*w.labels:][:w.labels]
	scores = scores[:len(row)]
	for l, s := range row {
		scores[l] += int32(s)
	}
	return true
}
