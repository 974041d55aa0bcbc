package main

import (
	"fmt"
	"testing"

	"aktivering/knowledge"
)

func base(tb testing.TB) *knowledge.Base {
	tb.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return kb
}

func open(tb testing.TB, c contender, kb *knowledge.Base) searcher {
	tb.Helper()
	e, err := c.opened(kb)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.close(); err != nil {
			tb.Error(err)
		}
	})
	return e
}

func searchAll(b *testing.B, e searcher, queries []query) {
	b.Helper()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := e.search(queries[i%len(queries)].text); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkQuery takes one query after the other, with the real articles.
func BenchmarkQuery(b *testing.B) {
	kb := base(b)
	queries, err := readQueries("")
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range contenders() {
		b.Run(c.name, func(b *testing.B) { searchAll(b, open(b, c, kb), queries) })
	}
}

// BenchmarkGrowth does the same with made-up articles beside the real ones. The
// program measures larger numbers too.
func BenchmarkGrowth(b *testing.B) {
	own, err := readQueries("")
	if err != nil {
		b.Fatal(err)
	}
	queries, err := growthQueries(own)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1000, 10_000} {
		if n > 1000 && testing.Short() {
			b.Skip("takes half a minute")
		}
		l, err := load(n)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range contenders() {
			b.Run(fmt.Sprintf("%d/%s", n, c.name), func(b *testing.B) { searchAll(b, open(b, c, l.kb), queries) })
		}
	}
}

// BenchmarkBuild prepares an engine for the real articles.
func BenchmarkBuild(b *testing.B) {
	kb := base(b)
	for _, c := range contenders() {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				e, err := c.opened(kb)
				if err != nil {
					b.Fatal(err)
				}
				if err := e.close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLoad reads the real articles.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := knowledge.Default(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCodes looks for codes in a megabyte of text.
func BenchmarkCodes(b *testing.B) {
	kb := base(b)
	for _, p := range passages(kb) {
		for _, e := range extractors(kb) {
			b.Run(p.name+"/"+e.name, func(b *testing.B) {
				b.SetBytes(int64(len(p.text)))
				b.ReportAllocs()
				for b.Loop() {
					e.count(p.text)
				}
			})
		}
	}
}

// BenchmarkStartUp runs whole processes of the program.
func BenchmarkStartUp(b *testing.B) {
	program, err := buildProgram(b.Context(), "../..", b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := ask(b.Context(), program, "0xC004F213"); err != nil {
			b.Fatal(err)
		}
	}
}
