package main

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"time"

	"aktivering/knowledge"
)

// grown is what one engine took with so many articles.
type grown struct {
	name     string
	articles int
	build    time.Duration
	memory   int64 // Go's heap and what is outside it, without the articles
	timed    timed
}

// loaded is a base of some size, and what it took to load.
type loaded struct {
	kb     *knowledge.Base
	took   time.Duration
	memory int64
}

// load reads the real articles, and with them as many made-up ones as make n.
func load(n int) (loaded, error) {
	packs, err := packsFor(n)
	if err != nil {
		return loaded{}, err
	}
	before := heap(2)
	start := time.Now()
	kb, err := knowledge.Load(packs...)
	if err != nil {
		return loaded{}, fmt.Errorf("load %d articles: %w", n, err)
	}
	l := loaded{kb: kb, took: time.Since(start)}
	l.memory = heap(2) - before
	return l, nil
}

// packsFor returns what brings the articles to n; there may be that many already.
func packsFor(n int) ([]fs.FS, error) {
	kb, err := knowledge.Default()
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if n <= len(kb.Articles()) {
		return nil, nil
	}
	return []fs.FS{newSynthetic(kb, n)}, nil
}

// growth measures contenders, one after the other, with the same articles
// and queries.
func growth(contenders []contender, l loaded, queries []query, rounds int) ([]grown, error) {
	var results []grown
	for _, c := range contenders {
		if len(l.kb.Articles()) > c.most {
			continue
		}
		g, err := grow(c, l, queries, rounds)
		if err != nil {
			return nil, err
		}
		results = append(results, g)
	}
	return results, nil
}

// slips is misspelt, so that an engine is ready for anything once it has
// answered: ours prepares for misspellings while it answers other queries.
const slips = "hovedkrot og prodktnøkkel, akitvering"

func grow(c contender, l loaded, queries []query, rounds int) (grown, error) {
	before := heap(2)
	start := time.Now()
	e, err := c.opened(l.kb)
	if err != nil {
		return grown{}, err
	}
	if _, err := e.search(slips); err != nil {
		return grown{}, errors.Join(fmt.Errorf("%s: %w", c.name, err), e.close())
	}
	g := grown{name: c.name, articles: len(l.kb.Articles()), build: time.Since(start)}
	heap(2)
	if _, err := e.search(slips); err != nil { // what it keeps at hand for searches counts too
		return grown{}, errors.Join(fmt.Errorf("%s: %w", c.name, err), e.close())
	}
	outside, err := e.outside()
	if err != nil {
		return grown{}, errors.Join(err, e.close())
	}
	g.memory = heap(1) - before + outside
	times, err := race([]searcher{e}, queries, rounds)
	if err != nil {
		return grown{}, errors.Join(fmt.Errorf("%s: %w", c.name, err), e.close())
	}
	g.timed = times[0]
	runtime.KeepAlive(l.kb)
	return g, e.close()
}

// growthQueries are texts about made-up articles and, as every fifth, a real one.
func growthQueries(own []query) ([]query, error) {
	kb, err := knowledge.Default()
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	const made, every = 240, 4
	queries := newSynthetic(kb, 1000).queries(made)
	for i := range made / every {
		queries = append(queries, own[i*len(own)/(made/every)])
	}
	return queries, nil
}
