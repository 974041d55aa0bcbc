package match

import (
	"reflect"
	"strings"
	"testing"

	"aktivering/knowledge"
)

// A text that is a code alone is understood without the words, and as with them.
func TestCodeAlone(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	later, ready := Later(kb.Language()).Matcher(kb), New(kb)
	scopes := []Scope{{}, {Audience: knowledge.ForAdministrators}, {Reader: knowledge.ForAdministrators}, {Packs: []string{"volume"}}}
	for _, code := range kb.Codes() {
		for _, text := range []string{code.String(), strings.ToLower(code.String()), " " + code.String() + "\n"} {
			for _, in := range scopes {
				got, alone := later.matchCode(text, in)
				sc := ready.scratch.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
				want := ready.match(sc, text, in)
				ready.scratch.Put(sc)
				if alone != (want.Decision == Answer) {
					t.Errorf("%q in %+v: understood %v, the decision is %v", text, in, alone, want.Decision)
				}
				if alone && !reflect.DeepEqual(got, want) {
					t.Errorf("%q in %+v:\n got %+v\nwant %+v", text, in, got, want)
				}
			}
		}
	}
	if later.lexicon != nil {
		t.Error("codes alone made the words ready")
	}
	if got, want := later.Match("hovedkort byttet", Scope{}), ready.Match("hovedkort byttet", Scope{}); !reflect.DeepEqual(got, want) {
		t.Errorf("words made ready later: %+v, want %+v", got, want)
	}
}
