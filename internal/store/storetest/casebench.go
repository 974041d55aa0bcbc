package storetest

import (
	"fmt"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// BenchCases measures a page of lists and searches among a thousand and a hundred thousand
// cases. open returns a store with so many cases as an earlier version would have saved them:
// see [SeedLines]. The first search measures how long it takes until all are indexed.
func BenchCases(b *testing.B, open func(b *testing.B, cases int) store.Store) {
	b.Helper()
	for _, n := range []int{1_000, 100_000} {
		start := time.Now()
		s := open(b, n)
		b.Logf("%d cases: opened in %v", n, time.Since(start))
		for ; ; time.Sleep(50 * time.Millisecond) {
			hits, _, err := s.Search(b.Context(), "maskin1x", caselist.Filter{}, caselist.Page{})
			if err != nil {
				b.Fatal(err)
			}
			if len(hits) > 0 { // the latest are indexed first
				break
			}
		}
		b.Logf("%d cases, %d lines: all are searchable after %v", n, 2*n, time.Since(start))
		for name, f := range map[string]caselist.Filter{
			"all":               {},
			"open":              {States: []bot.CaseState{bot.CaseQueued, bot.CaseClaimed}},
			"queue":             {States: []bot.CaseState{bot.CaseQueued}, FirstCome: true},
			"frequent code":     {Code: 0xC004F213},
			"code nobody had":   {Code: 1},
			"language of none":  {Language: "en"},
			"platform":          {Platform: "p"},
			"opened long ago":   {Opened: caselist.TimeRange{Before: noon.Add(time.Minute)}},
			"agent and article": {Agent: "nobody", Article: "a"},
		} {
			b.Run(fmt.Sprintf("list/%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if _, _, err := s.ListCases(b.Context(), f, caselist.Page{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		for name, query := range map[string]string{
			"frequent word": "windows", "frequent words": "windows får", "rare word": "maskin7x", "number": "77", "frequent beginning": "windo", "short beginning": "win",
			"rare and frequent": "maskin7x windows", "nothing": "xyzzy", "code": "F213",
		} {
			b.Run(fmt.Sprintf("search/%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if _, _, err := s.Search(b.Context(), query, caselist.Filter{}, caselist.Page{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("search/filtered/%d", n), func(b *testing.B) {
			for b.Loop() {
				f := caselist.Filter{States: []bot.CaseState{bot.CaseQueued}, Code: knowledge.Code(0xC004F213)}
				if _, _, err := s.Search(b.Context(), "windows", f, caselist.Page{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// SeedState is the state of the conversation of a seeded case, in which {n} stands for
// its number and {state} for that of the case: one in a hundred is open, the rest closed.
const SeedState = `{"turn":2,"language":"nb","name":"Person {n}","case":{"state":"{state}","opened":2,"since":"2026-11-24T12:00:00Z","closed":"2026-11-24T13:00:00Z"},"now":{"article":"a","trail":[3221549587]}}`

// SeedLines are the two lines of the transcript of a seeded case, in which {n} stands for its
// number.
func SeedLines() [2]string {
	return [2]string{
		"Jeg får feilkoden 0xC004F213 når jeg prøver å aktivere windows på maskin{n}x etter nytt hovedkort, og ord{n} hjelper ikke",
		"Kan jeg få snakke med et menneske om lisensen til avdeling{n}",
	}
}
