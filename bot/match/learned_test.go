//go:build !race

package match_test

import (
	"bytes"
	"io/fs"
	"os"
	"testing"

	"aktivering/bot/match"
	"aktivering/bot/match/training"
	"aktivering/knowledge"
)

// maxModel bounds what the model adds to the program, in bytes.
const maxModel = 5 << 17

// It learns for some seconds, which would be minutes under the race detector.
//
// The model that comes with the program is the one that the texts teach, byte for byte, on
// every machine.
func TestModelIsMadeOfTheTrainingTexts(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := training.Load(os.DirFS("../../knowledge/training/first"), kb.Languages())
	if err != nil {
		t.Fatal(err)
	}
	queries, err := os.Open("testdata/tuned.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = queries.Close() }()
	more, err := training.Queries(queries)
	if err != nil {
		t.Fatal(err)
	}
	files, err := match.New(kb).Learn(append(texts, more...))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for name, want := range files {
		got, err := os.ReadFile("model/" + name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("model/%s is not what the texts teach (%v); run go generate ./bot/understand", name, err)
		}
		total += len(want)
	}
	entries, err := fs.ReadDir(os.DirFS("model"), ".")
	if err != nil || len(entries) != len(files) {
		t.Errorf("%d files in model, want %d: %v", len(entries), len(files), err)
	}
	if total > maxModel {
		t.Errorf("the model has %d bytes, at most %d are wanted", total, maxModel)
	}
}
