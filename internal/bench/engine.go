package main

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// most is how many articles an engine is asked for: as many as the bot offers.
const most = 4

// searcher finds the articles that a text is about.
type searcher interface {
	// search returns the ids of the articles found, best first.
	search(query string) ([]string, error)
	// outside is the memory in use that Go's heap does not hold, in bytes.
	outside() (int64, error)
	close() error
}

// contender is an engine before it has read anything.
type contender struct {
	name string
	// most is the largest number of articles that it is measured with.
	most  int
	build func(kb *knowledge.Base) (searcher, error)
}

const (
	all  = 1 << 30
	some = 10_000
)

// contenders lists the engines; the first is ours, the second the one to beat.
func contenders() []contender {
	return []contender{
		{"aktivering", all, newOurs},
		{"bleve", all, newBleve(bleveIndex{})},
		{"bleve, fuzziness 1", some, newBleve(bleveIndex{fuzziness: 1})},
		{"bleve, trimmed", all, newBleve(bleveIndex{trimmed: true})},
		{"SQLite FTS5, trigram", some, newFTS5},
		{"sahilm/fuzzy, plain", some, newPlainFuzzy},
	}
}

// chosen are the contenders whose names begin with one of some, and ours; all
// of them where none is named.
func chosen(names string) []contender {
	list := strings.Split(names, ",")
	return slices.DeleteFunc(contenders(), func(c contender) bool {
		named := slices.ContainsFunc(list, func(name string) bool { return strings.HasPrefix(c.name, name) })
		return !named && c.name != contenders()[0].name
	})
}

// ours is the matcher of the bot.
type ours struct{ matcher *match.Matcher }

func newOurs(kb *knowledge.Base) (searcher, error) {
	m := match.New(kb)
	m.Ready() // as the program does before it answers anybody
	return ours{m}, nil
}

func (o ours) search(query string) ([]string, error) {
	return o.matcher.Match(query, match.Scope{}).Entries, nil
}

func (o ours) outside() (int64, error) { return 0, nil }

func (o ours) close() error { return nil }

// lines yields what an article is found by, in every language: title, meaning
// and symptoms, and its codes.
func lines(a *knowledge.Article) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, lang := range languages() {
			if !yield(a.Title.In(lang)) || !yield(a.Meaning.In(lang)) {
				return
			}
			for _, s := range a.Symptoms.In(lang) {
				if !yield(s) {
					return
				}
			}
		}
		for _, c := range a.Codes {
			if !yield(c.String()) {
				return
			}
		}
	}
}

// opened builds the engine of c; its error names it.
func (c contender) opened(kb *knowledge.Base) (searcher, error) {
	e, err := c.build(kb)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	return e, nil
}
