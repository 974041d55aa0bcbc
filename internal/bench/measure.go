package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// timed is what one engine took for a list of queries.
type timed struct {
	// first are the times of the first round, when nothing is warm; all holds
	// every round's, by query.
	first []time.Duration
	all   [][]time.Duration
	// found is how many of the queries whose article is known list it.
	found, known int
}

// race puts the queries to the engines: in every round each engine gets all of
// them, one at a time, and the engines take turns, so that what else the
// machine does meets them alike.
func race(engines []searcher, queries []query, rounds int) ([]timed, error) {
	times := make([]timed, len(engines))
	for i := range times {
		times[i].all = make([][]time.Duration, len(queries))
	}
	for round := range rounds {
		for i, e := range engines {
			t := &times[i]
			for j, q := range queries {
				start := time.Now()
				ids, err := e.search(q.text)
				took := time.Since(start)
				if err != nil {
					return nil, fmt.Errorf("%q: %w", q.text, err)
				}
				t.all[j] = append(t.all[j], took)
				if round > 0 {
					continue
				}
				t.first = append(t.first, took)
				if q.article != "" {
					t.known++
					if slices.Contains(ids, q.article) {
						t.found++
					}
				}
			}
		}
	}
	return times, nil
}

// settled are the times by query: the median of its rounds.
func (t *timed) settled() []time.Duration {
	list := make([]time.Duration, len(t.all))
	for i, rounds := range t.all {
		list[i] = quantile(rounds, 50)
	}
	return list
}

// quantile is the nearest rank: of a hundred values in order, the percent-th.
func quantile(values []time.Duration, percent int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := (len(sorted)*percent + 99) / 100 // rounded up
	return sorted[max(rank, 1)-1]
}

// heap is how much memory the program has in use after some collections of what
// nothing refers to. The first leaves what was used last in pools, which the
// second frees.
func heap(collections int) int64 {
	for range collections {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
