//go:build !race

package understand_test

import (
	"os"
	"testing"

	"aktivering/bot/bottest"
	"aktivering/bot/understand"
	"aktivering/bot/understand/training"
	"aktivering/knowledge"
)

// maxModel bounds what the model adds to the program, in bytes.
const maxModel = 3 << 20

// It learns for some seconds, which would be minutes under the race detector.
//
// The model that comes with the program is the one that the training texts teach, byte for
// byte, on every machine.
func TestModelIsMadeOfTheTrainingTexts(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := training.Load(os.DirFS("../../knowledge/training"), kb)
	if err != nil {
		t.Fatal(err)
	}
	model, err := understand.Learn(texts, kb.Language())
	if err != nil {
		t.Fatal(err)
	}
	files, err := model.Store()
	if err != nil {
		t.Fatal(err)
	}
	bottest.SameModel(t, "model", files, maxModel)
}
