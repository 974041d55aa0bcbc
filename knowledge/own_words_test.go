package knowledge_test

import (
	"bufio"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"aktivering/knowledge"
)

// The source's sentences are its publisher's. Kept here are only hashes of each
// ten words in a row, enough to see that none of them stands in an article.
// They are made from the source's text with
//
//	go test ./knowledge -run TestOwnWords -source FILE
var sourceText = flag.String("source", "", "rewrite testdata/source.hashes from this text")

const (
	hashFile = "testdata/source.hashes"
	window   = 10
)

func TestOwnWords(t *testing.T) {
	if *sourceText != "" {
		writeHashes(t, *sourceText)
	}
	source := readHashes(t)
	if len(source) < 1000 {
		t.Fatalf("%s holds %d hashes only", hashFile, len(source))
	}
	b := load(t)
	check := func(what, text, windows string) {
		for _, run := range runs(b, text, windows) {
			words := wordsOf(run)
			for i := range max(0, len(words)-window+1) {
				if source[hashOf(words[i:i+window])] {
					t.Errorf("%s: ten words of the source: %s", what, strings.Join(words[i:i+window], " "))
				}
			}
		}
	}
	for _, a := range b.Articles() {
		for what, text := range norwegianTexts(a) {
			for _, windows := range a.Windows {
				check(a.ID+", "+what, text, windows)
			}
		}
	}
	for _, e := range b.Explanations() {
		for _, version := range []string{"11", "10"} {
			check(e.ID, e.Says.In(knowledge.Bokmal), version)
			for _, a := range e.ByArticle {
				check(e.ID, a.Says.In(knowledge.Bokmal), version)
			}
		}
	}
	for _, f := range b.Facts() {
		check("the fact "+f.ID, f.Question[knowledge.Bokmal], "")
	}
	for _, key := range b.Phrases().Keys() {
		check("the phrase "+key, b.Phrases().Text(knowledge.Bokmal, key), "")
	}
}

// norwegianTexts returns what the article says in the source's language. The
// headings that sources are cited by are quotations, and so left out.
func norwegianTexts(a *knowledge.Article) map[string]string {
	texts := map[string]string{"title": a.Title[knowledge.Bokmal], "meaning": a.Meaning[knowledge.Bokmal]}
	for i, s := range a.Symptoms[knowledge.Bokmal] {
		texts["symptom "+strconv.Itoa(i+1)] = s
	}
	for _, r := range a.Remedies {
		texts[r.ID+" title"] = r.Title[knowledge.Bokmal]
		texts[r.ID+" steps"] = strings.Join(r.Steps[knowledge.Bokmal], " ")
		for i, n := range r.Notes {
			texts[r.ID+" note "+strconv.Itoa(i+1)] = n.Text[knowledge.Bokmal]
		}
	}
	return texts
}

// runs returns the text as it is shown, cut at menu paths, which nobody can
// write in words of their own.
func runs(b *knowledge.Base, text, windows string) []string {
	runs := []string{""}
	for _, f := range b.Expand(text, knowledge.Bokmal, windows) {
		if f.Kind == knowledge.NamePath {
			runs = append(runs, "")
			continue
		}
		runs[len(runs)-1] += f.Text
	}
	return runs
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

func hashOf(words []string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(words, " ")))
	return h.Sum64()
}

func writeHashes(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	hashes := make(map[uint64]bool)
	words := wordsOf(string(text))
	for i := range max(0, len(words)-window+1) {
		hashes[hashOf(words[i:i+window])] = true
	}
	var out strings.Builder
	for _, h := range slices.Sorted(maps.Keys(hashes)) {
		fmt.Fprintf(&out, "%016x\n", h)
	}
	if err := os.WriteFile(hashFile, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readHashes(t *testing.T) map[uint64]bool {
	t.Helper()
	f, err := os.Open(hashFile)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	hashes := make(map[uint64]bool)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		h, err := strconv.ParseUint(lines.Text(), 16, 64)
		if err != nil {
			t.Fatal(err)
		}
		hashes[h] = true
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return hashes
}
