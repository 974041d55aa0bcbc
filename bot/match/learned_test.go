//go:build !race

package match_test

import (
	"os"
	"testing"

	"aktivering/bot/bottest"
	"aktivering/bot/match"
	"aktivering/bot/match/training"
	"aktivering/knowledge"
)

// maxModel bounds what the model adds to the program, in bytes.
const maxModel = 1 << 20

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
	bottest.SameModel(t, "model", files, maxModel)
}
