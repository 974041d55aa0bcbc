package understand_test

import (
	"reflect"
	"sync"
	"testing"

	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// A reader that has read a text before, in another conversation, reads it as a new one does.
func TestCodesReadAgain(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	model, err := understand.LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	before := reader{match.New(kb), understand.NewReader(model, kb.Language())}
	contexts := []understand.Context{{}, in(""), in("has_key"), in("helped"), in("windows")}
	texts := []string{"0xC004F213", " 0xC004F213 ", "c004f213", "0xC004F213?", "0xC004F213.", "0x803F7001", "0xC004F213 0x803F7001", "0xC004F213 igjen", "ikke 0xC004F213", "0xC004F219"}
	for _, text := range texts {
		var all sync.WaitGroup
		for _, c := range contexts {
			all.Go(func() { before.read(c, text) })
		}
		all.Wait()
	}
	for _, text := range texts {
		for _, c := range contexts {
			fresh := reader{before.matcher, understand.NewReader(model, kb.Language())}
			if got, want := before.read(c, text), fresh.read(c, text); !reflect.DeepEqual(got, want) {
				t.Errorf("%q when asked %q: %+v, want %+v", text, c.Asked, got, want)
			}
		}
	}
}

// What a text without the code says can be analyzed with what was found in the whole one.
func TestCodeOfAnotherText(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	model, err := understand.LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	r, m := understand.NewReader(model, kb.Language()), match.New(kb).Match("0xC004F213", match.Scope{})
	for _, text := range []string{"", " ", "0xC0", "feil"} {
		_ = r.Analyze(text, m)
	}
	if e := r.Explain(in(""), "0xC004F213", m); len(e.Acts) == 0 {
		t.Errorf("%+v", e)
	}
}
