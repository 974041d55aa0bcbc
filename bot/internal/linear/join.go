package linear

import (
	"fmt"
	"maps"
	"slices"
)

// Join returns one model of several, whose labels are those of the first, then those of the second
// and so on. Each label is scored as before; a feature is looked up once for all of them.
func Join(stored ...string) (string, error) {
	labels, first := 0, make([]int, len(stored))
	models := make([]Model, len(stored))
	for i, s := range stored {
		m, err := Open(s)
		if err != nil {
			return "", err
		}
		models[i], first[i] = m, labels
		labels += m.labels
	}
	if labels > MaxLabels {
		return "", fmt.Errorf("%d labels together, want at most %d", labels, MaxLabels)
	}
	weights := make(map[uint32][]int32) // by mixed feature
	for i := range models {
		models[i].each(func(mixed uint32, own []int32) {
			if weights[mixed] == nil {
				weights[mixed] = make([]int32, labels)
			}
			copy(weights[mixed][first[i]:], own)
		})
	}
	features := make([]learned, 0, len(weights))
	for _, mixed := range slices.Sorted(maps.Keys(weights)) {
		if f, ok := learnedOf(mixed, weights[mixed], 1); ok {
			features = append(features, f)
		}
	}
	return store(labels, features), nil
}

// each goes through all features, mixed, and their weights by label.
func (m *Model) each(do func(mixed uint32, weights []int32)) {
	var list [MaxLabels + perSet]byte
	least := headSize + groupsSize(m.labels)
	for i := range len(m.index)/offsetSize - 1 {
		from, to := number(m.index[i*offsetSize:]), number(m.index[(i+1)*offsetSize:])
		for bucket := m.data[from:to]; len(bucket) >= least; {
			head := number(bucket)
			size := min(least+int(head>>(8*restSize)), len(bucket))
			var weights [MaxLabels]int32
			m.add(bucket[headSize:size], &weights, &list)
			do(uint32(i)<<m.shift|head&restMask, weights[:m.labels])
			bucket = bucket[size:]
		}
	}
}
