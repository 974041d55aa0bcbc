package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"time"

	"aktivering/knowledge"
)

// synthetic is a pack of made-up articles. Each is written when it is read, and
// is the same each time; together with the real articles there are so many.
type synthetic struct {
	words vocabulary
	taken map[knowledge.Code]bool // codes of the real articles
	count int
}

// newSynthetic makes a pack that brings kb to n articles.
func newSynthetic(kb *knowledge.Base, n int) *synthetic {
	s := &synthetic{words: newVocabulary(kb), taken: make(map[knowledge.Code]bool), count: n - len(kb.Articles())}
	for _, c := range kb.Codes() {
		s.taken[c] = true
	}
	return s
}

const (
	packName = "pack.yaml"
	madeName = "made-%06d.yaml"
)

const packText = `documents:
  - {id: made, publisher: Nobody, title: Made-up articles, url: "https://example.com/made", read: 2026-01-02}
`

// article is what a made-up article says.
type article struct {
	id       string
	codes    []knowledge.Code
	title    map[knowledge.Lang]string
	meaning  map[knowledge.Lang]string
	symptoms map[knowledge.Lang][]string
}

// article makes up the i-th article: a few subjects of its own, drawn evenly,
// among words that are drawn as often as they are used.
func (s *synthetic) article(i int) article {
	r := source(i + 1)
	a := article{
		id:       strings.TrimSuffix(fmt.Sprintf(madeName, i), path.Ext(madeName)),
		codes:    s.codes(i),
		title:    make(map[knowledge.Lang]string),
		meaning:  make(map[knowledge.Lang]string),
		symptoms: make(map[knowledge.Lang][]string),
	}
	for _, lang := range languages() {
		words := s.words[lang]
		subjects := []word{pick(r, words), pick(r, words), pick(r, words)}
		a.title[lang] = s.words.sentence(r, lang, 4+r.IntN(3), subjects[0], subjects[1])
		a.meaning[lang] = s.words.sentence(r, lang, 12+r.IntN(9), subjects...) + "."
		for range 2 + r.IntN(2) {
			a.symptoms[lang] = append(a.symptoms[lang], s.words.sentence(r, lang, 5+r.IntN(5), pick(r, subjects), pick(r, subjects)))
		}
	}
	return a
}

// codes gives the i-th article one or two codes that no other has, spread over
// the upper halves that codes around activation and updates have.
func (s *synthetic) codes(i int) []knowledge.Code {
	tops := [...]knowledge.Code{
		0xC004, 0x8004, 0x803F, 0x8007, 0x8000, 0x8024, 0x800F, 0x8009, 0x87E1, 0x87E0, 0x8010, 0xC000, 0xD000, 0xC190, 0x8020,
	}
	// An odd factor visits every lower half once.
	const factor, lows = 40_503, 1 << 16
	var codes []knowledge.Code
	for _, n := range []int{2 * i, 2*i + 1}[:1+i%2] {
		low := knowledge.Code(n / len(tops) * factor % lows)
		if c := tops[n%len(tops)]<<16 | low; !s.taken[c] {
			codes = append(codes, c)
		}
	}
	return codes
}

func (a article) yaml() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "id: %s\n", a.id)
	if len(a.codes) > 0 {
		fmt.Fprintf(&b, "codes: [%s]\n", strings.Join(slices.Collect(texts(a.codes)), ", "))
	}
	fmt.Fprintf(&b, "kinds: [error, symptom]\nwindows: [\"11\"]\ntitle: %s\nsymptoms:\n", text(a.title))
	for _, lang := range languages() {
		fmt.Fprintf(&b, "  %s:\n", lang)
		for _, line := range a.symptoms[lang] {
			fmt.Fprintf(&b, "    - %q\n", line)
		}
	}
	fmt.Fprintf(&b, "meaning: %s\n", text(a.meaning))
	b.WriteString(`remedies:
  - id: try
    title: {nb: Prøv igjen, nn: Prøv att, en: Try again}
    steps: {nb: ["Åpne {activation}."], nn: ["Opne {activation}."], en: ["Open {activation}."]}
    sources: [made]
sources:
  - {id: made, document: made, heading: Made up}
`)
	return b.Bytes()
}

func texts(codes []knowledge.Code) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range codes {
			if !yield(fmt.Sprintf("%q", c)) {
				return
			}
		}
	}
}

func text(t map[knowledge.Lang]string) string {
	return fmt.Sprintf("{nb: %q, nn: %q, en: %q}", t[knowledge.Bokmal], t[knowledge.Nynorsk], t[knowledge.English])
}

// queries makes n texts about articles that every pack of 900 or more has.
func (s *synthetic) queries(n int) []query {
	const common = 900
	queries := make([]query, n)
	for i := range queries {
		r := source(-2 - i)
		a := s.article(r.IntN(min(common, s.count)))
		queries[i] = query{s.asked(r, a), a.id}
	}
	return queries
}

func (s *synthetic) asked(r *rand.Rand, a article) string {
	lang := pick(r, languages())
	symptom := noisy(r, pick(r, a.symptoms[lang]))
	switch {
	case len(a.codes) > 0 && chance(r, 15):
		return withCode(r, noisyCode(r, a.codes[0]))
	case chance(r, 15):
		return rambling(r, lang, symptom)
	}
	return symptom
}

// Open implements fs.FS.
func (s *synthetic) Open(name string) (fs.File, error) {
	var i int
	switch {
	case name == packName:
		return &file{entry(name), bytes.NewReader([]byte(packText))}, nil
	case scan(name, &i) && i < s.count:
		return &file{entry(name), bytes.NewReader(s.article(i).yaml())}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func scan(name string, i *int) bool {
	_, err := fmt.Sscanf(name, madeName, i)
	return err == nil && *i >= 0 && fmt.Sprintf(madeName, *i) == name
}

// ReadDir implements fs.ReadDirFS.
func (s *synthetic) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	entries := make([]fs.DirEntry, 0, s.count+1)
	for i := range s.count {
		entries = append(entries, fs.FileInfoToDirEntry(entry(fmt.Sprintf(madeName, i))))
	}
	return append(entries, fs.FileInfoToDirEntry(entry(packName))), nil
}

// file is a file of the pack while it is read.
type file struct {
	entry
	*bytes.Reader
}

func (f *file) Stat() (fs.FileInfo, error) { return f.entry, nil }

func (f *file) Size() int64 { return f.Reader.Size() }

func (f *file) Close() error { return nil }

// entry is the name of a file of the pack; all else about it is nothing.
type entry string

func (e entry) Name() string       { return string(e) }
func (e entry) Size() int64        { return 0 }
func (e entry) Mode() fs.FileMode  { return 0o444 }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return false }
func (e entry) Sys() any           { return nil }
