package main

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aktivering/knowledge"
)

// An engine that finds nothing is fast; each must find what it can.
func TestEnginesFind(t *testing.T) {
	kb := base(t)
	const id = "0xC004F213"
	a, ok := kb.Article(id)
	if !ok {
		t.Fatal("there is no article", id)
	}
	for _, c := range contenders() {
		t.Run(c.name, func(t *testing.T) {
			e := open(t, c, kb)
			for _, text := range []string{id, a.Symptoms[knowledge.Bokmal][0], a.Symptoms[knowledge.English][0], "", "a \" OR b", strings.Repeat("lisens ", 500)} {
				ids, err := e.search(text)
				if err != nil {
					t.Errorf("%.40q: %v", text, err)
				}
				if len(ids) > most {
					t.Errorf("%.40q: %d articles", text, len(ids))
				}
				if (text == id || text == a.Symptoms[knowledge.Bokmal][0] || text == a.Symptoms[knowledge.English][0]) && !slices.Contains(ids, id) {
					t.Errorf("%q: found %v", text, ids)
				}
			}
			if n, err := e.outside(); err != nil || n < 0 {
				t.Errorf("outside: %d, %v", n, err)
			}
		})
	}
}

// Made-up articles are held to the rules of real ones, and the same each time.
func TestSynthetic(t *testing.T) {
	const n = 1500
	l, err := load(n)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(l.kb.Articles()); got != n {
		t.Fatalf("%d articles, want %d", got, n)
	}
	one, other := newSynthetic(base(t), n), newSynthetic(base(t), 2*n)
	for _, i := range []int{0, 7, 900} {
		if a, b := one.article(i).yaml(), other.article(i).yaml(); string(a) != string(b) {
			t.Errorf("article %d differs with the size of the pack:\n%s\n%s", i, a, b)
		}
	}
	symptoms := 0
	for _, a := range l.kb.Articles()[len(base(t).Articles()):] {
		for _, lang := range languages() {
			symptoms += len(a.Symptoms.In(lang))
		}
	}
	if mean := float64(symptoms) / n; mean < 6 || mean > 9 {
		t.Errorf("%.1f symptoms an article, want 6 to 9", mean)
	}
	for _, name := range []string{"made-000000.yml", "made-999999.yaml", "made-0.yaml", "other", "."} {
		if _, err := one.Open(name); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	if _, err := fs.ReadDir(one, "deeper"); err == nil {
		t.Error("there is a deeper folder")
	}
}

func TestQueries(t *testing.T) {
	kb := base(t)
	queries, err := readQueries("")
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) < 200 {
		t.Errorf("%d queries", len(queries))
	}
	for _, q := range queries {
		if !utf8.ValidString(q.text) || q.text == "" {
			t.Errorf("%q is no text", q.text)
		}
		if _, ok := kb.Article(q.article); !ok && q.article != "" {
			t.Errorf("%q: there is no article %s", q.text, q.article)
		}
	}
	if made := makeQueries(kb); !slices.Equal(made, makeQueries(kb)) {
		t.Error("queries are made differently each time")
	}
}

func TestReadQueries(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
		fault      bool
	}{
		{"columns", "{c004f213}\tx\tnb\r\n\na\\nb\n", []string{"{c004f213}", "a\nb"}, false},
		{"objects", `{"query":"a\nb","more":1}` + "\n" + `{"query":"c"}`, []string{"a\nb", "c"}, false},
		{"a line that is no object", `{"query":"a"}` + "\nb\n", nil, true},
		{"nothing", "\n", nil, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			name := t.TempDir() + "/queries"
			write(t, name, c.text)
			queries, err := readQueries(name)
			if (err != nil) != c.fault {
				t.Fatalf("error %v", err)
			}
			var got []string
			for _, q := range queries {
				got = append(got, q.text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if _, err := readQueries(t.TempDir() + "/none"); err == nil {
		t.Error("a missing file is read")
	}
}

func TestQuantile(t *testing.T) {
	values := make([]time.Duration, 100)
	for i := range values {
		values[i] = time.Duration(100 - i)
	}
	for percent, want := range map[int]time.Duration{0: 1, 1: 1, 50: 50, 99: 99, 100: 100} {
		if got := quantile(values, percent); got != want {
			t.Errorf("%d: got %d, want %d", percent, got, want)
		}
	}
	if quantile(nil, 50) != 0 || quantile(values[:3], 99) != 100 {
		t.Error("short lists are read wrongly")
	}
}

// The whole program, with little to do.
func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"-rounds", "1", "-sizes", "29,60", "-parts", "queries,growth,codes"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Queries", "## Growth", "## Codes", "| aktivering ", "| bleve ", "| ordinary text "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := run(t.Context(), []string{"-rounds", "1", "-parts", "queries", "-engines", "SQLite"}, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "| aktivering ") || !strings.Contains(got, "| SQLite ") || strings.Contains(got, "| bleve") {
		t.Errorf("other engines were measured:\n%s", got)
	}
	for _, args := range [][]string{{"-parts", "all"}, {"-sizes", "x"}, {"-rounds", "0"}, {"more"}, {"-queries", t.TempDir()}} {
		if err := run(t.Context(), args, &out); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
